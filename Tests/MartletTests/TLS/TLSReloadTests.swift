#if TLS
  import Foundation
  import InteropAPI
  import Logging
  import Martlet
  import Testing

  /// Certificates that are replaced while a server runs.
  @Suite(.timeLimit(.minutes(15))) struct TLSReloadTests {
    /// A certificate and a key where they can be replaced.
    private struct Files {
      let pair: TestCertificates.Pair
      private let folder: URL

      init(_ first: TestCertificates.Pair) throws {
        folder = FileManager.default.temporaryDirectory
          .appendingPathComponent("martlet-reload-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        pair = TestCertificates.Pair(
          certificate: folder.appendingPathComponent("tls.pem").path,
          key: folder.appendingPathComponent("tls.key").path)
        try replace(by: first)
      }

      func replace(by new: TestCertificates.Pair) throws {
        try replace(certificate: new.certificate)
        try write(new.key, pair.key)
      }

      func replace(certificate: String) throws { try write(certificate, pair.certificate) }

      private func write(_ source: String, _ target: String) throws {
        try Data(contentsOf: URL(fileURLWithPath: source))
          .write(to: URL(fileURLWithPath: target), options: .atomic)
      }

      func remove() { try? FileManager.default.removeItem(at: folder) }
    }

    /// Runs `body` with a server whose certificate `reloader` reads.
    private func withReloadingServer(
      every interval: Duration? = nil, logger: Logger = .silent,
      _ body: (Files, TLSIdentityReloader, _ port: Int, ClientTLS) async throws -> Void
    ) async throws {
      let certificates = try await TestCertificates.shared()
      let files = try Files(certificates.server)
      defer { files.remove() }
      let reloader = try TLSIdentityReloader(
        certificate: .pemFile(files.pair.certificate), privateKey: .pemFile(files.pair.key),
        every: interval, logger: logger)
      try await withServer(
        [Interop.serving(InteropService())],
        security: .tls(ServerTLS(identity: .reloading(reloader)))
      ) { _, port in
        try await body(
          files, reloader, port, ClientTLS(trustRoots: .pemFile(certificates.roots)))
      }
    }

    /// The subject of the certificate that a new connection is shown.
    private func subject(_ port: Int, _ tls: ClientTLS) async throws -> String? {
      let info = CallInfo()
      try await withTLSClient(port, tls) { client in
        _ = try await client.echo(text: "a", options: .info(info))
      }
      return info.peerIdentity?.subject
    }

    @Test func newConnectionsGetTheNewCertificateAndOpenOnesGoOn() async throws {
      let certificates = try await TestCertificates.shared()
      try await withReloadingServer { files, reloader, port, tls in
        try await withTLSClient(port, tls) { client in
          let info = CallInfo()
          try await client.chat(options: .info(info)) { requests, responses in
            try await requests.write(EchoRequest(text: "before"))
            #expect(try await responses.next()?.text == "before")
            try files.replace(by: certificates.renewedServer)
            try reloader.reload()
            #expect(try await subject(port, tls) == "CN=renewed")
            // The stream that was open goes on, on the connection that it had.
            try await requests.write(EchoRequest(text: "after"))
            #expect(try await responses.next()?.text == "after")
            requests.finish()
            #expect(try await responses.next() == nil)
          }
          _ = try await client.echo(text: "same connection", options: .info(info))
          #expect(info.peerIdentity?.subject == "CN=server")
        }
      }
    }

    @Test func aTriggerMakesItLook() async throws {
      let certificates = try await TestCertificates.shared()
      try await withReloadingServer { files, reloader, port, tls in
        let (triggers, trigger) = AsyncStream.makeStream(of: Void.self)
        async let watching: Void = reloader.watch(triggers)
        #expect(try await subject(port, tls) == "CN=server")
        try files.replace(by: certificates.renewedServer)
        // Nobody has looked yet.
        #expect(try await subject(port, tls) == "CN=server")
        trigger.yield()
        #expect(try await eventually { try await subject(port, tls) == "CN=renewed" })
        trigger.finish()
        await watching
      }
    }

    @Test func itLooksByItself() async throws {
      let certificates = try await TestCertificates.shared()
      try await withReloadingServer(every: .milliseconds(10)) { files, _, port, tls in
        #expect(try await subject(port, tls) == "CN=server")
        try files.replace(by: certificates.renewedServer)
        #expect(try await eventually { try await subject(port, tls) == "CN=renewed" })
      }
    }

    @Test func whatHasNotChangedIsNotReadAgain() async throws {
      try await withReloadingServer { _, reloader, _, _ in #expect(!reloader.reloadIfChanged()) }
    }

    @Test func filesThatDoNotFitChangeNothing() async throws {
      let certificates = try await TestCertificates.shared()
      let log = LogRecorder()
      try await withReloadingServer(logger: log.logger) { files, reloader, port, tls in
        // As it is when one file has been replaced and the other has not yet.
        try files.replace(certificate: certificates.renewedServer.certificate)
        let error = #expect(throws: TLSConfigurationError.self) { try reloader.reload() }
        #expect(
          error?.description == "the private key does not belong to the certificate")
        #expect(!reloader.reloadIfChanged())
        #expect(log.all.contains { $0.level == .warning && $0.why.contains("does not belong") })
        #expect(try await subject(port, tls) == "CN=server")
        try files.replace(by: certificates.renewedServer)
        #expect(reloader.reloadIfChanged())
        #expect(try await subject(port, tls) == "CN=renewed")
        files.remove()
        #expect(!reloader.reloadIfChanged())
        #expect(log.all.contains { $0.why.contains("no such file") })
        #expect(try await subject(port, tls) == "CN=renewed")
      }
    }

    @Test func aClientsCertificateIsReloadedToo() async throws {
      let certificates = try await TestCertificates.shared()
      let files = try Files(certificates.expiredClient)
      defer { files.remove() }
      let reloader = try TLSIdentityReloader(
        certificate: .pemFile(files.pair.certificate), privateKey: .pemFile(files.pair.key),
        every: nil, logger: .silent)
      var server = ServerTLS(certificates.server)
      server.clientCertificates = .required(.pemFile(certificates.roots))
      let tls = ClientTLS(
        trustRoots: .pemFile(certificates.roots), identity: .reloading(reloader))
      let service = Scripted { _, context in
        EchoReply(text: context.peerIdentity?.commonName ?? "")
      }
      try await withServer([Interop.serving(service)], security: .tls(server)) { _, port in
        let error = await failure {
          try await withTLSClient(port, tls) { _ = try await $0.echo(text: "a") }
        }
        #expect(error?.message.contains("certificate expired") == true)
        try files.replace(by: certificates.client)
        try reloader.reload()
        try await withTLSClient(port, tls) { client in
          let reply = try await client.echo(text: "a")
          #expect(reply.text == "Ada")
        }
      }
    }
  }
#endif
