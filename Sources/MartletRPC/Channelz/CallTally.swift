/// Counts the calls of a client's channel. Belongs to the channel's loop.
package final class CallTally {
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
