import MartletProtobuf

extension OutputBuffer {
  /// A string in quotes. The bytes are UTF-8.
  mutating func quoted(_ utf8: UnsafeRawBufferPointer) {
    // Mostly nothing needs an escape: then it is one copy between two quotes.
    need(utf8.count &+ 2)
    store(UInt8(ascii: "\""))
    if let source = utf8.baseAddress {
      let plain = SpecialBytes.plainPrefix(source, utf8.count)
      position.copyMemory(from: source, byteCount: plain)
      advance(plain)
      if plain < utf8.count { escape(source + plain, source + utf8.count) }
    }
    byte(UInt8(ascii: "\""))
  }

  /// A string in quotes, of bytes that may be read up to `end`; false if they are not UTF-8. It is
  /// copied while it is looked at.
  @inline(__always)
  mutating func quoted(
    _ start: UnsafeRawPointer, _ count: Int, before end: UnsafeRawPointer
  ) -> Bool {
    need(count &+ 2)
    let target = position + 1
    position.storeBytes(of: UInt8(ascii: "\""), as: UInt8.self)
    // Of `count` bytes that are whole words, the word behind them is read, too.
    guard end - start >= count &+ 8 else { return unusual(start, count) }
    var offset = 0
    while offset &+ 32 <= count {
      let first = start.loadUnaligned(fromByteOffset: offset, as: SIMD2<UInt64>.self)
      let second = start.loadUnaligned(fromByteOffset: offset &+ 16, as: SIMD2<UInt64>.self)
      if SpecialBytes.areAmong(first, second) { return unusual(start, count) }
      target.storeBytes(of: first, toByteOffset: offset, as: SIMD2<UInt64>.self)
      target.storeBytes(of: second, toByteOffset: offset &+ 16, as: SIMD2<UInt64>.self)
      offset &+= 32
    }
    while offset &+ 8 <= count {
      let word = JSONScanner.word(start + offset)
      if SpecialBytes.orBeyondASCII(word) != 0 { return unusual(start, count) }
      target.storeBytes(of: word.littleEndian, toByteOffset: offset, as: UInt64.self)
      offset &+= 8
    }
    // Of the rest, what is beyond the end does not count.
    let unused: UInt64 = .max &<< UInt64(truncatingIfNeeded: 8 &* (count & 7))
    let word = JSONScanner.word(start + offset)
    if SpecialBytes.orBeyondASCII(word) & ~unused != 0 { return unusual(start, count) }
    target.storeBytes(of: word.littleEndian, toByteOffset: offset, as: UInt64.self)
    target.storeBytes(of: UInt8(ascii: "\""), toByteOffset: count, as: UInt8.self)
    advance(count &+ 2)
    return true
  }

  /// A string of few bytes without escapes, which may be read in whole words, stored in quotes where
  /// there is room; nil if it is another one.
  @inline(__always)
  static func quotedShort(
    _ start: UnsafeRawPointer, _ count: Int, at place: UnsafeMutableRawPointer
  ) -> UnsafeMutableRawPointer? {
    place.storeBytes(of: UInt8(ascii: "\""), as: UInt8.self)
    let target = place + 1
    var all: UInt64 = 0
    var offset = 0
    while offset &+ 8 <= count {
      let word = JSONScanner.word(start + offset)
      target.storeBytes(of: word.littleEndian, toByteOffset: offset, as: UInt64.self)
      all |= SpecialBytes.orBeyondASCII(word)
      offset &+= 8
    }
    let word = JSONScanner.word(start + offset)
    target.storeBytes(of: word.littleEndian, toByteOffset: offset, as: UInt64.self)
    let used: UInt64 = 1 &<< UInt64(truncatingIfNeeded: 8 &* (count & 7)) &- 1
    all |= SpecialBytes.orBeyondASCII(word) & used
    target.storeBytes(of: UInt8(ascii: "\""), toByteOffset: count, as: UInt8.self)
    return all == 0 ? target + (count &+ 1) : nil
  }

  /// One with escapes or with characters beyond ASCII.
  @inline(never)
  private mutating func unusual(_ start: UnsafeRawPointer, _ count: Int) -> Bool {
    let bytes = UnsafeRawBufferPointer(start: start, count: count)
    guard UTF8Validation.isValid(bytes) else { return false }
    quoted(bytes)
    return true
  }

  mutating func quoted(_ text: String) {
    var text = text
    text.withUTF8 { quoted(UnsafeRawBufferPointer($0)) }
  }

  @inline(never)
  mutating func escape(_ start: UnsafeRawPointer, _ end: UnsafeRawPointer) {
    var position = start
    while position < end {
      let plain = SpecialBytes.plainPrefix(position, end - position)
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
}
