#if TLS
  import Foundation
  import InteropAPI
  import Martlet
  import Testing

  /// Handshakes with OpenSSL: `openssl s_client` and Python's ssl module.
  @Suite(.timeLimit(.minutes(15))) struct OpenSSLTests {
    // MARK: A client of ours is s_client

    @Test(arguments: ["TLSv1.2", "TLSv1.3"])
    func itAgreesOnHTTP2(version: String) async throws {
      let certificates = try await TestCertificates.shared()
      let flag = version == "TLSv1.2" ? "-tls1_2" : "-tls1_3"
      try await withServer([], security: .tls(ServerTLS(certificates.server))) { _, port in
        let seen = try await client(port, certificates, ["-alpn", "h2", flag])
        #expect(seen.contains("ALPN protocol: h2"), "\(seen)")
        #expect(
          seen.contains("Protocol  : \(version)") || seen.contains("New, \(version),"), "\(seen)")
        #expect(seen.contains("Verify return code: 0 (ok)"), "\(seen)")
        #expect(seen.contains("subject=CN = server"), "\(seen)")
      }
    }

    @Test(arguments: [[], ["-alpn", "http/1.1"]])
    func aClientThatDoesNotOfferHTTP2IsRefused(arguments: [String]) async throws {
      let certificates = try await TestCertificates.shared()
      let log = LogRecorder()
      let server = RPCServerSecurity.tls(ServerTLS(certificates.server))
      try await withServer([], security: server, logger: log.logger) { _, port in
        let seen = try await client(port, certificates, arguments)
        #expect(seen.contains("No ALPN negotiated"), "\(seen)")
        #expect(
          await log.says("handshake failed: the client does not offer HTTP/2 by ALPN (\"h2\")"))
      }
    }

    @Test(arguments: [
      (TLSMinimumVersion.tls12, ["-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"]),
      (.tls12, ["-tls1", "-cipher", "DEFAULT@SECLEVEL=0"]), (.tls13, ["-tls1_2"]),
    ])
    func anOldVersionIsRefused(minimum: TLSMinimumVersion, arguments: [String]) async throws {
      let certificates = try await TestCertificates.shared()
      var tls = ServerTLS(certificates.server)
      tls.minimumVersion = minimum
      let log = LogRecorder()
      try await withServer([], security: .tls(tls), logger: log.logger) { _, port in
        let seen = try await client(port, certificates, ["-alpn", "h2"] + arguments)
        #expect(seen.contains("alert protocol version"), "\(seen)")
        #expect(
          await log.says("handshake failed: the peer speaks no version of TLS that we do"))
      }
    }

    /// Source: RFC 9113 §9.2.2.
    @Test func ciphersThatHTTP2ForbidsAreRefused() async throws {
      let certificates = try await TestCertificates.shared()
      let log = LogRecorder()
      let server = RPCServerSecurity.tls(ServerTLS(certificates.server))
      try await withServer([], security: server, logger: log.logger) { _, port in
        let cipher = ["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA"]
        let seen = try await client(port, certificates, ["-alpn", "h2"] + cipher)
        #expect(seen.contains("alert handshake failure"), "\(seen)")
        #expect(await log.says("handshake failed: the peer speaks no cipher that we do"))
      }
    }

    @Test func theCertificateIsChosenByTheNameAskedFor() async throws {
      let certificates = try await TestCertificates.shared()
      var tls = ServerTLS(certificates.server)
      tls.identitiesByName = [
        "other.test": TLSIdentity(certificates.otherHost),
        "*.wild.test": TLSIdentity(certificates.renewedServer),
      ]
      try await withServer([], security: .tls(tls)) { _, port in
        for (name, subject) in [
          ("localhost", "server"), ("OTHER.test", "other"), ("a.wild.test", "renewed"),
          ("a.b.wild.test", "server"), ("wild.test", "server"),
        ] {
          let seen = try await client(port, certificates, ["-alpn", "h2"], name: name)
          #expect(seen.contains("subject=CN = \(subject)"), "\(name): \(seen)")
        }
        let seen = try await client(
          port, certificates, ["-alpn", "h2", "-noservername"], name: nil)
        #expect(seen.contains("subject=CN = server"), "\(seen)")
      }
    }

    @Test func aClientCertificateIsAskedForWithTheNamesOfItsAuthorities() async throws {
      let certificates = try await TestCertificates.shared()
      var tls = ServerTLS(certificates.server)
      tls.clientCertificates = .required(.pemFile(certificates.roots))
      try await withServer([], security: .tls(tls)) { _, port in
        let pair = ["-cert", certificates.client.certificate, "-key", certificates.client.key]
        let seen = try await client(port, certificates, ["-alpn", "h2"] + pair)
        #expect(seen.contains("Acceptable client certificate CA names\nCN = Martlet Test CA"))
        #expect(seen.contains("ALPN protocol: h2"), "\(seen)")
      }
    }

    // MARK: A server of Python's ssl

    @Test(arguments: [
      ("no_alpn", "handshake failed: the server does not choose HTTP/2 by ALPN (\"h2\")"),
      // OpenSSL leaves the extension out where it shares no protocol.
      ("other_alpn", "handshake failed: the server does not choose HTTP/2 by ALPN (\"h2\")"),
      ("tls11", "handshake failed: the peer speaks no version of TLS that we do"),
      ("silent", "handshake failed: the peer did not finish it in time"),
      (
        "closes",
        "handshake failed: the peer closed the connection within the handshake; does it speak TLS?"
      ),
    ])
    func aServerThatCannotBeTalkedToIsNamed(name: String, says words: String) async throws {
      try await withForeignServer(name) { port, tls in
        var configuration = RPCChannelConfiguration()
        if name == "silent" { configuration.connectTimeout = .milliseconds(300) }
        let error = await failure {
          try await withTLSClient(port, tls, configuration: configuration) {
            _ = try await $0.echo(text: "a")
          }
        }
        #expect(error?.code == .unavailable)
        #expect(error?.message == "cannot connect to localhost:\(port): \(words)")
      }
    }

    @Test func theClientRefusesAnOlderVersionThanItWants() async throws {
      try await withForeignServer("tls12") { port, tls in
        var tls = tls
        tls.minimumVersion = .tls13
        let error = await failure {
          try await withTLSClient(port, tls) { _ = try await $0.echo(text: "a") }
        }
        #expect(error?.message.contains("speaks no version of TLS that we do") == true, "\(error!)")
      }
    }

    @Test func theClientAsksForItsServersName() async throws {
      try await withForeignServer("only_sni", ["--name", "elsewhere.test"]) { port, tls in
        let error = await failure {
          try await withTLSClient(port, tls) { _ = try await $0.echo(text: "a") }
        }
        #expect(error?.message.contains("the peer knows no host of that name (SNI)") == true)
      }
      try await withForeignServer("only_sni", ["--name", "localhost"]) { port, tls in
        var configuration = RPCChannelConfiguration()
        configuration.connectTimeout = .milliseconds(500)
        let error = await failure {
          try await withTLSClient(port, tls, configuration: configuration) {
            _ = try await $0.echo(text: "a")
          }
        }
        // The handshake went well; the server speaks no HTTP/2 after it.
        #expect(error?.message.contains("no HTTP/2 SETTINGS frame came in time") == true)
      }
    }

    // MARK: Timeouts

    @Test func aClientThatNeverSpeaksIsGivenUp() async throws {
      #expect(RPCServerConfiguration().handshakeTimeout == .seconds(20))
      let certificates = try await TestCertificates.shared()
      var configuration = RPCServerConfiguration()
      configuration.handshakeTimeout = .milliseconds(200)
      let log = LogRecorder()
      let security = RPCServerSecurity.tls(ServerTLS(certificates.server))
      try await withServer(
        [], security: security, configuration: configuration, logger: log.logger
      ) { _, port in
        let result = try await run(
          Checkout.python,
          ["-c", "import socket; print(socket.create_connection(('127.0.0.1', \(port))).recv(9))"])
        #expect(result.output.contains("b''"), "\(result.output)")
        #expect(await log.says("handshake failed: the peer did not finish it in time"))
      }
    }

    /// What `openssl s_client` prints of a handshake with a server of ours.
    private func client(
      _ port: Int, _ certificates: TestCertificates, _ arguments: [String],
      name: String? = "localhost"
    ) async throws -> String {
      let asked = name.map { ["-servername", $0] } ?? []
      return try await run(
        "/usr/bin/env",
        ["openssl", "s_client", "-connect", "127.0.0.1:\(port)", "-CAfile", certificates.roots]
          + asked + arguments
      ).output
    }

    private func withForeignServer(
      _ name: String, _ arguments: [String] = [],
      _ body: (_ port: Int, ClientTLS) async throws -> Void
    ) async throws {
      let certificates = try await TestCertificates.shared()
      await ProcessSlots.servers.take()
      defer { Task { await ProcessSlots.servers.giveBack() } }
      let pair = certificates.server
      let server = try await ServerProcess(
        Checkout.python,
        [Checkout.peer("tls_server.py"), "--case", name, "--certificate", pair.certificate]
          + ["--key", pair.key] + arguments)
      try await body(server.port, ClientTLS(trustRoots: .pemFile(certificates.roots)))
      withExtendedLifetime(server) {}
    }
  }
#endif
