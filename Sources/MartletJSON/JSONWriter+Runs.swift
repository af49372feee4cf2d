import MartletProtobuf

// What is usual in arrays and maps, without a step that it could do without. Texts are short here, so
// that words can be read anywhere in them, and everything is stored where there is room already.
extension JSONWriter {
  /// What a text, a number and the marks around them take, with what is read and stored too much.
  private static var room: Int { 128 }

  /// For how many integers there is room at once.
  private static var integersAtOnce: Int { 32 }

  /// The most bytes of a short text, or of a map's entry.
  private static var short: Int { 40 }

  // MARK: - Integers

  /// The elements of a packed field whose integers are as in memory.
  mutating func integers(
    _ field: UnsafePointer<JSONField>, _ bytes: (start: UnsafeRawPointer, count: Int),
    _ count: inout Int
  ) throws(ProtoJSONError) {
    // Such a field comes from nowhere else.
    guard isOwn else { throw malformed(.illegalTag) }
    switch field.pointee.type {
    case .int32, .sint32: integers(bytes.start, bytes.count, Int32.self, &count)
    case .uint32: integers(bytes.start, bytes.count, UInt32.self, &count)
    case .int64, .sint64: integers(bytes.start, bytes.count, Int64.self, &count)
    case .uint64: integers(bytes.start, bytes.count, UInt64.self, &count)
    default: throw malformed(.illegalTag)
    }
  }

  @inline(__always)
  private mutating func integers<Value: FixedWidthInteger & BitwiseCopyable>(
    _ start: UnsafeRawPointer, _ bytes: Int, _: Value.Type, _ count: inout Int
  ) {
    // 64 bits are more than what other languages' JSON numbers hold.
    let isQuoted = Value.bitWidth == 64
    let size = MemoryLayout<Value>.size
    let digits = output.digits
    let end = start + bytes
    var next = start
    while next < end {
      let last = min(end, next + Self.integersAtOnce &* size)
      output.need(Self.integersAtOnce &* OutputBuffer.longestNumber)
      var place = output.position
      while next < last {
        Self.store(",", at: &place)
        if isPretty { place = newLine(at: place) }
        let value = next.loadUnaligned(as: Value.self)
        next += size
        if isQuoted { Self.store("\"", at: &place) }
        if value < 0 { Self.store("-", at: &place) }
        place = digits.store(UInt64(value.magnitude), at: place)
        if isQuoted { Self.store("\"", at: &place) }
      }
      output.goOn(at: place)
    }
    count &+= bytes / size
  }

  /// Begins a line where something was stored last.
  @inline(never)
  private mutating func newLine(at place: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
    output.goOn(at: place)
    newLine()
    output.need(Self.integersAtOnce &* OutputBuffer.longestNumber)
    return output.position
  }

  @inline(__always)
  private static func store(_ mark: Unicode.Scalar, at place: inout UnsafeMutableRawPointer) {
    place.storeBytes(of: UInt8(truncatingIfNeeded: mark.value), as: UInt8.self)
    place += 1
  }

  // MARK: - Texts

  /// Short elements of an array of strings, each behind its tag, as far as no other comes.
  @inline(never)
  mutating func plainTexts(
    _ field: UnsafePointer<JSONField>, _ reader: inout WireReader, _ count: inout Int
  ) {
    if isPretty { return }
    let tag = field.pointee.tag
    let unused = UInt64(truncatingIfNeeded: 64 &- 8 &* tag.count)
    var next = reader.position
    let last = sourceEnd - Self.room
    while next < reader.end, next <= last {
      let head = JSONScanner.word(next)
      let length = Int(truncatingIfNeeded: head &>> UInt64(8 &* tag.count) & 0xFF)
      let start = next + (tag.count &+ 1)
      guard (head ^ tag.bytes) &<< unused == 0, length <= Self.short,
        start + length <= reader.end
      else { break }
      output.need(Self.room)
      var place = output.position
      Self.store(",", at: &place)
      guard let behind = OutputBuffer.quotedShort(start, length, at: place) else { break }
      output.goOn(at: behind)
      next = start + length
      count &+= 1
    }
    reader.position = next
  }

  // MARK: - Maps

  /// Short entries of a map from texts to texts or to numbers, each behind its tag, as far as no
  /// other comes.
  mutating func plainEntries(
    _ field: UnsafePointer<JSONField>, _ key: UnsafePointer<JSONField>,
    _ reader: inout WireReader
  ) {
    guard key.pointee.type == .string, !isPretty, isOwn || isNormalized else { return }
    let tag = field.pointee.tag
    switch key[1].type {
    case .string: plainEntries(tag, &reader, valueTag: 0x12, Self.text)
    case .int32, .uint32: plainEntries(tag, &reader, valueTag: 0x10, Self.number)
    default: return
    }
  }

  @inline(__always)
  private mutating func plainEntries(
    _ tag: JSONField.Tag, _ reader: inout WireReader, valueTag: UInt8,
    _ value: (UnsafeRawPointer, UnsafeRawPointer, UnsafeMutableRawPointer, Digits)
      -> UnsafeMutableRawPointer?
  ) {
    let digits = output.digits
    let unused = UInt64(truncatingIfNeeded: 64 &- 8 &* tag.count)
    var next = reader.position
    let last = sourceEnd - Self.room
    while next < reader.end, next <= last {
      // The tag; the length, the key's tag and its length.
      let head = JSONScanner.word(next)
      let lengths = head &>> UInt64(truncatingIfNeeded: 8 &* tag.count)
      let length = Int(truncatingIfNeeded: lengths & 0xFF)
      let keyLength = Int(truncatingIfNeeded: lengths &>> 16 & 0xFF)
      let start = next + (tag.count &+ 3)
      let end = start + (length &- 2)
      guard (head ^ tag.bytes) &<< unused == 0, lengths & 0xFF00 == 0x0A00,
        length <= Self.short, keyLength &+ 4 <= length, end <= reader.end,
        start.load(fromByteOffset: keyLength, as: UInt8.self) == valueTag
      else { break }
      output.need(Self.room)
      var place = output.position
      Self.store(",", at: &place)
      guard let colon = OutputBuffer.quotedShort(start, keyLength, at: place) else { break }
      place = colon
      Self.store(":", at: &place)
      guard let behind = value(start + (keyLength &+ 1), end, place, digits) else { break }
      output.goOn(at: behind)
      next = end
    }
    reader.position = next
  }

  /// A string with its length, if it ends there.
  @inline(__always)
  private static func text(
    _ start: UnsafeRawPointer, _ end: UnsafeRawPointer, _ place: UnsafeMutableRawPointer, _: Digits
  ) -> UnsafeMutableRawPointer? {
    let count = Int(start.load(as: UInt8.self))
    guard start + (count &+ 1) == end else { return nil }
    return OutputBuffer.quotedShort(start + 1, count, at: place)
  }

  /// A number of at most 28 bits, if it ends there.
  @inline(__always)
  private static func number(
    _ start: UnsafeRawPointer, _ end: UnsafeRawPointer, _ place: UnsafeMutableRawPointer,
    _ digits: Digits
  ) -> UnsafeMutableRawPointer? {
    let word = JSONScanner.word(start)
    let ends = ~word & 0x8080_8080_8080_8080
    guard end - start <= 4, ends.trailingZeroBitCount &>> 3 &+ 1 == end - start else { return nil }
    let own = word & (ends ^ (ends &- 1))
    let value =
      own & 0x7F | (own & 0x7F00) &>> 1 | (own & 0x7F_0000) &>> 2 | (own & 0x7F00_0000) &>> 3
    return digits.store(value, at: place)
  }
}
