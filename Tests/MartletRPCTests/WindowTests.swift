import MartletRPC
import Testing

/// Windows grow with what a link holds, and shrink when too much lies unread.
@Suite
struct WindowTests {
  private static let millisecond: UInt64 = 1_000_000

  /// What a link of so many bytes a millisecond and that round trip makes of the estimate.
  private func settled(bytesPerMillisecond: Int, roundTrip: UInt64) -> Int {
    var estimate = BandwidthEstimate(windowBytes: 256 << 10, maxWindowBytes: 8 << 20)
    var now: UInt64 = 0
    for _ in 0..<50 {
      // What comes in a round trip is what the link carries, and at most a window.
      let bytes = min(estimate.windowBytes, bytesPerMillisecond * Int(roundTrip))
      if estimate.received(bytes) {
        estimate.began(now: now)
        now += roundTrip * Self.millisecond
        _ = estimate.received(bytes)
        _ = estimate.ended(now: now)
      }
    }
    return estimate.windowBytes
  }

  @Test
  func windowsGrowUntilTheLinkIsFull() {
    // 100 MB/s and 40 ms: 4 MB are under way.
    let long = settled(bytesPerMillisecond: 100_000, roundTrip: 40)
    #expect(long >= 4_000_000 && long <= 8 << 20)
    // The same at 1 ms: 100 KB.
    #expect(settled(bytesPerMillisecond: 100_000, roundTrip: 1) <= 512 << 10)
    // As fast as memory and far away: the limit holds.
    #expect(settled(bytesPerMillisecond: 10_000_000, roundTrip: 100) == 8 << 20)
  }

  /// A longer way at the same speed is somebody's queue, not a longer link.
  @Test
  func queuesOnTheWayAreNotTakenForALongLink() {
    var estimate = BandwidthEstimate(windowBytes: 256 << 10, maxWindowBytes: 8 << 20)
    var now: UInt64 = 0
    var grown = 0
    for round in 1...20 {
      _ = estimate.received(estimate.windowBytes)
      estimate.began(now: now)
      // 10 MB/s, whatever the window: with a larger one the PING only takes longer.
      now += UInt64(estimate.windowBytes / 10_000) * Self.millisecond
      _ = estimate.received(estimate.windowBytes)
      if estimate.ended(now: now) != nil { grown = round }
    }
    #expect(grown <= 1)
    #expect(estimate.windowBytes <= 512 << 10)
  }

  @Test
  func oneMeasurementAtATime() {
    var estimate = BandwidthEstimate(windowBytes: 1000, maxWindowBytes: 4000)
    let early = estimate.received(249)
    let due = estimate.received(1)
    #expect(!early && due)
    estimate.began(now: 5)
    let another = estimate.received(10_000)
    #expect(!another)
    let grown = estimate.ended(now: 10)
    #expect(grown == 2000)
    _ = estimate.received(10_000)
    estimate.began(now: 11)
    let full = estimate.ended(now: 12)
    #expect(full == 4000)
    let further = estimate.received(10_000)
    #expect(!further, "there is nothing to gain any more")
    let unasked = estimate.ended(now: 20)
    #expect(unasked == nil, "an answer that nobody waits for")
  }

  /// What adding says, apart from the macro, which changes nothing.
  private func add(_ bytes: Int, to buffers: inout ConnectionBuffers) -> Bool {
    buffers.add(bytes)
  }

  @Test
  func buffersGetTightAtHalfAndFullAtTheLimit() {
    let budget = RPCBufferBudget(limitBytes: 1 << 30)
    var buffers = ConnectionBuffers(
      tightBeyondBytes: 1 << 19, limitBytes: 1 << 20, budget: budget)
    #expect(add(1 << 19, to: &buffers))
    #expect(buffers.pressure == .easy)
    #expect(add(1, to: &buffers))
    #expect(buffers.pressure == .tight)
    #expect(budget.heldBytes == (1 << 19) + (64 << 10))
    #expect(!add(1 << 19, to: &buffers))
    #expect(add(-1 << 19, to: &buffers))
    #expect(buffers.pressure == .tight, "not yet")
    #expect(add(-(1 << 18) - 2, to: &buffers))
    #expect(buffers.pressure == .easy)
    buffers.close()
    #expect(budget.heldBytes == 0)
  }

  @Test
  func aProcessThatIsFullTakesNothingMoreOfLargeHolders() {
    let budget = RPCBufferBudget(limitBytes: 1 << 20)
    var large = ConnectionBuffers(
      tightBeyondBytes: 32 << 20, limitBytes: 64 << 20, budget: budget)
    var small = ConnectionBuffers(
      tightBeyondBytes: 32 << 20, limitBytes: 64 << 20, budget: budget)
    #expect(add(1 << 20, to: &large))
    #expect(add(10_000, to: &small), "who holds next to nothing goes on")
    #expect(!add(100_000, to: &large))
    #expect(!add(100_000, to: &small))
    #expect(large.pressure == .tight && small.pressure == .tight)
    large.close()
    #expect(add(-100_000, to: &small))
    #expect(small.pressure == .easy)
  }

  /// Though it holds nothing when the others let go.
  @Test
  func whatOthersMadeTightIsEasyAgainWithThem() {
    let budget = RPCBufferBudget(limitBytes: 1 << 20)
    var large = ConnectionBuffers(
      tightBeyondBytes: 32 << 20, limitBytes: 64 << 20, budget: budget)
    var small = ConnectionBuffers(
      tightBeyondBytes: 32 << 20, limitBytes: 64 << 20, budget: budget)
    _ = add(900_000, to: &large)
    _ = add(100_000, to: &small)
    _ = add(-100_000, to: &small)
    #expect(small.pressure == .tight)
    large.close()
    _ = add(10, to: &small)
    #expect(small.pressure == .easy)
  }

  /// Credit for a message that is not complete is given at once; the message counts all the same.
  @Test
  func aLargeMessageThatLiesUnreadCounts() {
    let queue = InboundQueue()
    let (credit, unread) = queue.received(1 << 20)
    #expect(credit == 1 << 20 && unread == 0)
    let bytes = [UInt8](repeating: 0, count: 1 << 20)
    bytes.withUnsafeBytes { queue.deliver(ReceivedMessage(copying: $0, .identity)) }
    #expect(queue.received(0).unread >= 1 << 20)
  }
}
