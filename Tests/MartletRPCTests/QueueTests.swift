import MartletProtobuf
import Testing

@testable import MartletRPC

@Suite struct QueueTests {
  private static func message(_ count: Int, fill: UInt8 = 1) -> FramedMessage {
    let bytes = [UInt8](repeating: fill, count: count)
    return bytes.withUnsafeBytes { FramedMessage(payload: $0, compressed: false) }
  }

  private static func received(_ count: Int) -> ReceivedMessage {
    [UInt8](repeating: 1, count: count).withUnsafeBytes { ReceivedMessage(copying: $0) }
  }

  private static func take(_ queue: OutboundQueue, _ count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, taken in
      // The buffer has an address, as `count` is not 0.
      taken = queue.take(count, into: UnsafeMutableRawPointer(buffer.baseAddress!)).bytes
    }
  }

  @Test func bytesLeaveInOrderAndInAnyPieces() throws {
    let queue = OutboundQueue(limitBytes: 1000)
    #expect(try queue.enqueue(Self.message(3, fill: 7)).mustWake)
    #expect(try !queue.enqueue(Self.message(2, fill: 9), isLast: true).mustWake)
    #expect(queue.next(limit: 10) == .data(10, isLast: false))
    #expect(Self.take(queue, 10) == [0, 0, 0, 0, 3, 7, 7, 7, 0, 0])
    #expect(queue.next(limit: 10) == .data(5, isLast: true))
    #expect(Self.take(queue, 5) == [0, 0, 2, 9, 9])
    #expect(queue.next(limit: 10) == .ended)
  }

  @Test func theTransportIsWokenOnlyWhenItWaits() throws {
    let queue = OutboundQueue(limitBytes: 1000)
    #expect(try queue.enqueue(Self.message(1)).mustWake)
    #expect(try !queue.enqueue(Self.message(1)).mustWake)
    _ = Self.take(queue, 12)
    #expect(queue.next(limit: 10) == .idle)
    #expect(queue.end())
    #expect(!queue.end())
  }

  @Test func aWriterWaitsForRoomAndIsWokenByIt() async throws {
    let queue = OutboundQueue(limitBytes: 20)
    #expect(try queue.enqueue(Self.message(95)).isFull)
    async let waiting: Void = queue.waitForRoom()
    #expect(Self.take(queue, 100).count == 100)
    try await waiting
    #expect(try !queue.enqueue(Self.message(1)).isFull)
  }

  @Test func aFailureWakesWritersAndStopsThem() async throws {
    let queue = OutboundQueue(limitBytes: 20)
    _ = try queue.enqueue(Self.message(95))
    async let waiting: Void = queue.waitForRoom()
    queue.fail(RPCError(.aborted, "enough"))
    try await waiting
    #expect(throws: RPCError(.aborted, "enough")) { try queue.enqueue(Self.message(1)) }
    #expect(queue.next(limit: 10) == .ended)
  }

  @Test func aCancelledWriterStopsWaiting() async throws {
    let queue = OutboundQueue(limitBytes: 20)
    _ = try queue.enqueue(Self.message(95))
    let writer = Task { try await queue.waitForRoom() }
    writer.cancel()
    await #expect(throws: RPCError.cancelledByCaller) { try await writer.value }
  }

  @Test func writingAfterTheEndIsAnError() throws {
    let queue = OutboundQueue(limitBytes: 20)
    _ = queue.end()
    let error = #expect(throws: RPCError.self) { try queue.enqueue(Self.message(1)) }
    #expect(error?.code == .failedPrecondition)
  }

  @Test func aReaderGetsMessagesThenTheEnd() async throws {
    let queue = InboundQueue()
    async let first = queue.next()
    queue.deliver(Self.received(3))
    queue.finish(.success(()))
    #expect(try await first.message?.count == 3)
    #expect(try await queue.next().message == nil)
  }

  @Test func anErrorComesBehindTheMessagesUnlessTheyAreDiscarded() async throws {
    let kept = InboundQueue()
    kept.deliver(Self.received(1))
    kept.finish(.failure(RPCError(.aborted)))
    #expect(try await kept.next().message != nil)
    await #expect(throws: RPCError(.aborted)) { try await kept.next() }

    let discarded = InboundQueue()
    discarded.deliver(Self.received(1))
    discarded.finish(.failure(RPCError(.aborted)), discarding: true)
    await #expect(throws: RPCError(.aborted)) { try await discarded.next() }
  }

  @Test func aCancelledReaderStopsWaiting() async {
    let queue = InboundQueue()
    let reader = Task { try await queue.next().message }
    reader.cancel()
    await #expect(throws: RPCError.cancelledByCaller) { try await reader.value }
  }

  @Test func creditIsReturnedForWhatIsReadAndForUnfinishedMessages() async throws {
    let queue = InboundQueue(creditStepBytes: 10)
    // A large message arrives in parts: nothing lies here, so its bytes count as read.
    #expect(queue.received(100).credit == 100)
    // It is complete: what arrives now is held back until somebody reads.
    queue.deliver(Self.received(120))
    #expect(queue.received(25) == (0, 125))
    queue.deliver(Self.received(50))
    #expect(queue.received(55) == (0, 180))
    let credits = [try await queue.next().credit, try await queue.next().credit]
    #expect(credits == [25, 55])
  }

  @Test func aSingleMessageIsOneMessage() async throws {
    let none = InboundQueue()
    none.finish(.success(()))
    #expect(throws: RPCError.self) { try none.takeSingle() }
    let two = InboundQueue()
    two.deliver(Self.received(1))
    two.deliver(Self.received(1))
    two.finish(.success(()))
    #expect(throws: RPCError.self) { try two.takeSingle() }
    let one = InboundQueue()
    one.deliver(Self.received(7))
    one.finish(.success(()))
    #expect(try await one.single().count == 7)
  }
}
