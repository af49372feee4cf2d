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
    router = try Router(services: services)
    self.configuration = configuration
    calls = ServerCallSettings(
      limits: CallLimits(
        maxReceiveMessageBytes: configuration.maxReceiveMessageBytes,
        writeBufferBytes: configuration.writeBufferBytes,
        streamWindowBytes: Int(configuration.http2.streamWindowBytes)),
      runsOnLoop: configuration.executor == .eventLoop, compression: configuration.compression,
      logger: logger)
    self.logger = logger
  }

  func makeHandler(on eventLoop: any EventLoop) -> ConnectionHandler {
    ConnectionHandler(
      role: .server, configuration: configuration.http2, loop: NIOLoop.of(eventLoop),
      handshakeTimeoutNanoseconds: nanoseconds(configuration.handshakeTimeout), owner: self)
  }
}

extension ServerCore: ConnectionOwner {
  func connectionBegan(_ connection: ConnectionHandler) -> Bool { connections.insert(connection) }

  func makeStream(on connection: ConnectionHandler) -> HTTP2Stream {
    ServerStream(server: self, handler: connection)
  }

  func connectionIsReady(_ connection: ConnectionHandler) {}

  func connectionIsGoingAway(_ connection: ConnectionHandler) {}

  func streamEnded(on connection: ConnectionHandler) {}

  func connectionClosed(_ connection: ConnectionHandler, reason: String?) {
    connections.remove(connection)
    guard let reason else { return }
    logger.info("connection closed", metadata: ["peer": "\(connection.peer)", "why": "\(reason)"])
  }
}
