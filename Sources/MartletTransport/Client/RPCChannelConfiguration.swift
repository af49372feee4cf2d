public import MartletHTTP2
public import MartletRPC

/// The settings of a channel.
public struct RPCChannelConfiguration: Sendable {
  /// The defaults of calls.
  public var defaults = RPCChannel.Defaults()
  /// How long connecting may take, the peer's first words in HTTP/2 included.
  public var connectTimeout: Duration = .seconds(20)
  /// What goes out as `:authority` instead of the target's host and port.
  public var authority: String?
  /// Put in front of our own `user-agent`.
  public var userAgent: String?
  /// Whether a silent server is asked if it is still there.
  public var keepalive = ClientKeepalive()
  /// Windows and limits of the connection.
  public var http2 = HTTP2Configuration()

  public init() {}
}

/// The version that `user-agent` tells.
let martletVersion = "0.1.0"
