package import MartletRPC

/// Whether a channel asks a silent server if it is still there: switched off unless `time` is set.
///
/// Ask the server's people first: one that does not permit it ends the connection with GOAWAY
/// (`too_many_pings`). The channel then waits twice as long on its later connections.
/// Source: gRFC A8.
public struct ClientKeepalive: Hashable, Sendable {
  /// How long the server may be silent before it is sent a PING, at least ten seconds; nil for
  /// never.
  public var time: Duration?
  /// How long it may take to answer. Then the connection is closed and its calls fail with
  /// `unavailable`.
  public var timeout: Duration = .seconds(20)
  /// Whether it is asked even while there is no call.
  public var permitsPingsWithoutCalls = false
  /// What `time` is raised to.
  package var minTime: Duration = .seconds(10)

  public init(time: Duration? = nil) { self.time = time }

  /// - Parameter doublings: how often a server has said that our PINGs come too often.
  package func settings(doublings: Int) -> Keepalive.Settings? {
    guard let time else { return nil }
    let (scaled, overflow) = nanoseconds(max(time, minTime))
      .multipliedReportingOverflow(by: 1 << UInt64(min(doublings, 32)))
    return Keepalive.Settings(
      time: overflow ? .max : scaled, timeout: nanoseconds(timeout),
      withoutCalls: permitsPingsWithoutCalls)
  }
}
