import MartletProtobuf

// Encoded messages (protobuf encoding). What says so needs room.
extension OutputBuffer {
  /// The most bytes that a tag and a varint have.
  static let longestVarintField = 15

  /// Needs room for ten bytes.
  @inline(__always)
  mutating func varint(_ value: UInt64) {
    if value < 0x80 { return store(UInt8(truncatingIfNeeded: value)) }
    if value < 0x4000 {
      return store((value & 0x7F | 0x80) | (value &>> 7) &<< 8, count: 2)
    }
    longVarint(value)
  }

  /// One of at most 28 bits. Needs room for four bytes.
  @inline(__always)
  mutating func shortVarint(_ value: UInt64) {
    let (word, bytes) = Self.shortVarint(value)
    store(word, count: bytes)
  }

  /// A varint of at most 28 bits, made without a branch for its length.
  @inline(__always)
  static func shortVarint(_ value: UInt64) -> (word: UInt64, bytes: Int) {
    let spread =
      value & 0x7F | (value & 0x3F80) &<< 1 | (value & 0x1F_C000) &<< 2
      | (value & 0xFE0_0000) &<< 3
    let bytes = ((64 &- (value | 1).leadingZeroBitCount) &* 9 &+ 64) &>> 6
    let continued: UInt64 = 0x8080_8080 & (1 &<< UInt64(8 &* bytes &- 8) &- 1)
    return (spread | continued, bytes)
  }

  @inline(never)
  private mutating func longVarint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      store(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    store(UInt8(truncatingIfNeeded: rest))
  }

  /// Needs room for five bytes.
  @inline(__always)
  mutating func tag(_ tag: JSONField.Tag) { store(tag.bytes, count: Int(tag.count)) }

  /// Needs room for four bytes.
  @inline(__always)
  mutating func fixed32(_ value: UInt32) { store(UInt64(value), count: 4) }

  /// Needs room for eight bytes.
  @inline(__always)
  mutating func fixed64(_ value: UInt64) { store(value, count: 8) }

  /// A tag, the length and the bytes; makes its own room.
  @inline(__always)
  mutating func bytes(_ tag: JSONField.Tag, _ bytes: UnsafeRawBufferPointer) {
    need(bytes.count &+ Self.longestVarintField)
    self.tag(tag)
    varint(UInt64(truncatingIfNeeded: bytes.count))
    guard let source = bytes.baseAddress else { return }
    position.copyMemory(from: source, byteCount: bytes.count)
    advance(bytes.count)
  }

  /// A string without escapes of a text that goes up to `end`; makes its own room.
  @inline(__always)
  mutating func string(
    _ tag: JSONField.Tag, _ text: JSONScanner.Text, before end: UnsafeRawPointer
  ) {
    need(text.count &+ Self.longestVarintField)
    self.tag(tag)
    varint(UInt64(truncatingIfNeeded: text.count))
    if end - text.start >= 16 {
      copyWords(text.start, text.count)
    } else {
      position.copyMemory(from: text.start, byteCount: text.count)
      advance(text.count)
    }
  }

  /// Begins a value whose length is not known yet: its tag, and one byte kept free. Returns the
  /// offset of that byte. Makes its own room.
  @inline(__always)
  mutating func open(_ tag: JSONField.Tag) -> Int {
    need(6)
    self.tag(tag)
    advance(1)
    return count &- 1
  }

  /// Ends it: fills in its length.
  @inline(__always)
  mutating func close(_ mark: Int) {
    let length = count &- mark &- 1
    if length < 0x80 {
      replace(at: mark, with: UInt8(truncatingIfNeeded: length))
    } else {
      closeLong(mark)
    }
  }

  /// Moves a value of 128 bytes or more to make room for a longer length.
  @inline(never)
  private mutating func closeLong(_ mark: Int) {
    let length = count - mark - 1
    let bits = Int.bitWidth - length.leadingZeroBitCount
    let extra = (bits + 6) / 7 - 1
    need(extra)
    let place = base + mark + 1
    (place + extra).copyMemory(from: place, byteCount: length)
    rewind(to: mark)
    longVarint(UInt64(length))
    rewind(to: mark + 1 + extra + length)
  }

  // MARK: - Message sets

  /// Begins an item; returns what `closeItem` needs.
  mutating func openItem(_ number: Int32) -> Int {
    need(2 * Self.longestVarintField)
    tag(JSONField.Tag(MessageSetItem.beginTag))
    tag(JSONField.Tag(MessageSetItem.typeTag))
    varint(UInt64(UInt32(bitPattern: number)))
    return open(JSONField.Tag(MessageSetItem.messageTag))
  }

  /// Ends it.
  mutating func closeItem(_ mark: Int) {
    close(mark)
    need(5)
    tag(JSONField.Tag(MessageSetItem.endTag))
  }
}
