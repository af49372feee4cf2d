import Logging
import MartletHTTP2
import MartletRPC
import NIOCore

/// What all connections of a server share, and the list of them.
final class ServerCore: Sendable {
  let router: Router
  let configuration: RPCServerConfiguration
  let limits: CallLimits
  let logger: Logger
  let connections = ConnectionList()

  init(
    services: [ServiceRegistration], configuration: RPCServerConfiguration, logger: Logger
  ) throws(RPCError) {
    router = try Router(services: services)
    self.configuration = configuration
    limits = CallLimits(
      maxReceiveMessageBytes: configuration.maxReceiveMessageBytes,
      writeBufferBytes: configuration.writeBufferBytes)
    self.logger = logger
  }

  /// The handler of a new connection, or nil if the server takes no more.
  func makeHandler(on eventLoop: any EventLoop) -> ConnectionHandler? {
    let handler = ConnectionHandler(
      role: .server, configuration: configuration.http2, loop: NIOLoop.of(eventLoop),
      handshakeTimeoutNanoseconds: nanoseconds(configuration.handshakeTimeout), owner: self)
    return connections.insert(handler) ? handler : nil
  }
}

extension ServerCore: ConnectionOwner {
  func makeStream(on connection: ConnectionHandler) -> HTTP2Stream {
    ServerStream(server: self, handler: connection)
  }

  func connectionIsReady(_ connection: ConnectionHandler) {}

  func connectionIsGoingAway(_ connection: ConnectionHandler, reason: String) {}

  func connectionClosed(_ connection: ConnectionHandler, reason: String?) {
    connections.remove(connection)
    guard let reason else { return }
    logger.info("connection closed", metadata: ["peer": "\(connection.peer)", "why": "\(reason)"])
  }
}

/// `duration` in whole nanoseconds, within what 64 bits hold.
func nanoseconds(_ duration: Duration) -> UInt64 {
  let (seconds, attoseconds) = duration.components
  guard seconds >= 0, attoseconds >= 0 else { return 0 }
  let (scaled, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
  return overflow ? .max : scaled.addingReportingOverflow(UInt64(attoseconds / 1_000_000_000)).0
}
