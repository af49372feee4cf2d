import MartletProtobuf

/// Cuts JSON text (RFC 8259) into tokens, on bytes, without making values of them.
///
/// The invariant: `start <= position <= end`, and nothing is read outside of them.
struct JSONScanner {
  private let start: UnsafeRawPointer
  let end: UnsafeRawPointer
  var position: UnsafeRawPointer

  init(_ bytes: UnsafeRawBufferPointer) {
    let empty = UnsafeRawPointer(bitPattern: 16).unsafelyUnwrapped
    start = bytes.baseAddress ?? empty
    end = start + bytes.count
    position = start
  }

  var offset: Int { offset(of: position) }

  func offset(of place: UnsafeRawPointer) -> Int { place - start }

  /// Goes back to an earlier offset.
  mutating func rewind(to offset: Int) { position = start + offset }

  func error(_ reason: String) -> ProtoJSONError { ProtoJSONError(reason, at: offset) }

  @inline(__always)
  static func word(_ place: UnsafeRawPointer) -> UInt64 {
    UInt64(littleEndian: place.loadUnaligned(as: UInt64.self))
  }

  // MARK: - Punctuation

  @inline(__always)
  mutating func skipSpace() {
    // Mostly there is none.
    if position < end, position.load(as: UInt8.self) <= 0x20 { skipSpaces() }
  }

  @inline(never)
  private mutating func skipSpaces() {
    while position < end {
      let byte = position.load(as: UInt8.self)
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
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
    if !take(character) { throw missing(character, place) }
  }

  @inline(never)
  private func missing(_ character: Unicode.Scalar, _ place: StaticString) -> ProtoJSONError {
    error("expected \"\(character)\" \(place), found \(found)")
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

  // MARK: - Words

  /// True or false; nil, and nothing taken, if what stands here is neither.
  @inline(__always)
  mutating func bool() -> Bool? {
    let first = peek()
    if first == UInt8(ascii: "t"), takeWholeWord("true") { return true }
    if first == UInt8(ascii: "f"), takeWholeWord("false") { return false }
    return nil
  }

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

  /// Takes the name of a field with its colon, if it stands here exactly so.
  @inline(__always)
  mutating func take(_ key: borrowing JSONField.Key) -> Bool {
    // Without its comma.
    let text = key.text + 1
    let count = key.count &- 1
    guard end - position >= count else { return false }
    if count >= 8 {
      // Whole words, the last of which overlaps the one before.
      let last = count &- 8
      var offset = 0
      while offset < last {
        if Self.word(position + offset) != Self.word(text + offset) { return false }
        offset &+= 8
      }
      if Self.word(position + last) != Self.word(text + last) { return false }
    } else {
      guard count >= 4 else { return false }
      let first = position.loadUnaligned(as: UInt32.self) ^ text.loadUnaligned(as: UInt32.self)
      let last = count &- 4
      let second =
        (position + last).loadUnaligned(as: UInt32.self)
        ^ (text + last).loadUnaligned(as: UInt32.self)
      if first | second != 0 { return false }
    }
    position += count
    return true
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
