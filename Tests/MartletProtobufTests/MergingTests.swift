import CodecTesting
import MartletProtobuf
import Testing

/// What decoding means where a field comes more than once, in another form, or in part.
@Suite
struct MergingTests {
  private func decode(_ bytes: [UInt8]) throws -> Everything {
    try Everything(serializedBytes: bytes)
  }

  @Test
  func theLastOneWins() throws {
    #expect(try decode(Wire.varint(3, 1) + Wire.varint(3, 2)).aInt32 == 2)
    #expect(try decode(Wire.text(14, "a") + Wire.text(14, "b")).aString == "b")
    #expect(try decode(Wire.varint(23, 5) + Wire.varint(23, 0)).oInt32 == 0)
  }

  @Test
  func submessagesMerge() throws {
    let first = Wire.bytes(17, Wire.varint(1, 7) + Wire.bytes(4, Wire.varint(1, 1)))
    let second = Wire.bytes(17, Wire.text(2, "x") + Wire.bytes(4, Wire.varint(1, 2)))
    let message = try decode(first + second)
    #expect(
      message.aInner
        == .init(number: 7, text: "x", children: [.init(number: 1), .init(number: 2)]))
  }

  @Test
  func decodingIntoAMessageMerges() throws {
    var message = Everything.with {
      $0.aInt32 = 1
      $0.rInt32 = [1]
      $0.mString = ["a": "1", "b": "2"]
    }
    let other = Everything.with {
      $0.rInt32 = [2, 3]
      $0.mString = ["b": "3"]
      $0.aBool = true
    }
    try message.merge(serializedBytes: try other.serializedBytes())
    #expect(message.aInt32 == 1)
    #expect(message.aBool)
    #expect(message.rInt32 == [1, 2, 3])
    #expect(message.mString == ["a": "1", "b": "3"])
  }

  @Test
  func aOneofHoldsItsLastField() throws {
    #expect(try decode(Wire.varint(101, 1) + Wire.text(103, "x")).choice == .cString("x"))
    // The same message twice merges; another field in between starts anew.
    let number = Wire.bytes(108, Wire.varint(1, 7))
    let text = Wire.bytes(108, Wire.text(2, "x"))
    #expect(try decode(number + text).choice == .cInner(.init(number: 7, text: "x")))
    #expect(
      try decode(number + Wire.varint(101, 1) + text).choice == .cInner(.init(text: "x")))
  }

  @Test
  func packedAndUnpackedAreBothRead() throws {
    let packed = Wire.bytes(43, [1, 2])
    let single = Wire.varint(43, 3)
    #expect(try decode(packed + single + packed).rInt32 == [1, 2, 3, 1, 2])
    #expect(try decode(Wire.bytes(63, [4, 5]) + Wire.varint(63, 6)).uInt32 == [4, 5, 6])
    let fixed = Wire.tag(49, 5) + [1, 0, 0, 0] + Wire.bytes(49, [2, 0, 0, 0])
    #expect(try decode(fixed).rFixed32 == [1, 2])
    let colors = Wire.bytes(56, [0, 1]) + Wire.varint(56, 99)
    #expect(try decode(colors).rColor == [.unspecified, .red, .unrecognized(99)])
    let message = Everything.with {
      $0.rInt32 = [1, 2]
      $0.uInt32 = [1, 2]
    }
    #expect(
      try message.serializedBytes()
        == Wire.bytes(43, [1, 2]) + Wire.varint(63, 1) + Wire.varint(63, 2))
  }

  @Test
  func runsThatAreInterrupted() throws {
    let inner = Wire.bytes(57, Wire.varint(1, 1))
    let text = Wire.text(54, "a")
    let message = try decode(inner + text + inner + inner + text + inner)
    #expect(message.rInner.map(\.number) == [1, 1, 1, 1])
    #expect(message.rString == ["a", "a"])
  }

  @Test
  func mapEntriesMayLackParts() throws {
    #expect(try decode(Wire.bytes(92, [])).mString == ["": ""])
    #expect(try decode(Wire.bytes(92, Wire.text(1, "k"))).mString == ["k": ""])
    #expect(try decode(Wire.bytes(92, Wire.text(2, "v"))).mString == ["": "v"])
    #expect(try decode(Wire.bytes(95, Wire.text(1, "k"))).mInner == ["k": .init()])
    // Value first, a part twice, an unknown part.
    let odd = Wire.text(2, "v") + Wire.text(1, "k") + Wire.varint(9, 1) + Wire.text(2, "w")
    #expect(try decode(Wire.bytes(92, odd)).mString == ["k": "w"])
    let again = Wire.bytes(92, Wire.text(1, "k") + Wire.text(2, "x"))
    #expect(try decode(Wire.bytes(92, odd) + again).mString == ["k": "x"])
  }

  @Test
  func anotherWireTypeIsAnUnknownField() throws {
    let bytes = Wire.text(3, "not a number") + Wire.varint(14, 5)
    let message = try decode(bytes)
    #expect(message.aInt32 == 0)
    #expect(message.unknownFields.bytes == bytes)
    #expect(try message.serializedBytes() == bytes)
  }

  @Test
  func unknownFieldsTakePartInEquality() throws {
    let bytes = Wire.varint(900, 1)
    var message = try Nothing(serializedBytes: bytes)
    #expect(message != Nothing())
    #expect(message == (try Nothing(serializedBytes: bytes)))
    message.unknownFields = UnknownFields()
    #expect(message == Nothing())
    #expect(UnknownFields(bytes: []) == UnknownFields())
  }

  @Test
  func enumsAreOpen() throws {
    let message = try decode(Wire.varint(16, 77) + Wire.varint(36, UInt64(bitPattern: -5)))
    #expect(message.aColor == .unrecognized(77))
    #expect(message.oColor == .negative)
    #expect(Color.crimson == .red)
    #expect(Color(rawValue: .max) == .blue)
    #expect(Color.unrecognized(1) == .red)
    #expect(Set([Color.unrecognized(1), .red]).count == 1)
  }

  @Test
  func absenceAndZeroDiffer() throws {
    var message = Everything()
    #expect(try message.serializedBytes() == [])
    message.oInt32 = 0
    message.oString = ""
    message.oInner = .init()
    message.aDouble = -0.0
    let bytes = try message.serializedBytes()
    #expect(bytes.count == 9 + 3 + 3 + 3)
    #expect(try decode(bytes) == message)
    #expect(try decode(bytes).aDouble.sign == .minus)
    message.oInner = nil
    #expect(try message.serializedBytes().count == 15)
  }
}
