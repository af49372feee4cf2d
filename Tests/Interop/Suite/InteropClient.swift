package import Martlet

/// The client of gRPC's "Interoperability Test Case Descriptions" and "Negative HTTP/2 Interop Test
/// Case Descriptions": a case by its name, against any server that has the service.
package struct InteropClient: Sendable {
  /// What the cases that are about many calls ask for.
  package struct Soak: Sendable {
    package var iterations = 10
    package var maxFailures = 0
    package var maxLatency: Duration = .milliseconds(1000)
    package var minTimeBetweenCalls: Duration = .zero
    package var overallTimeout: Duration = .seconds(10)
    package var requestBytes = 271_828
    package var responseBytes = 314_159
    package var tasks = 1

    package init() {}
  }

  typealias Case = @Sendable (InteropClient) async throws -> Void

  let channel: RPCChannel
  /// Makes another channel to the same server.
  let makeChannel: @Sendable () throws -> RPCChannel
  let soak: Soak
  let key: ServiceAccountKey?

  var service: TestService.Client { TestService.Client(channel) }

  /// - Parameter key: whom `per_rpc_creds` calls for.
  package init(
    soak: Soak = Soak(), key: ServiceAccountKey? = nil,
    makeChannel: @escaping @Sendable () throws -> RPCChannel
  ) throws {
    channel = try makeChannel()
    self.makeChannel = makeChannel
    self.soak = soak
    self.key = key
  }

  /// Runs a case. Throws what was otherwise than it should be.
  package func run(_ name: String) async throws {
    guard let body = Self.cases[name] else {
      let known = Self.caseNames.joined(separator: ", ")
      throw InteropFailure("there is no case \"\(name)\"; there are \(known)")
    }
    do {
      try await body(self)
      await channel.shutdown()
    } catch {
      await channel.shutdown()
      throw error
    }
  }

  package static var caseNames: [String] { cases.keys.sorted() }

  private static let cases: [String: Case] = [
    "empty_unary": { try await $0.emptyUnary() },
    "large_unary": { try await $0.largeUnary() },
    "concurrent_large_unary": { try await $0.concurrentLargeUnary() },
    "client_compressed_unary": { try await $0.clientCompressedUnary() },
    "server_compressed_unary": { try await $0.serverCompressedUnary() },
    "client_streaming": { try await $0.clientStreaming() },
    "client_compressed_streaming": { try await $0.clientCompressedStreaming() },
    "server_streaming": { try await $0.serverStreaming() },
    "server_compressed_streaming": { try await $0.serverCompressedStreaming() },
    "ping_pong": { try await $0.pingPong() },
    "empty_stream": { try await $0.emptyStream() },
    "custom_metadata": { try await $0.customMetadata() },
    "status_code_and_message": { try await $0.statusCodeAndMessage() },
    "special_status_message": { try await $0.specialStatusMessage() },
    "unimplemented_method": { try await $0.unimplementedMethod() },
    "unimplemented_service": { try await $0.unimplementedService() },
    "cancel_after_begin": { try await $0.cancelAfterBegin() },
    "cancel_after_first_response": { try await $0.cancelAfterFirstResponse() },
    "timeout_on_sleeping_server": { try await $0.timeoutOnSleepingServer() },
    "per_rpc_creds": { try await $0.perRPCCredentials() },
    "rpc_soak": { try await $0.rpcSoak() },
    "channel_soak": { try await $0.channelSoak() },
    "goaway": { try await $0.goAway() },
    "rst_after_header": { try await $0.resetByServer() },
    "rst_during_data": { try await $0.resetByServer() },
    "rst_after_data": { try await $0.resetByServer() },
    "ping": { try await $0.largeUnary() },
    "max_streams": { try await $0.maxStreams() },
    "data_frame_padding": { try await $0.largeUnary() },
    "no_df_padding_sanity_test": { try await $0.largeUnary() },
  ]
}
