/// Writes whole numbers without a branch for each digit: below 10^9 by a table of groups of three
/// digits, above by making eight of them at once.
///
/// These take the place where the text goes, at which there must be room for ``longest`` bytes, and
/// return the place behind it; what is stored beyond that does not count.
struct Digits {
  static let longest = 24

  private static let ascii: UInt64 = 0x3030_3030_3030_3030

  /// The digits of each number below 1,000, and above them how many bits of them are leading zeros:
  /// 1,000 words, which are never freed.
  private let groups: UnsafePointer<UInt32>

  /// Safe from any thread: made once, and only read.
  nonisolated(unsafe) static let shared = Digits()

  private init() {
    let groups = UnsafeMutablePointer<UInt32>.allocate(capacity: 1000)
    for number in 0..<1000 as Range<UInt32> {
      let text = number / 100 | (number / 10 % 10) << 8 | (number % 10) << 16 | 0x0030_3030
      let zeros: UInt32 = number >= 100 ? 0 : number >= 10 ? 8 : 16
      (groups + Int(number)).initialize(to: (text | zeros << 24).littleEndian)
    }
    self.groups = UnsafePointer(groups)
  }

  @inline(__always)
  func store(_ value: UInt64, at start: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
    if value < 1000 { return storeFirst(value, at: start) }
    if value < 1_000_000 {
      let upper = Self.thousands(value)
      let place = storeFirst(upper, at: start)
      return storeNext(value &- upper &* 1000, at: place)
    }
    if value < 1_000_000_000 { return storeNine(value, at: start) }
    return Self.storeMany(value, at: start)
  }

  /// A thousandth of a number below 2^32.
  @inline(__always)
  private static func thousands(_ value: UInt64) -> UInt64 { (value &* 274_877_907) &>> 38 }

  /// Below 10^9, from 10^6 on.
  @inline(__always)
  private func storeNine(
    _ value: UInt64, at start: UnsafeMutableRawPointer
  ) -> UnsafeMutableRawPointer {
    let upper = Self.thousands(value)
    let top = Self.thousands(upper)
    var place = storeFirst(top, at: start)
    place = storeNext(upper &- top &* 1000, at: place)
    return storeNext(value &- upper &* 1000, at: place)
  }

  /// Below 1,000, without leading zeros.
  @inline(__always)
  private func storeFirst(
    _ value: UInt64, at place: UnsafeMutableRawPointer
  ) -> UnsafeMutableRawPointer {
    let group = UInt32(littleEndian: groups[Int(truncatingIfNeeded: value)])
    let zeros = group &>> 24
    place.storeBytes(of: (group &>> zeros).littleEndian, as: UInt32.self)
    return place + (3 &- Int(truncatingIfNeeded: zeros &>> 3))
  }

  /// Below 1,000, with leading zeros.
  @inline(__always)
  private func storeNext(
    _ value: UInt64, at place: UnsafeMutableRawPointer
  ) -> UnsafeMutableRawPointer {
    place.storeBytes(of: groups[Int(truncatingIfNeeded: value)], as: UInt32.self)
    return place + 3
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
  private static func storeEight(
    _ value: UInt64, at place: UnsafeMutableRawPointer
  ) -> UnsafeMutableRawPointer {
    place.storeBytes(of: (digits(value) | ascii).littleEndian, as: UInt64.self)
    return place + 8
  }

  /// A fixed count of digits, at most eight, with leading zeros.
  @inline(__always)
  func store(
    _ value: UInt64, digits count: Int, at place: UnsafeMutableRawPointer
  ) -> UnsafeMutableRawPointer {
    let text =
      (Self.digits(value) | Self.ascii) &>> UInt64(truncatingIfNeeded: 64 &- 8 &* count)
    place.storeBytes(of: text.littleEndian, as: UInt64.self)
    return place + count
  }

  /// At most 17 digits, with leading zeros.
  @inline(__always)
  func store(
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
      place = Self.storeEight(upper &- top &* 100_000_000, at: place + 1)
    }
    return Self.storeEight(value &- upper &* 100_000_000, at: place)
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
