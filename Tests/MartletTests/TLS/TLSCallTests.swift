#if TLS
  import Foundation
  import InteropAPI
  import Martlet
  import Testing

  /// Calls over TLS, against Python's grpcio (C-core with its own BoringSSL) on either side.
  @Suite(.timeLimit(.minutes(15))) struct TLSCallTests {
    /// A service for each case: it counts what its callers cancel.
    private static var services: [ServiceRegistration] { [Interop.serving(InteropService())] }

    @Test(
      arguments: [
        "unary", "server_streaming", "client_streaming", "bidi_ping_pong", "metadata_binary",
        "error_mid_stream", "deadline_exceeded", "cancel_bidi", "large_message", "concurrent",
        "slow_reader", "early_status",
      ])
    func pythonCallsOurServer(name: String) async throws {
      let certificates = try await TestCertificates.shared()
      let tls = ServerTLS(certificates.server)
      try await withServer(Self.services, security: .tls(tls)) { _, port in
        let result = try await runPythonClient(port, name, roots: certificates.roots)
        #expect(result.status == 0, "\(result.output)")
      }
    }

    @Test func pythonCallsOurServerWithACertificate() async throws {
      let certificates = try await TestCertificates.shared()
      var tls = ServerTLS(certificates.server)
      tls.clientCertificates = .required(.pemFile(certificates.roots))
      try await withServer(Self.services, security: .tls(tls)) { _, port in
        let result = try await runPythonClient(
          port, "unary", roots: certificates.roots, certificates.client)
        #expect(result.status == 0, "\(result.output)")
      }
    }

    @Test func weCallPython() async throws {
      let certificates = try await TestCertificates.shared()
      try await withPythonServer(certificates.server) { port in
        let tls = ClientTLS(trustRoots: .pemFile(certificates.roots))
        try await withTLSClient(port, tls) { client in try await callAll(client) }
      }
    }

    @Test func weCallPythonWithACertificate() async throws {
      let certificates = try await TestCertificates.shared()
      try await withPythonServer(certificates.server, roots: certificates.roots) { port in
        let tls = ClientTLS(
          trustRoots: .pemFile(certificates.roots), identity: TLSIdentity(certificates.client))
        try await withTLSClient(port, tls) { client in try await callAll(client) }
      }
    }

    @Test func weCallOurselves() async throws {
      let certificates = try await TestCertificates.shared()
      let server = RPCServerSecurity.tls(ServerTLS(certificates.server))
      try await withServer(Self.services, security: server) { _, port in
        let tls = ClientTLS(trustRoots: .pemFile(certificates.roots))
        try await withTLSClient(port, tls) { client in try await callAll(client) }
      }
    }

    @Test func itWorksOverAUnixSocketToo() async throws {
      let certificates = try await TestCertificates.shared()
      let path = FileManager.default.temporaryDirectory
        .appendingPathComponent("martlet-\(UUID().uuidString.prefix(8)).sock").path
      let server = RPCServer(
        listening: .unix(path: path), security: .tls(ServerTLS(certificates.server)),
        services: Self.services, logger: .silent)
      try await server.start()
      let tls = ClientTLS(trustRoots: .pemFile(certificates.roots))
      try await withChannel(to: "unix:\(path)", credentials: .tls(tls), logger: .silent) {
        channel in
        let reply = try await Interop.Client(channel).echo(text: "a")
        #expect(reply.text == "a")
      }
      await server.shutdown(grace: .zero)
    }

    /// All kinds of call, and messages of more than the socket takes at once, in both directions.
    private func callAll(_ client: Interop.Client) async throws {
      let reply = try await client.echo(text: "a")
      #expect(reply.text == "a")
      let large = [UInt8](repeating: 7, count: 3_000_000)
      let echoed = try await client.echo(EchoRequest(payload: large))
      #expect(echoed.payload == large)
      var count = 0
      for try await reply in client.expand(EchoRequest(count: 20, size: 500_000)) {
        #expect(reply.payload.count == 500_000)
        count += 1
      }
      #expect(count == 20)
      let requests = (0..<20).map { _ in EchoRequest(payload: [UInt8](repeating: 1, count: 300_000))
      }
      let collected = try await client.collect(requests)
      #expect(collected.payloadBytes == 6_000_000)
      try await client.chat { requests, responses in
        for index in 0..<100 {
          try await requests.write(EchoRequest(text: "\(index)"))
          #expect(try await responses.next()?.text == "\(index)")
        }
        requests.finish()
        #expect(try await responses.next() == nil)
      }
      try await withThrowingTaskGroup { group in
        for index in 0..<100 {
          group.addTask {
            let reply = try await client.echo(text: "\(index)")
            #expect(reply.text == "\(index)")
          }
        }
        try await group.waitForAll()
      }
    }
  }
#endif
