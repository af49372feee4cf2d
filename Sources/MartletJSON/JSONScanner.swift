import MartletProtobuf

/// Cuts JSON text (RFC 8259) into tokens, on bytes, without making values of them.
struct JSONScanner {
  private let start: UnsafeRawPointer
  private let end: UnsafeRawPointer
  private(set) var position: UnsafeRawPointer

  /// The text of a string between its quotes.
  struct Text {
    var bytes: UnsafeRawBufferPointer
    var hasEscapes: Bool
    /// Where it begins, for errors.
    var offset: Int
  }

  init(_ bytes: UnsafeRawBufferPointer) {
    let empty = UnsafeRawPointer(bitPattern: 16).unsafelyUnwrapped
    start = bytes.baseAddress ?? empty
    end = start + bytes.count
    position = start
  }

  var offset: Int { position - start }

  /// Goes back to an earlier offset.
  mutating func rewind(to offset: Int) { position = start + offset }

  func error(_ reason: String) -> ProtoJSONError { ProtoJSONError(reason, at: offset) }

  // MARK: - Punctuation

  @inline(__always)
  mutating func skipSpace() {
    while position < end {
      let byte = position.load(as: UInt8.self)
      guard byte <= 0x20, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else {
        return
      }
      position += 1
    }
  }

  /// The next byte that is no white space; 0 at the end, which no token begins with.
  @inline(__always)
  mutating func peek() -> UInt8 {
    skipSpace()
    return position < end ? position.load(as: UInt8.self) : 0
  }

  /// Not a `Character`: finding out that one is ASCII costs more than the rest of reading.
  @inline(__always)
  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard peek() == UInt8(truncatingIfNeeded: character.value), position < end else {
      return false
    }
    position += 1
    return true
  }

  @inline(__always)
  mutating func expect(
    _ character: Unicode.Scalar, _ place: StaticString
  ) throws(ProtoJSONError) {
    if !take(character) { throw error("expected \"\(character)\" \(place), found \(found)") }
  }

  /// What stands here, for messages.
  var found: String {
    guard position < end else { return "the end of the text" }
    let byte = position.load(as: UInt8.self)
    guard (0x20..<0x7F).contains(byte) else { return "byte 0x" + String(byte, radix: 16) }
    return "\"\(Unicode.Scalar(byte))\""
  }

  mutating func expectEnd() throws(ProtoJSONError) {
    _ = peek()
    if position < end { throw error("there is more text behind the value: \(found)") }
  }

  // MARK: - Words and numbers

  @inline(__always)
  mutating func takeWord(_ word: StaticString) -> Bool {
    peek() == word.utf8Start.pointee && takeWholeWord(word)
  }

  private mutating func takeWholeWord(_ word: StaticString) -> Bool {
    let count = word.utf8CodeUnitCount
    guard end - position >= count else { return false }
    let bytes = UnsafeRawBufferPointer(start: position, count: count)
    guard bytes.elementsEqual(UnsafeRawBufferPointer(start: word.utf8Start, count: count)) else {
      return false
    }
    position += count
    return true
  }

  /// A whole number of at most 18 digits, as most are; nil, and nothing taken, if what stands here
  /// is anything else.
  @inline(__always)
  mutating func shortInteger() -> Int64? {
    let isNegative = peek() == UInt8(ascii: "-")
    var place = isNegative ? position + 1 : position
    let first = place
    var value: Int64 = 0
    while place < end {
      let digit = place.load(as: UInt8.self) &- 0x30
      if digit > 9 { break }
      value = value &* 10 &+ Int64(digit)
      place += 1
    }
    let count = place - first
    guard count > 0, count <= 18, count == 1 || first.load(as: UInt8.self) != 0x30 else {
      return nil
    }
    if place < end {
      let next = place.load(as: UInt8.self)
      if next == UInt8(ascii: ".") || next | 0x20 == UInt8(ascii: "e") { return nil }
    }
    position = place
    return isNegative ? -value : value
  }

  /// The text of a number, checked against the grammar.
  mutating func number() throws(ProtoJSONError) -> UnsafeRawBufferPointer {
    _ = peek()
    let first = position
    if current == UInt8(ascii: "-") { position += 1 }
    if current == UInt8(ascii: "0") {
      position += 1
      if isDigit { throw error("a number cannot begin with 0") }
    } else {
      try digits("a value")
    }
    if current == UInt8(ascii: ".") {
      position += 1
      try digits("digits behind the point")
    }
    if current | 0x20 == UInt8(ascii: "e") {
      position += 1
      if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
      try digits("digits in the exponent")
    }
    return UnsafeRawBufferPointer(start: first, count: position - first)
  }

  private var current: UInt8 { position < end ? position.load(as: UInt8.self) : 0 }
  private var isDigit: Bool { current &- 0x30 < 10 }

  private mutating func digits(_ what: StaticString) throws(ProtoJSONError) {
    guard isDigit else { throw error("expected \(what), found \(found)") }
    while isDigit { position += 1 }
  }

  // MARK: - Strings

  /// A string. Its escapes are checked when they are resolved.
  mutating func string(_ what: StaticString) throws(ProtoJSONError) -> Text {
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
    let bytes = UnsafeRawBufferPointer(start: first, count: position - first)
    let text = Text(bytes: bytes, hasEscapes: hasEscapes, offset: first - start)
    if !UTF8Validation.isValid(bytes) {
      throw ProtoJSONError("the string is not UTF-8", at: text.offset)
    }
    position += 1
    return text
  }

  /// How many bytes follow that are no quote, backslash or control character.
  @inline(__always)
  private func plainRun() -> Int {
    var offset = 0
    let count = end - position
    while offset + 8 <= count {
      let word = UInt64(
        littleEndian: position.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      let mask = SpecialBytes.mask(word)
      if mask != 0 { return offset + mask.trailingZeroBitCount / 8 }
      offset += 8
    }
    while offset < count {
      if SpecialBytes.isSpecial(position.load(fromByteOffset: offset, as: UInt8.self)) { break }
      offset += 1
    }
    return offset
  }

  // MARK: - Values that nobody wants

  /// Moves behind a value of any kind, which must be well-formed.
  mutating func skipValue(_ depth: Int) throws(ProtoJSONError) {
    guard depth > 0 else { throw error("values are nested deeper than the limit") }
    switch peek() {
    case UInt8(ascii: "{"):
      position += 1
      if take("}") { return }
      repeat {
        try skipString("a name in quotes")
        try expect(":", "behind the name")
        try skipValue(depth - 1)
      } while take(",")
      try expect("}", "at the end of the object")
    case UInt8(ascii: "["):
      position += 1
      if take("]") { return }
      repeat { try skipValue(depth - 1) } while take(",")
      try expect("]", "at the end of the array")
    case UInt8(ascii: "\""): try skipString("a string")
    case UInt8(ascii: "t") where takeWord("true"): return
    case UInt8(ascii: "f") where takeWord("false"): return
    case UInt8(ascii: "n") where takeWord("null"): return
    default: _ = try number()
    }
  }

  private mutating func skipString(_ what: StaticString) throws(ProtoJSONError) {
    let text = try string(what)
    if text.hasEscapes { _ = try JSONEscapes.resolve(text) }
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
}
