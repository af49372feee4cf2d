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
    router = try Router(
      services: services, interceptors: configuration.interceptors,
      executor: configuration.executor)
    self.configuration = configuration
    calls = ServerCallSettings(
      limits: CallLimits(
        maxReceiveMessageBytes: configuration.maxReceiveMessageBytes,
        writeBufferBytes: configuration.writeBufferBytes,
        streamWindowBytes: Int(configuration.http2.streamWindowBytes)),
      compression: configuration.compression, bindsContext: configuration.bindsContext,
      slots: configuration.maxConcurrentCalls.map { CallSlots(limit: $0) }, logger: logger)
    self.logger = logger
  }

  /// A handler has held its event loop for longer than the configuration's `heldLoopLimit`.
  func loopWasHeld(by path: String, milliseconds: UInt64) {
    logger.warning(
      "a handler held its event loop; should it run on the executor .concurrent?",
      metadata: ["method": "\(path)", "milliseconds": "\(milliseconds)"])
  }

  /// Puts what a new connection needs into its channel's pipeline. On the channel's loop.
  func setUp(_ channel: any Channel, _ security: (any SecurityMaker)?) throws {
    let loop = NIOLoop.of(channel.eventLoop)
    let handler = ConnectionHandler(
      role: .server, configuration: configuration.http2, loop: loop,
      handshakeTimeoutNanoseconds: nanoseconds(configuration.handshakeTimeout),
      upkeep: configuration.upkeep(jitter: loop.random(in: -0.1...0.1)),
      pingStrikes: configuration.keepalive.pingStrikes,
      security: try security?.secure(channel), owner: self)
    try channel.pipeline.syncOperations.addHandler(handler)
  }
}

extension ServerCore: ConnectionOwner {
  func connectionBegan(_ connection: ConnectionHandler) -> Bool {
    guard connections.insert(connection, limit: configuration.maxConnections ?? .max) else {
      return false
    }
    if let limit = configuration.heldLoopLimit {
      connection.loop.watchdog.add(connection, of: self, limitNanoseconds: nanoseconds(limit))
    }
    return true
  }

  func makeStream(on connection: ConnectionHandler) -> HTTP2Stream {
    ServerStream(server: self, handler: connection)
  }

  func connectionIsReady(_ connection: ConnectionHandler) {}

  func connectionIsGoingAway(_ connection: ConnectionHandler) {}

  func streamEnded(on connection: ConnectionHandler) {}

  func connectionClosed(_ connection: ConnectionHandler, reason: String?) {
    connections.remove(connection)
    connection.loop.watchdog.remove(connection)
    guard let reason else { return }
    logger.info(
      "connection closed", metadata: ["peer": "\(connection.peer.address)", "why": "\(reason)"])
  }
}
