/// Writes whole numbers without a branch for each digit: several digits are made at once, first
/// groups of four, then of two, then each.
///
/// These take the place where the text goes, at which there must be room for ``longest`` bytes, and
/// return the place behind it; what is stored beyond that does not count.
enum Digits {
  static let longest = 24

  private static let ascii: UInt64 = 0x3030_3030_3030_3030

  @inline(__always)
  static func store(
    _ value: UInt64, at place: UnsafeMutableRawPointer
  ) -> UnsafeMutableRawPointer {
    if value < 10_000 { return storeFourOrFewer(value, at: place) }
    if value < 100_000_000 { return storeEightOrFewer(value, at: place) }
    return storeMany(value, at: place)
  }

  @inline(never)
  private static func storeMany(
    _ value: UInt64, at start: UnsafeMutableRawPointer
  ) -> UnsafeMutableRawPointer {
    var place = start
    let upper = value / 100_000_000
    if upper < 100_000_000 {
      place = storeEightOrFewer(upper, at: place)
    } else {
      let top = upper / 100_000_000
      place = storeEightOrFewer(top, at: place)
      place = storeEight(upper &- top &* 100_000_000, at: place)
    }
    return storeEight(value &- upper &* 100_000_000, at: place)
  }

  /// Below 10^4, without leading zeros.
  @inline(__always)
  private static func storeFourOrFewer(
    _ value: UInt64, at place: UnsafeMutableRawPointer
  ) -> UnsafeMutableRawPointer {
    let value = UInt32(truncatingIfNeeded: value)
    let hundreds = (value &* 5243) &>> 19
    let twos = hundreds | (value &- hundreds &* 100) &<< 16
    let tens = (twos &* 103) &>> 10 & 0x000F_000F
    let digits = tens | (twos &- tens &* 10) &<< 8
    // The last digit is written even if it is 0.
    let zeros = (digits | 1 &<< 24).trailingZeroBitCount
    let text = (digits | 0x3030_3030) &>> UInt32(truncatingIfNeeded: zeros & ~7)
    place.storeBytes(of: text.littleEndian, as: UInt32.self)
    return place + (4 &- zeros &>> 3)
  }

  /// Below 10^8, without leading zeros.
  @inline(__always)
  private static func storeEightOrFewer(
    _ value: UInt64, at place: UnsafeMutableRawPointer
  ) -> UnsafeMutableRawPointer {
    let digits = digits(value)
    let zeros = (digits | 1 &<< 56).trailingZeroBitCount
    let text = (digits | ascii) &>> UInt64(truncatingIfNeeded: zeros & ~7)
    place.storeBytes(of: text.littleEndian, as: UInt64.self)
    return place + (8 &- zeros &>> 3)
  }

  /// Below 10^8, with leading zeros.
  @inline(__always)
  static func storeEight(
    _ value: UInt64, at place: UnsafeMutableRawPointer
  ) -> UnsafeMutableRawPointer {
    place.storeBytes(of: (digits(value) | ascii).littleEndian, as: UInt64.self)
    return place + 8
  }

  /// A fixed count of digits, at most eight, with leading zeros.
  @inline(__always)
  static func store(
    _ value: UInt64, digits count: Int, at place: UnsafeMutableRawPointer
  ) -> UnsafeMutableRawPointer {
    let text = (digits(value) | ascii) &>> UInt64(truncatingIfNeeded: 64 &- 8 &* count)
    place.storeBytes(of: text.littleEndian, as: UInt64.self)
    return place + count
  }

  /// At most 17 digits, with leading zeros.
  @inline(__always)
  static func store(
    _ value: UInt64, manyDigits count: Int, at start: UnsafeMutableRawPointer
  ) -> UnsafeMutableRawPointer {
    var place = start
    let upper = value / 100_000_000
    if count <= 8 { return store(value, digits: count, at: place) }
    if count <= 16 {
      place = store(upper, digits: count &- 8, at: place)
    } else {
      // One digit more.
      let top = upper / 100_000_000
      place.storeBytes(of: 0x30 | UInt8(truncatingIfNeeded: top), as: UInt8.self)
      place = storeEight(upper &- top &* 100_000_000, at: place + 1)
    }
    return storeEight(value &- upper &* 100_000_000, at: place)
  }

  /// The eight digits of a number below 10^8, the first one in the lowest byte.
  @inline(__always)
  private static func digits(_ value: UInt64) -> UInt64 {
    let upper = value / 10_000
    let fours = upper | (value &- upper &* 10_000) &<< 32
    let hundreds = (fours &* 10_486) &>> 20 & 0x0000_007F_0000_007F
    let twos = hundreds | (fours &- hundreds &* 100) &<< 16
    let tens = (twos &* 103) &>> 10 & 0x000F_000F_000F_000F
    return tens | (twos &- tens &* 10) &<< 8
  }
}
