/// The long cases of varints and tags, out of line.
extension WireReader {
  /// A varint of any length, usually of two bytes or more.
  @inline(never)
  @usableFromInline
  static func longVarint(
    _ start: UnsafeRawPointer, _ end: UnsafeRawPointer
  ) throws(WireError) -> (UInt64, UnsafeRawPointer) {
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
