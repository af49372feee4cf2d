#if TLS
  import Foundation
  import InteropAPI
  import Martlet
  import Testing

  /// What the two sides learn of each other.
  @Suite(.timeLimit(.minutes(15))) struct TLSIdentityTests {
    @Test func theHandlerKnowsWhoCalls() async throws {
      let certificates = try await TestCertificates.shared()
      var server = ServerTLS(certificates.server)
      server.clientCertificates = .required(.pemFile(certificates.roots))
      let client = ClientTLS(
        trustRoots: .pemFile(certificates.roots), identity: TLSIdentity(certificates.client))
      let service = Scripted { _, context in
        let identity = try #require(context.peerIdentity)
        #expect(identity.subject == "CN=Ada,O=Martlet")
        #expect(identity.commonName == "Ada")
        #expect(
          identity.alternativeNames == [
            .dns("ada.test"), .email("ada@ada.test"), .uri("spiffe://test/ada"), .ip("10.0.0.7"),
          ])
        // As openssl sees the files: the client's own, then the authority's.
        let files = [certificates.client.certificate, certificates.roots]
        #expect(identity.certificates == (try await der(files)))
        return EchoReply()
      }
      try await service.use(security: .tls(server), credentials: .tls(client)) { client in
        _ = try await client.echo(EchoRequest())
        _ = try await client.echo(EchoRequest())
      }
    }

    @Test func theCallerKnowsItsServer() async throws {
      let certificates = try await TestCertificates.shared()
      let service = Scripted { _, context in
        #expect(context.peerIdentity == nil)
        return EchoReply()
      }
      for verification in [TLSVerification.full, .insecureWithoutAnyCheck] {
        let tls = ClientTLS(
          trustRoots: .pemFile(certificates.roots), verification: verification)
        try await service.use(
          security: .tls(ServerTLS(certificates.server)), credentials: .tls(tls)
        ) { client in
          let info = CallInfo()
          #expect(info.peer == nil)
          _ = try await client.echo(EchoRequest(), options: .info(info))
          #expect(info.peer?.contains(":") == true)
          guard verification == .full else {
            // Nobody has vouched for what it says.
            #expect(info.peerIdentity == nil)
            return
          }
          #expect(info.peerIdentity?.subject == "CN=server")
          #expect(info.peerIdentity?.alternativeNames == [.dns("localhost"), .ip("127.0.0.1")])
        }
      }
    }

    @Test func nobodyIsKnownInPlaintext() async throws {
      let service = Scripted { _, context in
        #expect(context.peerIdentity == nil)
        return EchoReply()
      }
      try await service.use { client in
        let info = CallInfo()
        _ = try await client.echo(EchoRequest(), options: .info(info))
        #expect(info.peerIdentity == nil)
      }
    }

    /// Certificates, keys and roots from memory, in both formats, and a key with a passphrase.
    @Test func everythingCanComeFromMemory() async throws {
      let certificates = try await TestCertificates.shared()
      let server = certificates.server
      let encrypted = try await run(
        "/usr/bin/env",
        ["openssl", "ec", "-in", server.key, "-aes256", "-passout", "pass:secret"])
      let identities = try await [
        TLSIdentity(
          certificate: .pem(text(server.certificate)), privateKey: .pem(text(server.key))),
        TLSIdentity(
          certificate: .der(der([server.certificate])), privateKey: .der(keyDER(server.key))),
        TLSIdentity(
          certificate: .pemFile(server.certificate),
          privateKey: .pem(encrypted.output, passphrase: "secret")),
      ]
      let roots = try await [
        TLSTrustRoots.pem(text(certificates.roots)), .der(der([certificates.roots])),
      ]
      let service = Scripted { _, _ in EchoReply() }
      for identity in identities {
        for roots in roots {
          try await service.use(
            security: .tls(ServerTLS(identity: identity)),
            credentials: .tls(ClientTLS(trustRoots: roots))
          ) { client in _ = try await client.echo(EchoRequest()) }
        }
      }
      for passphrase in [nil, "wrong"] {
        let identity = TLSIdentity(
          certificate: .pemFile(server.certificate),
          privateKey: .pem(encrypted.output, passphrase: passphrase))
        let error = #expect(throws: RPCError.self) {
          try RPCChannel(to: "localhost:1", credentials: .tls(ClientTLS(identity: identity)))
        }
        #expect(error?.message.contains("passphrase") == true)
      }
    }
  }

  private func text(_ path: String) throws -> String {
    try String(contentsOfFile: path, encoding: .utf8)
  }

  /// The certificates in `files` as openssl turns them into DER.
  private func der(_ files: [String]) async throws -> [[UInt8]] {
    var all: [[UInt8]] = []
    for file in files { all.append(try await base64(["openssl", "x509", "-in", file])) }
    return all
  }

  private func keyDER(_ file: String) async throws -> [UInt8] {
    try await base64(["openssl", "pkey", "-in", file])
  }

  /// What is between the lines of a PEM text.
  private func base64(_ command: [String]) async throws -> [UInt8] {
    let pem = try await run("/usr/bin/env", command).output
    let lines = pem.split(separator: "\n").filter { !$0.hasPrefix("-") }.joined()
    return [UInt8](try #require(Data(base64Encoded: lines)))
  }
#endif
