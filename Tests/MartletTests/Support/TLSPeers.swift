#if TLS
  import InteropAPI
  import Logging
  import Martlet

  extension ServerTLS {
    init(_ pair: TestCertificates.Pair) {
      self.init(certificate: .pemFile(pair.certificate), privateKey: .pemFile(pair.key))
    }
  }

  extension TLSIdentity {
    init(_ pair: TestCertificates.Pair) {
      self.init(certificate: .pemFile(pair.certificate), privateKey: .pemFile(pair.key))
    }
  }

  /// Runs `body` with a client that speaks TLS to a server on `port` of localhost.
  func withTLSClient(
    _ port: Int, _ tls: ClientTLS, host: String = "localhost",
    configuration: RPCChannelConfiguration = RPCChannelConfiguration(),
    _ body: (Interop.Client) async throws -> Void
  ) async throws {
    try await withChannel(
      to: "\(host):\(port)", credentials: .tls(tls), configuration: configuration, logger: .silent
    ) { channel in try await body(Interop.Client(channel)) }
  }

  /// Runs `body` with Python's server, which wants certificates of clients if it has `roots`.
  func withPythonServer(
    _ pair: TestCertificates.Pair?, roots: String? = nil, _ body: (_ port: Int) async throws -> Void
  ) async throws {
    await ProcessSlots.servers.take()
    defer { Task { await ProcessSlots.servers.giveBack() } }
    var arguments = [Checkout.peer("grpc_server.py"), "--until-eof"]
    if let pair { arguments += ["--tls-certificate", pair.certificate, "--tls-key", pair.key] }
    if let roots { arguments += ["--tls-roots", roots] }
    let server = try await ServerProcess(Checkout.python, arguments)
    try await body(server.port)
    withExtendedLifetime(server) {}
  }

  /// Runs one case of Python's client to its end.
  func runPythonClient(
    _ port: Int, _ name: String, roots: String?, _ pair: TestCertificates.Pair? = nil
  ) async throws -> ProcessResult {
    var arguments = [Checkout.peer("grpc_client.py"), "--case", name]
    arguments += ["--target", "localhost:\(port)"]
    if let roots { arguments += ["--tls-roots", roots] }
    if let pair { arguments += ["--tls-certificate", pair.certificate, "--tls-key", pair.key] }
    return try await run(Checkout.python, arguments)
  }
#endif
