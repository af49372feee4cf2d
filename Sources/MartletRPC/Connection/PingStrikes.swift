/// Counts the PINGs of a client that come more often than a server allows: a machine with injected
/// time, in nanoseconds.
///
/// A PING is due once `minInterval` has passed since the last one, two hours where there is no call
/// and such PINGs are not permitted; or if the server has sent headers or data since. One that comes
/// earlier is a strike, and two are forgiven. Source: gRFC A8, "Server Enforcement".
package struct PingStrikes: Sendable {
  private static let forgiven = 2
  private static let intervalWithoutCalls: UInt64 = 7_200_000_000_000

  private let minInterval: UInt64
  private let permitsPingsWithoutCalls: Bool
  private var lastPing: UInt64?
  private var strikes = 0

  package init(minInterval: UInt64, permitsPingsWithoutCalls: Bool) {
    self.minInterval = minInterval
    self.permitsPingsWithoutCalls = permitsPingsWithoutCalls
  }

  /// A PING came. Returns false if it is one too many.
  ///
  /// - Parameter hasSentContent: whether headers or data went out since the last PING.
  package mutating func allows(pingAt now: UInt64, hasCalls: Bool, hasSentContent: Bool) -> Bool {
    defer { lastPing = now }
    if hasSentContent { strikes = 0 }
    guard let lastPing, !hasSentContent else { return true }
    let interval =
      hasCalls || permitsPingsWithoutCalls
      ? minInterval : max(minInterval, Self.intervalWithoutCalls)
    guard now < lastPing.addingSaturated(interval) else { return true }
    strikes += 1
    return strikes <= Self.forgiven
  }
}
