import CodecTesting
import MartletProtobuf
import Testing

/// Closed enums: a number without a name is an unknown field, wherever it stands.
@Suite
struct ClosedEnumTests {
  @Test
  func anEnumHasNoOtherValues() {
    #expect(Hue(rawValue: 2) == nil)
    #expect(Hue(rawValue: -5) == .negative)
    #expect(Hue.crimson == .red)
    #expect(Hue() == .red)
    #expect(Flag() == .off)
  }

  /// Bytes, and what becomes of them: Python says the same, our encoding included.
  static let cases: [(bytes: [UInt8], known: @Sendable (Legacy) -> Bool, unknown: [UInt8])] = [
    (Wire.varint(16, 1), { $0.oHue == .red }, []),
    (Wire.varint(16, 2), { $0.oHue == nil }, Wire.varint(16, 2)),
    (Wire.varint(16, 1) + Wire.varint(16, 9), { $0.oHue == .red }, Wire.varint(16, 9)),
    (Wire.varint(16, UInt64(bitPattern: -5)), { $0.oHue == .negative }, []),
    // The upper half of a number of 64 bits is dropped, as of every int32.
    (Wire.varint(16, 1 << 40 | 1), { $0.oHue == .red }, []),
    (
      Wire.varint(16, UInt64(bitPattern: -6)), { $0.oHue == nil },
      Wire.varint(16, UInt64(bitPattern: -6))
    ),
    (
      Wire.varint(36, 1) + Wire.varint(36, 7) + Wire.varint(36, UInt64(Int32.max)),
      { $0.rHue == [.red, .blue] }, Wire.varint(36, 7)
    ),
    (Wire.bytes(36, [1, 7, 1]), { $0.rHue == [.red, .red] }, Wire.varint(36, 7)),
    (Wire.bytes(56, [3, 1, 4]), { $0.pHue == [.red] }, Wire.varint(56, 3) + Wire.varint(56, 4)),
    (Wire.varint(56, 3) + Wire.varint(56, 1), { $0.pHue == [.red] }, Wire.varint(56, 3)),
    (Wire.varint(73, 1), { $0.choice == .cHue(.red) }, []),
    // What the oneof held stays.
    (
      Wire.varint(71, 4) + Wire.varint(73, 8), { $0.choice == .cInt32(4) }, Wire.varint(73, 8)
    ),
    (Wire.bytes(62, Wire.varint(1, 3) + Wire.varint(2, 5)), { $0.mFlag == [3: .on] }, []),
    (Wire.bytes(62, Wire.varint(1, 3)), { $0.mFlag == [3: .off] }, []),
    (
      Wire.bytes(62, Wire.varint(1, 3) + Wire.varint(2, 6)), { $0.mFlag.isEmpty },
      Wire.bytes(62, Wire.varint(1, 3) + Wire.varint(2, 6))
    ),
    (
      Wire.bytes(62, Wire.varint(1, 3) + Wire.varint(2, 5))
        + Wire.bytes(62, Wire.varint(1, 3) + Wire.varint(2, 6)),
      { $0.mFlag == [3: .on] }, Wire.bytes(62, Wire.varint(1, 3) + Wire.varint(2, 6))
    ),
  ]

  @Test
  func numbersWithoutNamesAreUnknownFields() throws {
    var encoded: [[UInt8]] = []
    for (index, test) in Self.cases.enumerated() {
      let message = try Legacy(serializedBytes: test.bytes)
      #expect(test.known(message), "case \(index): \(message)")
      #expect(message.unknownFields.bytes == test.unknown, "case \(index)")
      encoded.append(try message.serializedBytes())
    }
    let ours = try Self.cases.map { dumpAll(try Legacy(serializedBytes: $0.bytes)) }
    #expect(try Driver.judgeAll("martlet.legacy.Legacy", Self.cases.map(\.bytes)) == ours)
    #expect(try Driver.judgeAll("martlet.legacy.Legacy", encoded) == ours)
  }

  @Test
  func faults() {
    #expect(verdict(Legacy.self, Wire.tag(16, 0)) == "truncated@2")
    #expect(verdict(Legacy.self, Wire.bytes(36, [1, 0x80])) == "truncated@5")
    #expect(verdict(Legacy.self, Wire.tag(56, 2) + [9, 1]) == "truncated@2")
    #expect(fault(Legacy.self, Wire.bytes(62, [8]))?.reason == .truncated)
    let flat = ProtoDecodingLimits(depth: 0)
    #expect(fault(Legacy.self, Wire.bytes(62, []), limits: flat)?.reason == .nestedTooDeep)
  }
}
