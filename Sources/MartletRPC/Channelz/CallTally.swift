/// Counts the calls of a client's channel.
///
/// Unchecked Sendable: belongs to the channel's loop.
package final class CallTally: @unchecked Sendable {
  @exclusivity(unchecked) package private(set) var counts = CallCounts()

  package init() {}

  /// A call has reached the transport.
  package func callStarted(at time: UInt64) {
    counts.started += 1
    counts.lastStarted = time
  }

  func callEnded(succeeded: Bool) {
    if succeeded { counts.succeeded += 1 } else { counts.failed += 1 }
  }
}
