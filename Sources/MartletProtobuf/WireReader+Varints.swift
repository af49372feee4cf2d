/// The long cases of varints and tags, out of line.
extension WireReader {
  /// A varint whose first byte is not its last one, or that is cut off.
  @inline(never)
  @usableFromInline
  static func longVarint(
    _ start: UnsafeRawPointer, _ end: UnsafeRawPointer
  ) throws(WireError) -> (UInt64, UnsafeRawPointer) {
    if end - start >= 10 {
      let low = UInt64(start.load(as: UInt8.self))
      let high = UInt64(start.load(fromByteOffset: 1, as: UInt8.self))
      if high < 0x80 { return (low & 0x7F | high << 7, start + 2) }
      return try longVarint(withinTenBytes: start)
    }
    var position = start
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while position < end {
      let byte = position.load(as: UInt8.self)
      position += 1
      // The tenth byte has one bit that counts; what is beyond 64 bits is dropped, as elsewhere.
      value |= UInt64(byte & 0x7F) &<< shift
      if byte < 0x80 { return (value, position) }
      shift += 7
      if shift == 70 { throw WireError(.malformedVarint, at: start) }
    }
    throw WireError(.truncated, at: end)
  }

  /// The same where ten bytes may be read: eight of them at once, without a branch for each.
  @inline(__always)
  private static func longVarint(
    withinTenBytes start: UnsafeRawPointer
  ) throws(WireError) -> (UInt64, UnsafeRawPointer) {
    let word = UInt64(littleEndian: start.loadUnaligned(as: UInt64.self))
    // The high bit of each byte that is a varint's last one.
    let lasts = ~word & 0x8080_8080_8080_8080
    if _fastPath(lasts != 0) {
      let ownBits = lasts ^ (lasts &- 1)
      return (sevenths(word & ownBits), start + (lasts.trailingZeroBitCount &+ 1) &>> 3)
    }
    let ninth = UInt64(start.load(fromByteOffset: 8, as: UInt8.self))
    let value = sevenths(word) | (ninth & 0x7F) << 56
    if ninth < 0x80 { return (value, start + 9) }
    let tenth = UInt64(start.load(fromByteOffset: 9, as: UInt8.self))
    guard tenth < 0x80 else { throw WireError(.malformedVarint, at: start) }
    // The tenth byte has one bit that counts; what is beyond 64 bits is dropped, as elsewhere.
    return (value | tenth << 63, start + 10)
  }

  /// The seven lower bits of each byte, next to each other.
  @inline(__always)
  private static func sevenths(_ word: UInt64) -> UInt64 {
    let pairs = (word & 0x007F_007F_007F_007F) | (word & 0x7F00_7F00_7F00_7F00) >> 1
    let quads = (pairs & 0x0000_3FFF_0000_3FFF) | (pairs & 0x3FFF_0000_3FFF_0000) >> 2
    return (quads & 0x0FFF_FFFF) | (quads & 0x0FFF_FFFF_0000_0000) >> 4
  }

  /// A tag of two bytes or more: field numbers from 16 on.
  @inline(never)
  @usableFromInline
  static func longTag(
    _ start: UnsafeRawPointer, _ end: UnsafeRawPointer
  ) throws(WireError) -> (UInt32, UnsafeRawPointer) {
    if end - start >= 2 {
      let low = start.load(as: UInt8.self)
      let high = start.load(fromByteOffset: 1, as: UInt8.self)
      if high < 0x80 { return (UInt32(low & 0x7F) | UInt32(high) << 7, start + 2) }
    }
    let (value, next) = try longVarint(start, end)
    guard value <= UInt64(UInt32.max), next - start <= 5 else {
      throw WireError(.illegalTag, at: start)
    }
    return (UInt32(value), next)
  }

  /// A length and the bytes that it promises: where they begin, and how many they are.
  @inlinable
  @inline(__always)
  package mutating func length() throws(WireError) -> Int {
    let start = position
    let length = try varint()
    guard length <= UInt64(end - position) else {
      throw WireError(.truncated, at: start)
    }
    return Int(length)
  }
}
