/// What has happened to a channel lately, for channelz: the last few events of all.
package struct ChannelzTrace: Sendable {
  package enum Severity: Sendable { case info, warning }

  package struct Event: Sendable {
    package var text: String
    package var severity: Severity
    /// Nanoseconds of a monotonic clock.
    package var time: UInt64
  }

  private static let limit = 32

  package let created: UInt64
  /// How many there were in all.
  package private(set) var count: Int64 = 0
  /// The oldest first.
  package private(set) var events: [Event] = []

  package init(created: UInt64) { self.created = created }

  package mutating func note(_ text: String, _ severity: Severity = .info, at time: UInt64) {
    count += 1
    if events.count == Self.limit { events.removeFirst() }
    events.append(Event(text: text, severity: severity, time: time))
  }
}
