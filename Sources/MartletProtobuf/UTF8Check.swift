/// Whether bytes are valid UTF-8 (RFC 3629: no surrogates, nothing overlong, at most U+10FFFF).
enum UTF8Check {
  /// Whether no byte has its high bit set.
  @inline(__always)
  static func isASCII(_ start: UnsafeRawPointer, _ count: Int) -> Bool {
    if count >= 8 { return isASCIIByWords(start, count) }
    var all: UInt8 = 0
    for offset in 0..<count {
      all |= start.load(fromByteOffset: offset, as: UInt8.self)
    }
    return all < 0x80
  }

  /// At least eight bytes; the last word may overlap the one before.
  @inline(__always)
  private static func isASCIIByWords(_ start: UnsafeRawPointer, _ count: Int) -> Bool {
    let high: UInt64 = 0x8080_8080_8080_8080
    var offset = 0
    while offset + 64 <= count {
      var wide = start.loadUnaligned(fromByteOffset: offset, as: SIMD16<UInt8>.self)
      wide |= start.loadUnaligned(fromByteOffset: offset + 16, as: SIMD16<UInt8>.self)
      wide |= start.loadUnaligned(fromByteOffset: offset + 32, as: SIMD16<UInt8>.self)
      wide |= start.loadUnaligned(fromByteOffset: offset + 48, as: SIMD16<UInt8>.self)
      let halves = unsafeBitCast(wide, to: SIMD2<UInt64>.self)
      if (halves[0] | halves[1]) & high != 0 { return false }
      offset += 64
    }
    var all = start.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
    while offset + 8 <= count {
      all |= start.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      offset += 8
    }
    return all & high == 0
  }

  /// The first byte of the first sequence that is not UTF-8, or nil if there is none.
  @inline(never)
  static func firstInvalid(_ start: UnsafeRawPointer, _ count: Int) -> UnsafeRawPointer? {
    var position = start
    let end = start + count
    while position < end {
      let first = position.load(as: UInt8.self)
      if first < 0x80 {
        position += asciiRun(position, end)
        continue
      }
      let length = sequenceLength(position, end - position, first)
      if length == 0 { return position }
      position += length
    }
    return nil
  }

  /// How many bytes to step over where an ASCII byte stands: a whole word if it is ASCII.
  @inline(__always)
  private static func asciiRun(_ position: UnsafeRawPointer, _ end: UnsafeRawPointer) -> Int {
    guard end - position >= 8 else { return 1 }
    let word = UInt64(littleEndian: position.loadUnaligned(as: UInt64.self))
    let high = word & 0x8080_8080_8080_8080
    return high == 0 ? 8 : high.trailingZeroBitCount / 8
  }

  /// The length of the sequence that begins with a byte of 0x80 or more, 0 if it is not valid.
  /// The second byte carries all restrictions (Unicode, table 3-7).
  @inline(__always)
  static func sequenceLength(
    _ position: UnsafeRawPointer, _ available: Int, _ first: UInt8
  ) -> Int {
    func continues(_ offset: Int) -> Bool {
      position.load(fromByteOffset: offset, as: UInt8.self) & 0xC0 == 0x80
    }
    guard available >= 2 else { return 0 }
    let second = position.load(fromByteOffset: 1, as: UInt8.self)
    switch first {
    case 0xC2...0xDF:
      return second & 0xC0 == 0x80 ? 2 : 0
    case 0xE0...0xEF:
      let low: UInt8 = first == 0xE0 ? 0xA0 : 0x80
      let high: UInt8 = first == 0xED ? 0x9F : 0xBF
      guard available >= 3, second >= low, second <= high, continues(2) else { return 0 }
      return 3
    case 0xF0...0xF4:
      let low: UInt8 = first == 0xF0 ? 0x90 : 0x80
      let high: UInt8 = first == 0xF4 ? 0x8F : 0xBF
      guard available >= 4, second >= low, second <= high, continues(2), continues(3) else {
        return 0
      }
      return 4
    default:
      return 0
    }
  }
}
