import CodecTesting
import MartletProtobuf
import Testing

/// Strings that need not be UTF-8 lose nothing.
@Suite
struct UncheckedUTF8Tests {
  static let valid = ["", "plain", "häuser", "日本語", "😀", "\u{10FF7F}", "\u{10FFFD}x", "a\0b"]

  static let invalid: [[UInt8]] = [
    [0xFF], [0x80], [0xC3], [0x63, 0x61, 0x66, 0xE9], [0xED, 0xA0, 0x80], [0xC0, 0x80],
    [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0x61, 0xF4, 0x8F, 0xBE],
    [0xC3, 0xA9, 0xA9], Array(0x80...0xFF),
  ]

  @Test
  func bytesComeBack() {
    for bytes in Self.invalid + Self.valid.map({ Array($0.utf8) }) {
      #expect(UncheckedUTF8.bytes(UncheckedUTF8.string(bytes)) == bytes)
    }
    var random = SeededGenerator(seed: 7)
    for _ in 0..<5000 {
      let count = Int.random(in: 0...12, using: &random)
      let interesting: [UInt8] = [0x61, 0x80, 0xBF, 0xC3, 0xE2, 0xF4, 0x8F, 0xBE, 0xFF]
      let bytes = (0..<count).map { _ in interesting.randomElement(using: &random) ?? 0 }
      #expect(UncheckedUTF8.bytes(UncheckedUTF8.string(bytes)) == bytes, "\(bytes)")
    }
  }

  @Test
  func textStaysItself() {
    for text in Self.valid where text != "\u{10FFFD}x" {
      #expect(UncheckedUTF8.string(Array(text.utf8)) == text)
    }
    #expect(UncheckedUTF8.string([0x63, 0x61, 0x66, 0xE9]) == "caf\u{10FFE9}")
    // The code points that stand for bytes are kept byte for byte themselves.
    #expect(UncheckedUTF8.string(Array("\u{10FFFD}".utf8)).unicodeScalars.count == 4)
  }

  @Test
  func fieldsLoseNothing() throws {
    var messages: [Legacy] = []
    for bytes in Self.invalid {
      let wire =
        Wire.bytes(14, bytes) + Wire.bytes(34, [0x61]) + Wire.bytes(34, bytes)
        + Wire.bytes(61, Wire.bytes(1, bytes) + Wire.bytes(2, bytes)) + Wire.bytes(72, bytes)
      let message = try Legacy(serializedBytes: wire)
      #expect(try message.serializedBytes() == wire)
      #expect(message.oString == UncheckedUTF8.string(bytes))
      messages.append(message)
    }
    let verdicts = try Driver.judge(
      "martlet.legacy.Legacy", try messages.map { try $0.serializedBytes() })
    for (message, verdict) in zip(messages, verdicts) {
      #expect(verdict.hasPrefix("="))
      #expect(disagreement(message, verdict) == "")
    }
  }

  /// Two keys that are no UTF-8 are two keys.
  @Test
  func keysStayApart() throws {
    let wire =
      Wire.bytes(64, Wire.bytes(1, [0xE9])) + Wire.bytes(64, Wire.bytes(1, [0xE8]))
    #expect(try Legacy(serializedBytes: wire).mBool.count == 2)
  }

  @Test
  func eachFieldIsCheckedOrNot() throws {
    let bad = [0x61, 0xFF] as [UInt8]
    #expect(verdict(Checked.self, Wire.bytes(1, bad)) == "invalidUTF8@3")
    #expect(verdict(Checked.self, Wire.bytes(2, bad)) == "none")
    #expect(fault(Checked.self, Wire.bytes(3, bad))?.reason == .invalidUTF8)
    for number in [1, 2] {
      #expect(fault(Checked.self, Wire.bytes(4, Wire.bytes(number, bad)))?.reason == .invalidUTF8)
    }
    #expect(verdict(Checked.self, Wire.bytes(5, Wire.bytes(1, bad))) == "none")
    let judged = try Driver.judge(
      "martlet.delimited.Checked",
      [
        Wire.bytes(1, bad), Wire.bytes(2, bad), Wire.bytes(3, bad),
        Wire.bytes(4, Wire.bytes(1, bad)),
      ])
    #expect(judged.map { $0.hasPrefix("!") } == [true, false, true, true])
  }
}
