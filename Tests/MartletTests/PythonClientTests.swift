import InteropAPI
import Martlet
import Testing

/// Python's grpcio (C-core) calls a server of ours.
@Suite(.timeLimit(.minutes(15))) struct PythonClientTests {
  /// Where the server compresses and where it does not.
  @Test(arguments: ["gzip", "deflate"], RPCCompression.allCases)
  func compresses(name: String, responses: RPCCompression) async throws {
    var configuration = RPCServerConfiguration()
    configuration.compression = responses
    let services = [Interop.serving(InteropService())]
    try await withServer(services, configuration: configuration) { _, port in
      let result = try await run(
        Checkout.python,
        [Checkout.peer("grpc_client.py"), "--port", "\(port)", "--case", name])
      #expect(result.status == 0, "\(result.output)")
    }
  }

  @Test(
    arguments: [
      "unary", "unary_empty", "server_streaming", "client_streaming", "bidi", "bidi_ping_pong",
      "metadata_ascii", "metadata_binary", "metadata_repeated_keys", "error_unary",
      "error_message_unicode", "error_with_details", "error_mid_stream", "error_immediate_stream",
      "deadline_exceeded",
      "deadline_visible", "cancel_unary", "cancel_server_stream", "cancel_bidi",
      "unimplemented_method", "unimplemented_service", "large_message", "too_large_request",
      "concurrent", "many_streams", "slow_reader", "early_status",
    ], [RPCServerConfiguration.Executor.eventLoop, .concurrent])
  func callsOurServer(name: String, executor: RPCServerConfiguration.Executor) async throws {
    var configuration = RPCServerConfiguration()
    configuration.executor = executor
    let services = [Interop.serving(InteropService())]
    try await withServer(services, configuration: configuration) { _, port in
      let result = try await run(
        Checkout.python,
        [Checkout.peer("grpc_client.py"), "--port", "\(port)", "--case", name])
      #expect(result.status == 0, "\(result.output)")
    }
  }
}
