extension JSONOutput {
  /// A string in quotes. The bytes are UTF-8.
  mutating func quoted(_ utf8: UnsafeRawBufferPointer) {
    // Mostly nothing needs an escape: then it is one copy between two quotes.
    let target = room(utf8.count + 2)
    target.storeBytes(of: UInt8(ascii: "\""), as: UInt8.self)
    guard let source = utf8.baseAddress else {
      (target + 1).storeBytes(of: UInt8(ascii: "\""), as: UInt8.self)
      return advance(2)
    }
    let plain = Self.plainPrefix(source, utf8.count)
    (target + 1).copyMemory(from: source, byteCount: plain)
    advance(plain + 1)
    if plain < utf8.count { escape(source + plain, source + utf8.count) }
    byte(UInt8(ascii: "\""))
  }

  mutating func quoted(_ text: String) {
    var text = text
    text.withUTF8 { quoted(UnsafeRawBufferPointer($0)) }
  }

  /// How many bytes at the beginning need no escape.
  private static func plainPrefix(_ start: UnsafeRawPointer, _ count: Int) -> Int {
    var offset = 0
    while offset + 8 <= count {
      let word = UInt64(
        littleEndian: start.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      let mask = SpecialBytes.mask(word)
      if mask != 0 { return offset + mask.trailingZeroBitCount / 8 }
      offset += 8
    }
    while offset < count {
      if SpecialBytes.isSpecial(start.load(fromByteOffset: offset, as: UInt8.self)) { break }
      offset += 1
    }
    return offset
  }

  private mutating func escape(_ start: UnsafeRawPointer, _ end: UnsafeRawPointer) {
    var position = start
    while position < end {
      let plain = Self.plainPrefix(position, end - position)
      copy(UnsafeRawBufferPointer(start: position, count: plain))
      position += plain
      guard position < end else { return }
      escaped(position.load(as: UInt8.self))
      position += 1
    }
  }

  private mutating func escaped(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): text("\\\"")
    case UInt8(ascii: "\\"): text("\\\\")
    case 0x08: text("\\b")
    case 0x09: text("\\t")
    case 0x0A: text("\\n")
    case 0x0C: text("\\f")
    case 0x0D: text("\\r")
    default:
      text("\\u00")
      self.byte(0x30 + byte >> 4)
      let low = byte & 15
      self.byte(low < 10 ? 0x30 + low : 0x57 + low)
    }
  }

  /// Bytes as base64 in quotes (RFC 4648 §4, with padding).
  mutating func base64(_ bytes: UnsafeRawBufferPointer) {
    byte(UInt8(ascii: "\""))
    let target = room((bytes.count + 2) / 3 * 4)
    var written = 0
    Base64.alphabet.withUnsafeBufferPointer { alphabet in
      var offset = 0
      while offset < bytes.count {
        let left = bytes.count - offset
        var group = UInt32(bytes[offset]) << 16
        if left > 1 { group |= UInt32(bytes[offset + 1]) << 8 }
        if left > 2 { group |= UInt32(bytes[offset + 2]) }
        for place in 0..<4 {
          let symbol =
            place <= left ? alphabet[Int(group >> (18 - 6 * UInt32(place)) & 63)] : Base64.padding
          target.storeBytes(of: symbol, toByteOffset: written + place, as: UInt8.self)
        }
        written += 4
        offset += 3
      }
    }
    advance(written)
    byte(UInt8(ascii: "\""))
  }
}

/// The alphabets of base64 and base64url (RFC 4648 §4 and §5).
enum Base64 {
  static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  static let padding = UInt8(ascii: "=")

  /// The value of each symbol in either alphabet, 255 for what is none.
  static let values: [UInt8] = {
    var values = [UInt8](repeating: 255, count: 256)
    for (value, symbol) in alphabet.enumerated() { values[Int(symbol)] = UInt8(value) }
    values[Int(UInt8(ascii: "-"))] = 62
    values[Int(UInt8(ascii: "_"))] = 63
    return values
  }()

  /// The bytes that a text stands for, padded or not, in either alphabet; nil if it is no base64.
  static func decode(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
    var count = text.count
    while count > 0, text[count - 1] == padding, text.count - count < 2 { count -= 1 }
    if count % 4 == 1 { return nil }
    if count < text.count, text.count % 4 != 0 { return nil }
    var result: [UInt8] = []
    result.reserveCapacity(count * 3 / 4 + 3)
    var group: UInt32 = 0
    var bits = 0
    for offset in 0..<count {
      let value = values[Int(text[offset])]
      if value == 255 { return nil }
      group = group << 6 | UInt32(value)
      bits += 6
      if bits >= 8 {
        bits -= 8
        result.append(UInt8(truncatingIfNeeded: group >> UInt32(bits)))
      }
    }
    return result
  }
}
