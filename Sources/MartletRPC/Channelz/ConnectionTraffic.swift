/// What has passed over a connection so far, for channelz. Belongs to the connection's loop.
///
/// Counting is a handful of additions for each call; the clock is read once for each batch of reading or
/// writing in which something was counted.
package struct ConnectionTraffic: Sendable {
  package private(set) var streamsStarted: Int64 = 0
  /// Ended by the server in good order.
  package private(set) var streamsSucceeded: Int64 = 0
  package private(set) var streamsFailed: Int64 = 0
  /// Of a server's streams, those whose call had the status OK.
  package private(set) var callsSucceeded: Int64 = 0
  package private(set) var messagesSent: Int64 = 0
  package private(set) var messagesReceived: Int64 = 0
  package var keepalivesSent: Int64 = 0

  package private(set) var lastStreamStarted: UInt64 = 0
  package private(set) var lastMessageSent: UInt64 = 0
  package private(set) var lastMessageReceived: UInt64 = 0

  private var streamsAreNew = false
  private var sentIsNew = false
  private var receivedIsNew = false

  package init() {}

  package mutating func streamStarted() {
    streamsStarted += 1
    streamsAreNew = true
  }

  /// A stream that was started has not left, and never will.
  package mutating func streamWithdrawn() { streamsStarted -= 1 }

  package mutating func streamEnded(inGoodOrder: Bool, callSucceeded: Bool = false) {
    if inGoodOrder { streamsSucceeded += 1 } else { streamsFailed += 1 }
    if callSucceeded { callsSucceeded += 1 }
  }

  package mutating func sent(messages: Int) {
    guard messages > 0 else { return }
    messagesSent += Int64(messages)
    sentIsNew = true
  }

  package mutating func received(messages: Int) {
    guard messages > 0 else { return }
    messagesReceived += Int64(messages)
    receivedIsNew = true
  }

  /// At the end of a batch: what was counted in it happened now.
  package mutating func batchEnded(now: @autoclosure () -> UInt64) {
    guard streamsAreNew || sentIsNew || receivedIsNew else { return }
    let now = now()
    if streamsAreNew { lastStreamStarted = now }
    if sentIsNew { lastMessageSent = now }
    if receivedIsNew { lastMessageReceived = now }
    streamsAreNew = false
    sentIsNew = false
    receivedIsNew = false
  }

  /// A server's calls: each stream is one.
  package var calls: CallCounts {
    var counts = CallCounts()
    counts.started = streamsStarted
    counts.succeeded = callsSucceeded
    counts.failed = streamsSucceeded + streamsFailed - callsSucceeded
    counts.lastStarted = lastStreamStarted
    return counts
  }
}
