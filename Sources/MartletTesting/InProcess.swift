public import Logging
public import MartletRPC
public import MartletTransport
import NIOCore
import NIOPosix

extension RPCChannel {
  /// A channel to `server` within the process, without sockets. Everything else is as over the
  /// network: HTTP/2, flow control, deadlines, cancellation, limits, interceptors, what the context
  /// tells.
  ///
  /// The server must have been started; it needs no address to listen on. Calls before that, or after
  /// its shutdown, fail with `unavailable`.
  public convenience init(
    inProcess server: RPCServer,
    configuration: RPCChannelConfiguration = RPCChannelConfiguration(),
    logger: Logger = Logger(label: "martlet.client")
  ) {
    self.init(
      connector: InProcessConnector(server: server),
      on: NIOLoop.of(MultiThreadedEventLoopGroup.singleton.any()), configuration: configuration,
      logger: logger)
  }
}

/// Runs `body` with a channel to `services`, served in the process without sockets; shuts both down
/// afterwards. For tests of services and of what calls them.
public nonisolated(nonsending) func withInProcessChannel<Output>(
  to services: [ServiceRegistration],
  server: RPCServerConfiguration = RPCServerConfiguration(),
  configuration: RPCChannelConfiguration = RPCChannelConfiguration(),
  logger: Logger = Logger(label: "martlet.testing") { _ in SwiftLogNoOpLogHandler() },
  _ body: nonisolated(nonsending) (RPCChannel) async throws -> Output
) async throws -> Output {
  let server = RPCServer(
    listening: [], services: services, configuration: server, logger: logger)
  try await server.start()
  let channel = RPCChannel(inProcess: server, configuration: configuration, logger: logger)
  let result: Result<Output, any Error>
  do {
    result = .success(try await body(channel))
  } catch {
    result = .failure(error)
  }
  await channel.shutdown()
  await server.shutdown()
  return try result.get()
}

/// Makes connections to a server of the same process.
private struct InProcessConnector: Connector {
  private static let name = "in-process"

  let server: RPCServer

  var authority: String { "localhost" }
  var description: String { Self.name }

  func connect(
    on eventLoop: any EventLoop, timeout: TimeAmount,
    setUp: @escaping @Sendable (any Channel) throws -> Void
  ) -> EventLoopFuture<any Channel> {
    let (near, far) = DirectLink.connection(
      on: eventLoop, clientName: Self.name, serverName: Self.name)
    do {
      try server.setUp(far)
      try setUp(near)
    } catch {
      for end in [near, far] { end.close(promise: nil) }
      return eventLoop.makeFailedFuture(error)
    }
    far.activate()
    near.activate()
    return eventLoop.makeSucceededFuture(near)
  }
}
