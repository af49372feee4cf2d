public import Logging
import MartletHTTP2
public import MartletRPC
import NIOPosix

extension RPCChannel {
  /// A channel to `target`, such as `dns:///localhost:50051`, `127.0.0.1:50051`,
  /// `unix:/run/echo.sock` or `unix-abstract:echo`. Connects when the first call is made.
  ///
  /// Throws `invalidArgument` if `target` has none of the forms that gRPC knows, or `credentials`
  /// cannot be used.
  public convenience init(
    to target: String, credentials: RPCChannelCredentials = .plaintext,
    configuration: RPCChannelConfiguration = RPCChannelConfiguration(),
    logger: Logger = Logger(label: "martlet.client")
  ) throws(RPCError) {
    let target = try Target(target)
    self.init(
      connector: SocketConnector(target: target),
      on: NIOLoop.of(MultiThreadedEventLoopGroup.singleton.any()),
      security: try credentials.make(target, configuration), configuration: configuration,
      logger: logger)
  }

  /// A channel over what `connector` gives, on `loop`.
  package convenience init(
    connector: any Connector, on loop: NIOLoop, configuration: RPCChannelConfiguration,
    logger: Logger
  ) {
    self.init(
      connector: connector, on: loop, security: ChannelSecurity(), configuration: configuration,
      logger: logger)
  }

  private convenience init(
    connector: any Connector, on loop: NIOLoop, security: ChannelSecurity,
    configuration: RPCChannelConfiguration, logger: Logger
  ) {
    self.init(
      transport: NIOClientTransport(
        connector: connector, on: loop, security: security, configuration: configuration,
        logger: logger),
      defaults: configuration.defaults,
      streamWindowBytes: Int(configuration.http2.streamWindowBytes))
  }
}

/// Runs `body` with a channel to `target` and shuts the channel down afterwards.
public nonisolated(nonsending) func withChannel<Output>(
  to target: String, credentials: RPCChannelCredentials = .plaintext,
  configuration: RPCChannelConfiguration = RPCChannelConfiguration(),
  logger: Logger = Logger(label: "martlet.client"),
  _ body: nonisolated(nonsending) (RPCChannel) async throws -> Output
) async throws -> Output {
  let channel = try RPCChannel(
    to: target, credentials: credentials, configuration: configuration, logger: logger)
  do {
    let output = try await body(channel)
    await channel.shutdown()
    return output
  } catch {
    await channel.shutdown()
    throw error
  }
}
