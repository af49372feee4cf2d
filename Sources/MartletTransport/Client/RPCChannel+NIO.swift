public import Logging
import MartletHTTP2
public import MartletRPC

extension RPCChannel {
  /// A channel to `target`, such as `dns:///localhost:50051`, `127.0.0.1:50051` or
  /// `unix:/run/echo.sock`. Connects when the first call is made.
  ///
  /// Throws `invalidArgument` if `target` has none of the forms that gRPC knows.
  public convenience init(
    to target: String, configuration: RPCChannelConfiguration = RPCChannelConfiguration(),
    logger: Logger = Logger(label: "martlet.client")
  ) throws(RPCError) {
    self.init(
      transport: NIOClientTransport(
        target: try Target(target), configuration: configuration, logger: logger),
      defaults: configuration.defaults,
      streamWindowBytes: Int(configuration.http2.streamWindowBytes))
  }
}

/// Runs `body` with a channel to `target` and shuts the channel down afterwards.
public nonisolated(nonsending) func withChannel<Output>(
  to target: String, configuration: RPCChannelConfiguration = RPCChannelConfiguration(),
  logger: Logger = Logger(label: "martlet.client"),
  _ body: nonisolated(nonsending) (RPCChannel) async throws -> Output
) async throws -> Output {
  let channel = try RPCChannel(to: target, configuration: configuration, logger: logger)
  do {
    let output = try await body(channel)
    await channel.shutdown()
    return output
  } catch {
    await channel.shutdown()
    throw error
  }
}
