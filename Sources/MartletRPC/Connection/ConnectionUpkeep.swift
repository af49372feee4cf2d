/// What a connection does by the clock once it is ready: keepalive, and its ends by idleness and age.
/// A machine with injected time, in nanoseconds; both sides of a connection use it.
///
/// ```
///                ┌─ no call for `maxIdle` ──▶ drain
///   ready ───────┼─ `maxAge` reached ───────▶ drain ──`maxAgeGrace`──▶ close
///                └─ keepalive (see there) ──▶ ping ───no answer──────▶ close
/// ```
/// Nothing is armed or disarmed as calls come and go: whoever runs it arms one timer for `due`, and
/// looks again when that fires. Source: gRFC A8, gRFC A9.
package struct ConnectionUpkeep: Sendable {
  package struct Settings: Hashable, Sendable {
    package var keepalive: Keepalive.Settings?
    package var maxIdle: UInt64?
    /// With its jitter.
    package var maxAge: UInt64?
    /// How long calls may go on once the connection has reached its age; nil for ever.
    package var maxAgeGrace: UInt64?

    package init() {}

    /// Whether there is anything to do.
    package var isEmpty: Bool { keepalive == nil && maxIdle == nil && maxAge == nil }
  }

  package enum Step: Hashable, Sendable {
    case ping
    /// Let the calls finish, and close. The text is what a GOAWAY says of it.
    case drain(String)
    /// Close at once, for this reason.
    case close(String)
  }

  private let settings: Settings
  private var keepalive: Keepalive?
  private var idleSince: UInt64?
  private var ageDue: UInt64?
  private var graceDue: UInt64?

  package init(_ settings: Settings, now: UInt64) {
    self.settings = settings
    keepalive = settings.keepalive.map { Keepalive($0, now: now) }
    idleSince = now
    ageDue = settings.maxAge.map { now.addingSaturated($0) }
  }

  /// Whether `heard` matters, so that nobody else reads the clock for it.
  package var listens: Bool { keepalive != nil }

  /// Bytes came from the peer. Returns whether `due` may be earlier than before.
  package mutating func heard(now: UInt64) -> Bool { keepalive?.heard(now: now) ?? false }

  /// There is a call.
  package mutating func callsBegan() {
    keepalive?.hasCalls = true
    idleSince = nil
  }

  /// The last call has ended.
  package mutating func callsEnded(now: @autoclosure () -> UInt64) {
    keepalive?.hasCalls = false
    // For nothing else is it asked what time it is.
    if settings.maxIdle != nil { idleSince = now() }
  }

  /// When to look next; nil if nothing is to come. It is earlier than the last one told only after
  /// `callsBegan`, `callsEnded`, `step`, or where `heard` says so.
  package var due: UInt64? {
    var due = UInt64.max
    if let keepaliveDue = keepalive?.due { due = min(due, keepaliveDue) }
    if let idleDue { due = min(due, idleDue) }
    if let ageDue { due = min(due, ageDue) }
    if let graceDue { due = min(due, graceDue) }
    return due == .max ? nil : due
  }

  private var idleDue: UInt64? {
    guard let idleSince, let maxIdle = settings.maxIdle else { return nil }
    return idleSince.addingSaturated(maxIdle)
  }

  /// What is to be done now. Ask until there is nothing more.
  package mutating func step(now: UInt64) -> Step? {
    switch keepalive?.step(now: now) {
    case .ping?: return .ping
    case .lost?:
      keepalive = nil
      return .close("keepalive: the peer did not answer a PING in time")
    case nil: break
    }
    if let graceDue, now >= graceDue {
      self.graceDue = nil
      return .close("it reached its maximum age, and its calls went on for longer than the grace")
    }
    if let ageDue, now >= ageDue {
      self.ageDue = nil
      graceDue = settings.maxAgeGrace.map { now.addingSaturated($0) }
      return .drain("max_age")
    }
    if let idleDue, now >= idleDue {
      // Calls that come while the connection drains do not keep it.
      idleSince = nil
      return .drain("max_idle")
    }
    return nil
  }
}
