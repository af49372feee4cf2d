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
      while end - place >= 32, !SpecialBytes.areAmong(wide: place) { place += 32 }
      while end - place >= 8 {
        let mask = SpecialBytes.orBeyondASCII(Self.word(place))
        if mask != 0 {
          place += mask.trailingZeroBitCount &>> 3
          guard place.load(as: UInt8.self) == UInt8(ascii: "\"") else { break }
          position = place + 1
          return Text(
            start: first, count: place - first, hasEscapes: false, offset: offset(of: first))
        }
        place += 8
      }
    }
    return try anyString(what)
  }

  /// At most so many bytes.
  static var shortText: Int { 40 }

  /// A string of few bytes of ASCII without escapes; nil, and nothing taken, if what stands here is
  /// anything else. ``shortText`` and nine more bytes may be read.
  @inline(__always)
  mutating func shortString() -> (start: UnsafeRawPointer, count: Int)? {
    guard position.load(as: UInt8.self) == UInt8(ascii: "\"") else { return nil }
    let first = position + 1
    var offset = 0
    while offset < Self.shortText {
      let word = Self.word(first + offset)
      let mask = SpecialBytes.orBeyondASCII(word)
      if mask != 0 {
        let count = offset &+ mask.trailingZeroBitCount &>> 3
        let last = first + count
        guard last.load(as: UInt8.self) == UInt8(ascii: "\"") else { return nil }
        position = last + 1
        return (first, count)
      }
      offset &+= 8
    }
    return nil
  }

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
  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let high: UInt64 = 0x8080_8080_8080_8080

  @inline(__always)
  static func isSpecial(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  /// The high bit of each byte of a word that is one of them. A byte above the lowest such one may
  /// be marked wrongly, so only the lowest may be looked at.
  @inline(__always)
  static func mask(_ word: UInt64) -> UInt64 {
    let quote = word ^ (ones &* 0x22)
    let backslash = word ^ (ones &* 0x5C)
    let control = (word &- ones &* 0x20) & ~word
    return (control | ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash)) & high
  }

  /// The same for bytes that are one of them or beyond ASCII.
  @inline(__always)
  static func orBeyondASCII(_ word: UInt64) -> UInt64 {
    let quote = (word ^ (ones &* 0x22)) &- ones
    let backslash = (word ^ (ones &* 0x5C)) &- ones
    return (quote | backslash | (word &- ones &* 0x20) | word) & high
  }

  /// Whether there are any such among 32 bytes.
  @inline(__always)
  static func areAmong(wide place: UnsafeRawPointer) -> Bool {
    areAmong(
      place.loadUnaligned(as: SIMD2<UInt64>.self),
      place.loadUnaligned(fromByteOffset: 16, as: SIMD2<UInt64>.self))
  }

  @inline(__always)
  static func areAmong(_ first: SIMD2<UInt64>, _ second: SIMD2<UInt64>) -> Bool {
    // Arithmetic on wide words is vector code; comparing bytes, as of Swift 6.3, is a loop.
    let all = orBeyondASCII(first) | orBeyondASCII(second)
    return (all[0] | all[1]) & high != 0
  }

  @inline(__always)
  private static func orBeyondASCII(_ words: SIMD2<UInt64>) -> SIMD2<UInt64> {
    let ones = SIMD2(repeating: ones)
    let quote = (words ^ SIMD2(repeating: 0x2222_2222_2222_2222)) &- ones
    let backslash = (words ^ SIMD2(repeating: 0x5C5C_5C5C_5C5C_5C5C)) &- ones
    return quote | backslash | (words &- SIMD2(repeating: 0x2020_2020_2020_2020)) | words
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
