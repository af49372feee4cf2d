import CodecTesting
import MartletProtobuf
import Testing

/// Deterministic encoding: equal messages, equal bytes.
@Suite
struct DeterministicTests {
  @Test
  func entriesAreInTheOrderOfTheirKeys() throws {
    // Enough that no dictionary has them in order by chance.
    let keys = (0..<200).map { "k\($0)" }
    let message = Everything.with { message in
      for key in keys.shuffled() {
        message.mString[key] = key
        message.mInner[key, default: .init()].text = key
      }
      for number in (-100...100).shuffled() { message.mInt32[Int32(number)] = 1 }
      message.mBool = [true: true, false: false]
    }
    let bytes = try message.serializedBytes(deterministic: true)
    let expected = Everything.with { $0.mInt32 = message.mInt32 }
    #expect(try Everything(serializedBytes: bytes) == message)

    var copy = Everything()
    for (key, value) in message.mString.sorted(by: { $0.key > $1.key }) {
      copy.mString[key] = value
    }
    copy.mInner = message.mInner.filter { _ in true }
    copy.mInt32 = expected.mInt32
    copy.mBool = [false: false, true: true]
    #expect(try copy.serializedBytes(deterministic: true) == bytes)
  }

  /// Numbers by size, strings by their bytes, false before true: what C++ and Go do, too. (upb, which
  /// writes backwards, has them the other way round.)
  @Test
  func theOrderIsTheUsualOne() throws {
    let message = Everything.with {
      $0.mSint32 = [-1: 0, 5: 0, .min: 0]
      $0.mFixed64 = [.max: 0, 1: 0]
      $0.mBool = [true: false, false: false]
      $0.mString = ["b": "", "a": "", "é": "", "Z": "", "": "", "aa": "", "\u{10000}": ""]
    }
    func keys(_ number: Int, _ entries: [UInt8]...) -> [UInt8] {
      entries.flatMap { Wire.bytes(number, $0) }
    }
    let zero = Wire.varint(2, 0)
    let expected =
      keys(
        85, Wire.varint(1, UInt64(UInt32.max)) + zero, Wire.varint(1, 1) + zero,
        Wire.varint(1, 10) + zero)
      + keys(
        88, [9, 1, 0, 0, 0, 0, 0, 0, 0] + zero,
        [9] + [UInt8](repeating: 255, count: 8) + zero)
      + keys(91, Wire.varint(1, 0) + zero, Wire.varint(1, 1) + zero)
      + ["", "Z", "a", "aa", "b", "é", "\u{10000}"].flatMap {
        Wire.bytes(92, Wire.text(1, $0) + Wire.text(2, ""))
      }
    #expect(try message.serializedBytes(deterministic: true) == expected)
  }

  /// Writers that grow go on sorting.
  @Test
  func largeMessagesAreSortedToTheirEnd() throws {
    let message = Everything.with { message in
      message.aBytes = [UInt8](repeating: 1, count: 100_000)
      for number in (0..<300).shuffled() { message.mInt32[Int32(number)] = 0.5 }
    }
    let bytes = try message.serializedBytes(deterministic: true)
    // 81: the map; its entries are field 1, the key, and field 2, a double.
    let entries = (0..<300).flatMap { key -> [UInt8] in
      let key = Wire.varint(1, UInt64(key))
      return Wire.bytes(81, key + [0x11, 0, 0, 0, 0, 0, 0, 0xE0, 0x3F])
    }
    #expect(Array(bytes.suffix(entries.count)) == entries)
  }
}
