import Logging
import MartletHTTP2
import MartletRPC
import NIOCore

/// What all connections of a server share, and the list of them.
final class ServerCore: Sendable {
  let router: Router
  let configuration: RPCServerConfiguration
  let calls: ServerCallSettings
  let logger: Logger
  let connections = ConnectionList()

  init(
    services: [ServiceRegistration], configuration: RPCServerConfiguration, logger: Logger
  ) throws(RPCError) {
    router = try Router(services: services, interceptors: configuration.interceptors)
    self.configuration = configuration
    calls = ServerCallSettings(
      limits: CallLimits(
        maxReceiveMessageBytes: configuration.maxReceiveMessageBytes,
        writeBufferBytes: configuration.writeBufferBytes,
        streamWindowBytes: Int(configuration.http2.streamWindowBytes)),
      runsOnLoop: configuration.executor == .eventLoop, compression: configuration.compression,
      bindsContext: configuration.bindsContext, logger: logger)
    self.logger = logger
  }

  /// Puts what a new connection needs into its channel's pipeline. On the channel's loop.
  func setUp(_ channel: any Channel, _ security: (any SecurityMaker)?) throws {
    let handler = ConnectionHandler(
      role: .server, configuration: configuration.http2, loop: NIOLoop.of(channel.eventLoop),
      handshakeTimeoutNanoseconds: nanoseconds(configuration.handshakeTimeout),
      upkeep: configuration.upkeep(jitter: .random(in: -0.1...0.1)),
      pingStrikes: configuration.keepalive.pingStrikes,
      security: try security?.secure(channel), owner: self)
    try channel.pipeline.syncOperations.addHandler(handler)
  }
}

extension ServerCore: ConnectionOwner {
  func connectionBegan(_ connection: ConnectionHandler) -> Bool {
    connections.insert(connection, limit: configuration.maxConnections ?? .max)
  }

  func makeStream(on connection: ConnectionHandler) -> HTTP2Stream {
    ServerStream(server: self, handler: connection)
  }

  func connectionIsReady(_ connection: ConnectionHandler) {}

  func connectionIsGoingAway(_ connection: ConnectionHandler) {}

  func streamEnded(on connection: ConnectionHandler) {}

  func connectionClosed(_ connection: ConnectionHandler, reason: String?) {
    connections.remove(connection)
    guard let reason else { return }
    logger.info(
      "connection closed", metadata: ["peer": "\(connection.peer.address)", "why": "\(reason)"])
  }
}
