import MartletRPC

/// Whether a server asks silent clients if they are still there, and how often they may ask it.
///
/// The defaults are gRPC's. Source: gRFC A8, gRFC A9.
public struct ServerKeepalive: Hashable, Sendable {
  /// How long a client may be silent before it is sent a PING, at least a second; nil for never.
  public var time: Duration? = .seconds(7200)
  /// How long it may take to answer. Then the connection is closed and its calls are cancelled.
  public var timeout: Duration = .seconds(20)
  /// How long clients must wait from one PING to the next, unless the server has sent something in
  /// between; zero permits everything while there are calls. The third PING that comes earlier ends
  /// the connection (GOAWAY with ENHANCE_YOUR_CALM and `too_many_pings`).
  public var minPingInterval: Duration = .seconds(300)
  /// Whether clients may send PINGs while they have no call. If not, one in two hours is all right.
  public var permitsPingsWithoutCalls = false
  /// What `time` is raised to.
  package var minTime: Duration = .seconds(1)

  public init() {}

  /// Nil if clients are never asked.
  var settings: Keepalive.Settings? {
    time.map {
      Keepalive.Settings(
        time: nanoseconds(max($0, minTime)), timeout: nanoseconds(timeout), withoutCalls: true)
    }
  }

  var pingStrikes: PingStrikes {
    PingStrikes(
      minInterval: nanoseconds(minPingInterval), permitsPingsWithoutCalls: permitsPingsWithoutCalls)
  }
}
