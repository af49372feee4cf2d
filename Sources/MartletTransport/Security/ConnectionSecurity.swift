import MartletRPC
import NIOCore

/// What stands between the socket and HTTP/2 on one connection, such as TLS. A connection in
/// plaintext has none. Called on the connection's loop.
protocol ConnectionSecurity: AnyObject {
  /// What `event`, seen on the channel, says of the handshake; nil if it is about something else.
  func verdict(on event: Any) -> SecurityVerdict?

  /// `error` in words; nil if it says only that the peer closed the connection without a goodbye.
  func describe(_ error: any Error, duringHandshake: Bool) -> String?
}

/// How a handshake ended.
enum SecurityVerdict {
  /// HTTP/2 may begin, with a peer that has proven its identity or has not.
  case established(PeerIdentity?)
  case refused(String)
}

/// Secures the new connections of a server or a channel.
protocol SecurityMaker: Sendable {
  /// Puts what it needs at the front of the channel's pipeline.
  func secure(_ channel: any Channel) throws -> any ConnectionSecurity
}
