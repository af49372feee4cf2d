/// Base64 and base64url (RFC 4648 §4 and §5).
enum Base64 {
  static let padding = UInt8(ascii: "=")

  static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// The value of each symbol in either alphabet, 255 for what is none.
  static let values: [UInt8] = {
    var values = [UInt8](repeating: 255, count: 256)
    for (value, symbol) in alphabet.enumerated() { values[Int(symbol)] = UInt8(value) }
    values[Int(UInt8(ascii: "-"))] = 62
    values[Int(UInt8(ascii: "_"))] = 63
    return values
  }()

  /// How many symbols there are without padding; nil if there cannot be so many.
  fileprivate static func symbolCount(_ text: UnsafeRawBufferPointer) -> Int? {
    var count = text.count
    while count > 0, text[count - 1] == padding, text.count - count < 2 { count -= 1 }
    if count % 4 == 1 { return nil }
    return count < text.count && text.count % 4 != 0 ? nil : count
  }
}

extension OutputBuffer {
  /// The bytes that a text stands for, padded or not, in either alphabet, behind a tag and their
  /// length; false if it is no base64. Makes its own room.
  mutating func base64(_ tag: JSONField.Tag, _ text: UnsafeRawBufferPointer) -> Bool {
    guard let symbols = Base64.symbolCount(text) else { return false }
    let bytes = symbols / 4 * 3 + (symbols % 4 + 1) / 2
    need(bytes + Self.longestVarintField)
    self.tag(tag)
    varint(UInt64(truncatingIfNeeded: bytes))
    guard let start = text.baseAddress else { return true }
    let isValid = Base64.values.withUnsafeBufferPointer { values in
      // 255 has two bits that no value has.
      var all: UInt8 = 0
      func value(_ offset: Int) -> UInt64 {
        let value = values[Int(start.load(fromByteOffset: offset, as: UInt8.self))]
        all |= value
        return UInt64(value)
      }
      var offset = 0
      while offset &+ 4 <= symbols {
        let group =
          value(offset) &<< 18 | value(offset &+ 1) &<< 12 | value(offset &+ 2) &<< 6
          | value(offset &+ 3)
        store(UInt64(group.byteSwapped &>> 40), count: 3)
        offset &+= 4
      }
      var group: UInt64 = 0
      for place in 0..<4 {
        group = group &<< 6 | (offset + place < symbols ? value(offset + place) : 0)
      }
      store(group.byteSwapped &>> 40, count: max(0, symbols - offset - 1))
      return all & 0xC0 == 0
    }
    return isValid
  }

  /// Bytes as base64 in quotes, with padding. Makes its own room.
  mutating func base64(_ bytes: UnsafeRawBufferPointer) {
    need((bytes.count + 2) / 3 * 4 + 2)
    store(UInt8(ascii: "\""))
    if let start = bytes.baseAddress {
      Base64.alphabet.withUnsafeBufferPointer { alphabet in
        func byte(_ offset: Int) -> UInt64 {
          UInt64(start.load(fromByteOffset: offset, as: UInt8.self))
        }
        func symbols(_ group: UInt64) -> UInt64 {
          var word: UInt64 = 0
          for place in 0..<4 {
            let value = Int(truncatingIfNeeded: group &>> UInt64(18 &- 6 &* place) & 63)
            word |= UInt64(alphabet[value]) &<< UInt64(8 &* place)
          }
          return word
        }
        var offset = 0
        while offset &+ 3 <= bytes.count {
          let group = byte(offset) &<< 16 | byte(offset &+ 1) &<< 8 | byte(offset &+ 2)
          store(symbols(group), count: 4)
          offset &+= 3
        }
        let left = bytes.count - offset
        if left > 0 {
          let group = byte(offset) << 16 | (left > 1 ? byte(offset + 1) << 8 : 0)
          store(symbols(group), count: left + 1)
          store(0x3D3D, count: 3 - left)
        }
      }
    }
    store(UInt8(ascii: "\""))
  }
}
