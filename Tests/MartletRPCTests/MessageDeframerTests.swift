import Testing

@testable import MartletRPC

@Suite struct MessageDeframerTests {
  private static func frame(_ payload: [UInt8], flag: UInt8 = 0) -> [UInt8] {
    let count = UInt32(payload.count)
    return [flag] + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) } + payload
  }

  /// The messages in `bytes` when they arrive in pieces of `step` bytes.
  private static func messages(
    in bytes: [UInt8], step: Int, limit: Int = 1000
  ) throws -> (messages: [[UInt8]], isWithinMessage: Bool) {
    var deframer = MessageDeframer(maxMessageBytes: limit)
    var messages: [[UInt8]] = []
    for start in stride(from: 0, to: bytes.count, by: step) {
      try bytes[start..<min(start + step, bytes.count)].withUnsafeBytes { piece in
        try deframer.receive(piece) { messages.append(Array($0.bytes)) }
      }
    }
    return (messages, deframer.isWithinMessage)
  }

  @Test(arguments: 1...40)
  func messagesAreTheSameHoweverTheyAreSplit(step: Int) throws {
    let payloads: [[UInt8]] = [[1, 2, 3], [], Array(repeating: 7, count: 100), [9]]
    let result = try Self.messages(in: payloads.flatMap { Self.frame($0) }, step: step)
    #expect(result.messages == payloads)
    #expect(!result.isWithinMessage)
  }

  @Test func aLargeMessageGrowsWithWhatArrives() throws {
    let payload = (0..<300_000).map { UInt8(truncatingIfNeeded: $0) }
    let result = try Self.messages(in: Self.frame(payload), step: 16_384, limit: 300_000)
    #expect(result.messages == [payload])
  }

  @Test(arguments: [1, 4, 5, 7])
  func anUnfinishedMessageIsNoticed(count: Int) throws {
    let bytes = Array(Self.frame([1, 2, 3]).prefix(count))
    #expect(try Self.messages(in: bytes, step: 100).isWithinMessage)
  }

  @Test func aMessageOverTheLimitIsRefusedByItsLengthAlone() {
    let error = #expect(throws: RPCError.self) {
      try Self.messages(in: [0, 0xff, 0xff, 0xff, 0xff], step: 5)
    }
    #expect(error?.code == .resourceExhausted)
    #expect(error?.message.contains("4294967295") == true)
  }

  @Test(arguments: 1...12)
  func aCompressedMessageKeepsItsEncoding(step: Int) throws {
    let bytes = Self.frame([1, 2, 3], flag: 1) + Self.frame([4]) + Self.frame([], flag: 1)
    var deframer = MessageDeframer(maxMessageBytes: 1000, encoding: .deflate)
    var encodings: [RPCCompression] = []
    for start in stride(from: 0, to: bytes.count, by: step) {
      try bytes[start..<min(start + step, bytes.count)].withUnsafeBytes { piece in
        try deframer.receive(piece) { encodings.append($0.encoding) }
      }
    }
    #expect(encodings == [.deflate, .identity, .deflate])
  }

  @Test(arguments: [1, 2, 255] as [UInt8])
  func aCompressedOrUndefinedFlagIsRefused(flag: UInt8) {
    let error = #expect(throws: RPCError.self) {
      try Self.messages(in: Self.frame([1], flag: flag), step: 100)
    }
    #expect(error?.code == .internal)
  }
}
