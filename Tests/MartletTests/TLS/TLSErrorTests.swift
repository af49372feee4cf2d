#if TLS
  import InteropAPI
  import Martlet
  import Testing

  /// Handshakes that fail: the side that sees why says why.
  @Suite(.timeLimit(.minutes(15))) struct TLSErrorTests {
    /// A server's certificate, and what a client that trusts the test authority says to it.
    struct Refusal: Sendable, CustomTestStringConvertible {
      var testDescription: String
      var pair: @Sendable (TestCertificates) -> TestCertificates.Pair
      var clientSays: String
      /// What a server of ours logs, by the alert that it gets.
      var serverLogs: String
    }

    static let badServers = [
      Refusal(
        testDescription: "expired", pair: \.expiredServer,
        clientSays: "handshake failed: certificate expired: CN=expired, until 2020-02-01",
        serverLogs: "the peer refused our certificate: certificate expired"),
      Refusal(
        testDescription: "another host", pair: \.otherHost,
        clientSays: "handshake failed: certificate is for other.test, not for localhost",
        // The client's handshake is over when it compares names: it just goes.
        serverLogs: ""),
      Refusal(
        testDescription: "another authority", pair: \.foreignServer,
        clientSays: "handshake failed: certificate signed by an unknown authority: CN=foreign, by "
          + "CN=Other CA",
        serverLogs: "no authority that it trusts signed it (unknown CA)"),
      Refusal(
        testDescription: "self-signed", pair: \.selfSigned,
        clientSays: "handshake failed: certificate self-signed and not trusted: CN=self-signed",
        serverLogs: "the peer refused our certificate"),
    ]

    @Test(arguments: badServers)
    func aBadServerIsRefused(refusal: Refusal) async throws {
      let certificates = try await TestCertificates.shared()
      let pair = refusal.pair(certificates)
      let tls = ClientTLS(trustRoots: .pemFile(certificates.roots))
      let log = LogRecorder()
      try await withServer([], security: .tls(ServerTLS(pair)), logger: log.logger) { _, port in
        try await expectUnavailable(port, tls, says: refusal.clientSays)
        guard !refusal.serverLogs.isEmpty else { return }
        #expect(await log.says("handshake failed: ", refusal.serverLogs))
      }
      try await withPythonServer(pair) { port in
        try await expectUnavailable(port, tls, says: refusal.clientSays)
      }
    }

    /// A client's certificate, and what a server that requires one of the test authority logs.
    struct ClientRefusal: Sendable, CustomTestStringConvertible {
      var testDescription: String
      var pair: @Sendable (TestCertificates) -> TestCertificates.Pair?
      var serverLogs: String
      /// What a client of ours says, by the alert that it gets.
      var clientSays: String
    }

    static let badClients = [
      ClientRefusal(
        testDescription: "none", pair: { _ in nil },
        serverLogs: "handshake failed: the client sent no certificate, and one is required",
        clientSays: "handshake failed: the peer requires a certificate, and we sent none"),
      ClientRefusal(
        testDescription: "expired", pair: \.expiredClient,
        serverLogs: "handshake failed: certificate expired: CN=Old, until 2020-02-01",
        clientSays: "handshake failed: the peer refused our certificate: certificate expired"),
      ClientRefusal(
        testDescription: "another authority", pair: \.foreignClient,
        serverLogs: "handshake failed: certificate signed by an unknown authority: CN=Eve, by "
          + "CN=Other CA",
        clientSays: "handshake failed: the peer refused our certificate: no authority"),
      ClientRefusal(
        testDescription: "not for clients", pair: \.misusedClient,
        serverLogs: "handshake failed: certificate refused: CN=Misused names the trusted authority "
          + "CN=Martlet Test CA, but",
        clientSays: "handshake failed: the peer refused our certificate: not of a kind it takes"),
    ]

    @Test(arguments: badClients)
    func aBadClientIsRefused(refusal: ClientRefusal) async throws {
      let certificates = try await TestCertificates.shared()
      let pair = refusal.pair(certificates)
      var server = ServerTLS(certificates.server)
      server.clientCertificates = .required(.pemFile(certificates.roots))
      var client = ClientTLS(trustRoots: .pemFile(certificates.roots))
      client.identity = pair.map { TLSIdentity($0) }
      let log = LogRecorder()
      try await withServer([], security: .tls(server), logger: log.logger) { _, port in
        try await expectUnavailable(port, client, says: refusal.clientSays)
        #expect(await log.says(refusal.serverLogs))
        let before = log.aboutPeers.count
        let python = try await runPythonClient(port, "unary", roots: certificates.roots, pair)
        #expect(python.status != 0)
        #expect(await eventually { log.aboutPeers.count > before })
        #expect(log.aboutPeers.dropFirst(before).contains { $0.why.contains(refusal.serverLogs) })
      }
    }

    @Test func pythonRefusesUsWithoutACertificateAndWeSaySo() async throws {
      let certificates = try await TestCertificates.shared()
      try await withPythonServer(certificates.server, roots: certificates.roots) { port in
        try await expectUnavailable(
          port, ClientTLS(trustRoots: .pemFile(certificates.roots)),
          says: "closed the connection after the TLS handshake; does it want a certificate")
      }
    }

    @Test func aCertificateThatIsOptionalMayBeMissingButNotBad() async throws {
      let certificates = try await TestCertificates.shared()
      var server = ServerTLS(certificates.server)
      server.clientCertificates = .optional(.pemFile(certificates.roots))
      var client = ClientTLS(trustRoots: .pemFile(certificates.roots))
      let services = [Interop.serving(InteropService())]
      try await withServer(services, security: .tls(server)) { _, port in
        try await withTLSClient(port, client) { client in
          let reply = try await client.echo(text: "a")
          #expect(reply.text == "a")
        }
        client.identity = TLSIdentity(certificates.foreignClient)
        try await expectUnavailable(port, client, says: "the peer refused our certificate")
      }
    }

    // MARK: Less verification

    @Test(arguments: [
      (TLSVerification.insecureWithoutHostname, "otherHost"),
      (.insecureWithoutAnyCheck, "otherHost"), (.insecureWithoutAnyCheck, "expired"),
      (.insecureWithoutAnyCheck, "selfSigned"), (.insecureWithoutAnyCheck, "foreign"),
    ])
    func whatIsNotCheckedPasses(verification: TLSVerification, name: String) async throws {
      let certificates = try await TestCertificates.shared()
      let pair =
        switch name {
        case "otherHost": certificates.otherHost
        case "expired": certificates.expiredServer
        case "selfSigned": certificates.selfSigned
        default: certificates.foreignServer
        }
      let tls = ClientTLS(trustRoots: .pemFile(certificates.roots), verification: verification)
      let services = [Interop.serving(InteropService())]
      try await withServer(services, security: .tls(ServerTLS(pair))) { _, port in
        try await withTLSClient(port, tls) { client in
          let info = CallInfo()
          let reply = try await client.echo(text: "a", options: .info(info))
          #expect(reply.text == "a")
        }
      }
    }

    @Test func withoutHostnameStillNeedsATrustedAuthority() async throws {
      let certificates = try await TestCertificates.shared()
      let tls = ClientTLS(
        trustRoots: .pemFile(certificates.roots), verification: .insecureWithoutHostname)
      try await withServer([], security: .tls(ServerTLS(certificates.foreignServer))) { _, port in
        try await expectUnavailable(port, tls, says: "signed by an unknown authority")
      }
    }

    @Test func theSystemDoesNotTrustOurs() async throws {
      let certificates = try await TestCertificates.shared()
      try await withServer([], security: .tls(ServerTLS(certificates.server))) { _, port in
        try await expectUnavailable(port, ClientTLS(), says: "signed by an unknown authority")
      }
    }

    // MARK: Names

    @Test(arguments: ["127.0.0.1", "localhost"])
    func theTargetsNameOrAddressIsLookedFor(host: String) async throws {
      let certificates = try await TestCertificates.shared()
      let services = [Interop.serving(InteropService())]
      let server = RPCServerSecurity.tls(ServerTLS(certificates.server))
      try await withServer(services, security: server) { _, port in
        let tls = ClientTLS(trustRoots: .pemFile(certificates.roots))
        try await withTLSClient(port, tls, host: host) { client in
          let reply = try await client.echo(text: "a")
          #expect(reply.text == "a")
        }
      }
    }

    @Test func anAddressThatTheCertificateIsNotForIsNamed() async throws {
      let certificates = try await TestCertificates.shared()
      try await withServer([], security: .tls(ServerTLS(certificates.otherHost))) { _, port in
        let tls = ClientTLS(trustRoots: .pemFile(certificates.roots))
        try await expectUnavailable(
          port, tls, host: "127.0.0.1", says: "certificate is for other.test, not for 127.0.0.1")
      }
    }

    @Test func anotherNameCanBeAskedFor() async throws {
      let certificates = try await TestCertificates.shared()
      let tls = ClientTLS(trustRoots: .pemFile(certificates.roots), serverName: "other.test")
      try await withPythonServer(certificates.otherHost) { port in
        try await withTLSClient(port, tls) { client in
          let reply = try await client.echo(text: "a")
          #expect(reply.text == "a")
        }
      }
    }

    // MARK: One side in plaintext

    @Test func aPlaintextClientOfATLSServerIsTold() async throws {
      let certificates = try await TestCertificates.shared()
      let log = LogRecorder()
      let server = RPCServerSecurity.tls(ServerTLS(certificates.server))
      try await withServer([], security: server, logger: log.logger) { _, port in
        let error = await failure {
          try await withChannel(to: "127.0.0.1:\(port)", logger: .silent) { channel in
            _ = try await Interop.Client(channel).echo(text: "a")
          }
        }
        #expect(error?.code == .unavailable)
        #expect(error?.message.contains("the peer speaks TLS, not HTTP/2") == true, "\(error!)")
        #expect(await log.says("handshake failed: the peer does not speak TLS"))
      }
    }

    @Test(arguments: [Peer.python, .ours])
    func aTLSClientOfAPlaintextServerIsTold(peer: Peer) async throws {
      let tls = ClientTLS()
      switch peer {
      case .python:
        try await withPythonServer(nil) { port in
          try await expectUnavailable(
            port, tls, says: "handshake failed: the peer does not speak TLS")
        }
      case .ours, .inProcess:
        let log = LogRecorder()
        try await withServer([], logger: log.logger) { _, port in
          try await expectUnavailable(
            port, tls, says: "handshake failed: the peer does not speak TLS")
          #expect(await log.says("the peer speaks TLS, not HTTP/2"))
        }
      }
    }

    // MARK: Settings

    @Test func settingsThatCannotBeUsedAreErrorsThatNameTheFile() async throws {
      let certificates = try await TestCertificates.shared()
      let missing = "/nowhere/server.pem"
      let cases: [(certificate: String, key: String, says: String)] = [
        (missing, certificates.server.key, "cannot read \"\(missing)\": no such file"),
        (certificates.server.certificate, missing, "cannot read \"\(missing)\": no such file"),
        (certificates.server.key, certificates.server.key, "holds no certificate in PEM format"),
        (
          certificates.server.certificate, certificates.server.certificate,
          "holds no private key that can be read"
        ),
        (
          certificates.server.certificate, certificates.client.key,
          "the private key does not belong to the certificate"
        ),
      ]
      for (certificate, key, says) in cases {
        let identity = TLSIdentity(certificate: .pemFile(certificate), privateKey: .pemFile(key))
        let server = RPCServer(
          listening: .tcp(host: "127.0.0.1", port: 0),
          security: .tls(ServerTLS(identity: identity)), services: [], logger: .silent)
        let error = await #expect(throws: TLSConfigurationError.self) { try await server.start() }
        #expect(error?.description.contains(says) == true, "\(String(describing: error))")
        let refused = #expect(throws: RPCError.self) {
          try RPCChannel(to: "localhost:1", credentials: .tls(ClientTLS(identity: identity)))
        }
        #expect(refused?.code == .invalidArgument)
        #expect(refused?.message.contains(says) == true, "\(String(describing: refused))")
      }
    }

    @Test func aNameThatIsAnotherAddressIsRefused() {
      let error = #expect(throws: RPCError.self) {
        try RPCChannel(to: "localhost:1", credentials: .tls(ClientTLS(serverName: "10.0.0.1")))
      }
      #expect(error?.message.contains("only a host name can stand in") == true)
    }

    /// Each attempt is refused anew: no failure of one handshake stands for all that come.
    private func expectUnavailable(
      _ port: Int, _ tls: ClientTLS, host: String = "localhost", says words: String
    ) async throws {
      let error = await failure {
        try await withTLSClient(port, tls, host: host) { _ = try await $0.echo(text: "a") }
      }
      #expect(error?.code == .unavailable)
      #expect(error?.message.contains(words) == true, "\(String(describing: error))")
      #expect(error?.message.contains("cannot connect to \(host):\(port)") == true)
    }
  }

  extension LogRecorder {
    /// Whether something was or is soon logged about a peer whose reason has all of `words`.
    func says(_ words: String...) async -> Bool {
      await eventually {
        aboutPeers.contains { record in words.allSatisfy { record.why.contains($0) } }
      }
    }
  }

  extension LogRecorder.Record {
    var why: String { metadata["why"] ?? "" }
  }
#endif
