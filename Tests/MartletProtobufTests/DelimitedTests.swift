import CodecTesting
import MartletFoundation
import MartletProtobuf
import Testing

import struct Foundation.Data

/// Streams of messages, each behind its length.
@Suite
struct DelimitedTests {
  private func messages(_ count: Int) -> [Everything] {
    (0..<count).map { index in
      .with {
        $0.aInt32 = Int32(index)
        $0.aString = String(repeating: "x", count: [0, 1, 119, 120, 121, 500, 20_000][index % 7])
      }
    }
  }

  @Test
  func whatPythonWrites() throws {
    let name = Everything.protoMessageName
    let stream = try Driver.delimited(name, seed: 5, count: 40)
    let samples = try Driver.sorted(name, seed: 5, count: 40)
    var decoder = ProtoDelimitedDecoder<Everything>()
    decoder.append(stream)
    var written: [UInt8] = []
    for sample in samples {
      let message = try #require(try decoder.next())
      #expect(try message == Everything(serializedBytes: sample))
      try message.appendDelimited(to: &written)
    }
    #expect(try decoder.next() == nil)
    try decoder.finish()
    #expect(written.count == stream.count)
  }

  @Test(arguments: [1, 2, 3, 7, 100, 1_000_000])
  func cutWherever(size: Int) throws {
    let messages = messages(20) + [Everything()]
    let stream = try messages.flatMap { try $0.serializedDelimited() }
    var decoder = ProtoDelimitedDecoder<Everything>()
    var read: [Everything] = []
    for start in stride(from: 0, to: stream.count, by: size) {
      decoder.append(stream[start..<min(stream.count, start + size)])
      while let message = try decoder.next() { read.append(message) }
    }
    try decoder.finish()
    #expect(read == messages)
    #expect(decoder.bufferedBytes == 0)
  }

  @Test
  func asynchronously() async throws {
    let messages = messages(9)
    let stream = try messages.flatMap { try $0.serializedDelimited() }
    let (bytes, single) = AsyncStream.makeStream(of: UInt8.self)
    for byte in stream { single.yield(byte) }
    single.finish()
    let (chunks, many) = AsyncStream.makeStream(of: Data.self)
    for start in stride(from: 0, to: stream.count, by: 5000) {
      many.yield(Data(stream[start..<min(stream.count, start + 5000)]))
    }
    many.finish()

    var read: [Everything] = []
    for try await message in bytes.delimitedMessages(of: Everything.self) { read.append(message) }
    #expect(read == messages)
    read = []
    for try await message in chunks.delimitedMessages(of: Everything.self) { read.append(message) }
    #expect(read == messages)
  }

  @Test
  func anEndWithinAMessageIsAnError() async throws {
    let stream = try Everything.with { $0.aString = "abc" }.serializedDelimited()
    for count in 1..<stream.count {
      var decoder = ProtoDelimitedDecoder<Everything>()
      decoder.append(stream.prefix(count))
      #expect(try decoder.next() == nil)
      #expect(throws: ProtoDecodingError.self) { try decoder.finish() }

      let (bytes, continuation) = AsyncStream.makeStream(of: [UInt8].self)
      continuation.yield(Array(stream.prefix(count)))
      continuation.finish()
      await #expect(throws: ProtoDecodingError.self) {
        for try await _ in bytes.delimitedMessages(of: Everything.self) {}
      }
    }
  }

  @Test
  func lengthsThatLieCostNothing() {
    var decoder = ProtoDelimitedDecoder<Everything>(limits: .init(maximumBytes: 1000))
    decoder.append(Wire.varint(1001))
    #expect(throws: (any Error).self) { try decoder.next() }
    // Below the limit, but it never comes: nothing is held but what is there.
    var patient = ProtoDelimitedDecoder<Everything>()
    patient.append(Wire.varint(2_000_000_000) + [1, 2, 3])
    #expect((try? patient.next()) == .some(nil))
    #expect(patient.bufferedBytes == 8)
    // Longer than any length.
    for bytes in [[0x80, 0x80, 0x80, 0x80, 0x80, 0x00], [UInt8](repeating: 0xFF, count: 20)] {
      var decoder = ProtoDelimitedDecoder<Everything>()
      decoder.append(bytes)
      #expect(throws: (any Error).self) { try decoder.next() }
    }
  }

  /// The next message is read in spite of one that is malformed.
  @Test
  func malformedMessagesAreToldOneByOne() throws {
    let good = Everything.with { $0.aInt32 = 7 }
    var decoder = ProtoDelimitedDecoder<Everything>()
    decoder.append([2, 0x08, 0xFF] + (try good.serializedDelimited()))
    #expect(throws: ProtoDecodingError.self) { try decoder.next() }
    #expect(try decoder.next() == good)
    try decoder.finish()
  }
}
