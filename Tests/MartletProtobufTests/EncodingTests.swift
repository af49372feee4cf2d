import CodecTesting
import Testing

@testable import MartletProtobuf

/// Encoding across the boundaries of the writer: lengths of more bytes, buffers that grow.
@Suite
struct EncodingTests {
  /// Around every length at which a nested message's own length takes one byte more.
  @Test(arguments: [0, 1, 120, 125, 126, 127, 128, 129, 1000, 16_380, 16_383, 16_384, 70_000])
  func nestedLengths(count: Int) throws {
    let inner = Everything.Inner(text: String(repeating: "x", count: count))
    var message = Everything.with { $0.aInner = inner }
    for _ in 0..<3 {
      message = .with {
        $0.choice = .cEverything(message)
        $0.rInner = [inner, .init(), inner]
        $0.mInner = ["k": inner]
        $0.aInt32 = 7
      }
    }
    #expect(try Everything(serializedBytes: try message.serializedBytes()) == message)
  }

  /// Buffers that fill up within every kind of field.
  @Test
  func growth() throws {
    for padding in 950..<1030 {
      var message = Everything.with {
        $0.aBytes = [UInt8](repeating: 7, count: padding)
        $0.aColor = .blue
        $0.aInner = .init(number: -1)
        $0.rInt32 = [1, -1, 300]
        $0.rDouble = [1, 2]
        $0.uInt32 = [1, 2, 3]
        $0.uColor = [.red, .negative]
        $0.mInt32 = [1: 1.5]
        $0.choice = .cInt32(9)
        $0.oFixed64 = 8
      }
      message.unknownFields = UnknownFields(bytes: Wire.varint(999, 1))
      let bytes = try message.serializedBytes()
      #expect(try Everything(serializedBytes: bytes) == message)
    }
  }

  /// Strings of every length that is copied in line, and around it, up to the buffer's end.
  @Test
  func stringsOfEveryLength() throws {
    let text = String(decoding: (0..<300).map { UInt8(33 + $0 % 91) }, as: UTF8.self)
    for length in 0...300 {
      let string = String(text.prefix(length))
      for padding in [0, 1, 1016 - length, 1018 - length, 1019 - length, 1024 - length] {
        let message = Everything.with {
          $0.aBytes = [UInt8](repeating: 7, count: max(0, padding))
          $0.rString = [string, "end"]
          $0.choice = .cString(string)
        }
        let bytes = try message.serializedBytes()
        let again = try Everything(serializedBytes: bytes)
        #expect(again == message, "\(length) behind \(padding)")
        #expect(Array(again.rString[0].utf8) == Array(string.utf8))
      }
    }
  }

  /// Messages with large values are measured first and written straight into their array; what is
  /// framed is not, and has the same bytes.
  @Test(arguments: [32_000, 32_768, 65_000, 65_520, 65_536, 65_537, 200_000, 1 << 20])
  func largeValues(count: Int) throws {
    let large = [UInt8](repeating: 7, count: count)
    let message = Everything.with {
      $0.rInner = (0..<3000).map {
        .init(number: $0, text: String(repeating: "x", count: Int($0) % 200))
      }
      $0.aBytes = large
      $0.rInt64 = (0..<50_000).map { -$0 }
      $0.uInt32 = (0..<50_000).map { $0 * 77 }
      $0.rBytes = [large, [1], large, [UInt8](repeating: 8, count: 700)]
      $0.choice = .cEverything(
        .with {
          $0.rString = [String(repeating: "é", count: count), "short"]
          $0.rInner = [.init(number: 1, text: String(repeating: "y", count: 128))]
        })
      $0.unknownFields = UnknownFields(bytes: Wire.bytes(999, large))
    }
    let bytes = try message.serializedBytes()
    let framed = try FramedMessage(message)
    #expect(bytes == Array(framed.bytes.dropFirst(FramedMessage.prefixBytes)))
    #expect(try Everything(serializedBytes: bytes) == message)
    // Nothing much was asked for in vain.
    #expect(bytes.capacity < bytes.count / 3 * 4 + 2048)
  }

  @Test
  func moreThan2GiBIsAnError() {
    // Four GiB that are never touched: they are too many before they are looked at.
    let count = 1 << 32
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { $1 = count }
    let message = Everything.with {
      $0.aBytes = bytes
      $0.choice = .cInner(.init(text: "after the overflow"))
    }
    #expect(throws: ProtoEncodingError(messageName: "martlet.test.Everything")) {
      try message.serializedBytes()
    }
    #expect(throws: ProtoEncodingError.self) { try FramedMessage(message) }
  }

  /// A writer that is nearly full (of memory that is reserved, but never touched) overflows in the
  /// middle of nested messages, whichever field does it, and goes on without harm.
  @Test(arguments: 0..<30)
  func overflowInTheMiddle(left: Int) {
    let message = Everything.with {
      $0.choice = .cEverything(
        .with {
          $0.rInner = [.init(number: 1, text: String(repeating: "x", count: 200)), .init()]
          $0.uInt32 = [1, 2, 3]
          $0.rInt32 = [1, 2, 3]
          $0.mString = ["k": "v"]
        })
    }
    withUnsafeTemporaryAllocation(byteCount: WireWriter.stackBytes, alignment: 8) { buffer in
      guard let base = buffer.baseAddress else { return }
      var writer = WireWriter(borrowing: base, count: buffer.count, reserving: 0)
      writer = WireWriter.grown(writer, WireWriter.maximumBytes)
      #expect(!writer.overflowed)
      writer.position = writer.end - left * 8
      writer = withUnsafePointer(to: message) { Everything.encode($0, writer) }
      #expect(writer.overflowed)
      #expect(writer.position <= writer.end)
      writer.freeBuffer()
    }
  }

  @Test(arguments: [0, 1, 100, 127, 128, 1000, 1018, 1019, 1020, 5000])
  func framed(count: Int) throws {
    let message = Everything.with { $0.aBytes = [UInt8](repeating: 1, count: count) }
    let payload = try message.serializedBytes()
    let framed = try FramedMessage(message)
    let length = UInt32(payload.count)
    let prefix = [0, UInt8(length >> 24), UInt8(length >> 16 & 255), UInt8(length >> 8 & 255)]
    #expect(Array(framed.bytes) == prefix + [UInt8(length & 255)] + payload)

    let again = payload.withUnsafeBytes { FramedMessage(payload: $0, compressed: true) }
    #expect(Array(again.bytes) == [1] + Array(framed.bytes.dropFirst()))
    #expect(again.count == payload.count + FramedMessage.prefixBytes)
  }
}
