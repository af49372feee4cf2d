import MartletProtobuf

extension JSONScanner {
  /// The text of a string between its quotes. It is UTF-8.
  struct Text {
    let start: UnsafeRawPointer
    let count: Int
    /// Escapes are checked when they are resolved.
    let hasEscapes: Bool
    /// Where it begins, for errors.
    let offset: Int

    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }
  }

  /// A string.
  @inline(__always)
  mutating func string(_ what: StaticString) throws(ProtoJSONError) -> Text {
    skipSpace()
    if position < end, position.load(as: UInt8.self) == UInt8(ascii: "\"") {
      let first = position + 1
      var place = first
      var all: UInt64 = 0
      while end - place >= 8 {
        let word = Self.word(place)
        let mask = SpecialBytes.mask(word)
        if mask != 0 {
          let bits = UInt64(truncatingIfNeeded: mask.trailingZeroBitCount &- 7)
          let last = place + Int(truncatingIfNeeded: bits &>> 3)
          all |= word & (1 &<< bits &- 1)
          if last.load(as: UInt8.self) == UInt8(ascii: "\""), all & Self.highBits == 0 {
            position = last + 1
            return Text(
              start: first, count: last - first, hasEscapes: false, offset: offset(of: first))
          }
          break
        }
        all |= word
        place += 8
      }
    }
    return try anyString(what)
  }

  private static var highBits: UInt64 { 0x8080_8080_8080_8080 }

  /// One with escapes or with characters beyond ASCII, or near the end of the text.
  @inline(never)
  private mutating func anyString(_ what: StaticString) throws(ProtoJSONError) -> Text {
    guard peek() == UInt8(ascii: "\"") else { throw error("expected \(what), found \(found)") }
    position += 1
    let first = position
    var hasEscapes = false
    while true {
      position += plainRun()
      guard position < end else {
        position = first - 1
        throw error("the string is never closed")
      }
      let byte = position.load(as: UInt8.self)
      if byte == UInt8(ascii: "\"") { break }
      if byte < 0x20 { throw error("a control character in a string must be escaped") }
      // What follows the backslash is no end of the string.
      hasEscapes = true
      position += end - position >= 2 ? 2 : 1
    }
    let text = Text(
      start: first, count: position - first, hasEscapes: hasEscapes, offset: offset(of: first))
    if !UTF8Validation.isValid(text.bytes) {
      throw ProtoJSONError("the string is not UTF-8", at: text.offset)
    }
    position += 1
    return text
  }

  /// How many bytes follow that are no quote, backslash or control character.
  private func plainRun() -> Int {
    SpecialBytes.plainPrefix(position, end - position)
  }
}

/// The bytes that cannot stand in a string as they are: quotes, backslashes, control characters.
enum SpecialBytes {
  @inline(__always)
  static func isSpecial(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  /// The high bit of each byte of a word that is one of them. A byte above the lowest such one may
  /// be marked wrongly, so only the lowest may be looked at.
  @inline(__always)
  static func mask(_ word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let high: UInt64 = 0x8080_8080_8080_8080
    let quote = word ^ (ones &* 0x22)
    let backslash = word ^ (ones &* 0x5C)
    let control = (word &- ones &* 0x20) & ~word
    return (control | ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash)) & high
  }

  /// How many bytes at the beginning are none of them.
  static func plainPrefix(_ start: UnsafeRawPointer, _ count: Int) -> Int {
    var offset = 0
    while offset + 8 <= count {
      let mask = mask(JSONScanner.word(start + offset))
      if mask != 0 { return offset + mask.trailingZeroBitCount / 8 }
      offset += 8
    }
    while offset < count, !isSpecial(start.load(fromByteOffset: offset, as: UInt8.self)) {
      offset += 1
    }
    return offset
  }
}
