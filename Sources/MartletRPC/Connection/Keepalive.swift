/// Asks a peer that has been silent for long whether it is still there: a machine with injected time,
/// in nanoseconds.
///
/// ```
///   listening ──nothing heard for `time`──▶ PING sent ──nothing heard for `timeout`──▶ lost
///       ▲                                      │
///       └──────────── bytes came ──────────────┘
/// ```
/// Any byte counts as an answer, not only the PING's acknowledgement. Source: gRFC A8.
package struct Keepalive: Sendable {
  package struct Settings: Hashable, Sendable {
    /// How long the peer may be silent before it is asked.
    package var time: UInt64
    /// How long it may take to say anything then.
    package var timeout: UInt64
    /// Whether it is asked even while there is no call.
    package var withoutCalls: Bool

    package init(time: UInt64, timeout: UInt64, withoutCalls: Bool) {
      self.time = time
      self.timeout = timeout
      self.withoutCalls = withoutCalls
    }
  }

  package enum Step: Hashable, Sendable {
    case ping
    /// The peer did not answer.
    case lost
  }

  private let settings: Settings
  private var lastHeard: UInt64
  private var askedAt: UInt64?
  package var hasCalls = false

  package init(_ settings: Settings, now: UInt64) {
    self.settings = settings
    lastHeard = now
  }

  /// Bytes came from the peer. Returns whether it had been asked: then `due` may be earlier than before.
  package mutating func heard(now: UInt64) -> Bool {
    lastHeard = now
    defer { askedAt = nil }
    return askedAt != nil
  }

  /// When `step` has something to say; nil while nobody cares whether the peer is there.
  package var due: UInt64? {
    if let askedAt { return askedAt.addingSaturated(settings.timeout) }
    return hasCalls || settings.withoutCalls ? lastHeard.addingSaturated(settings.time) : nil
  }

  package mutating func step(now: UInt64) -> Step? {
    guard let due, now >= due else { return nil }
    if askedAt != nil { return .lost }
    askedAt = now
    return .ping
  }
}

extension UInt64 {
  /// The sum, or the largest number where it would be larger: a time that never comes.
  func addingSaturated(_ other: UInt64) -> UInt64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
