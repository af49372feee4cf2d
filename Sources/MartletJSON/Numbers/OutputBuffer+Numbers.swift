extension OutputBuffer {
  /// The most bytes that a number takes, with quotes or without.
  static let longestNumber = 32

  // MARK: - Whole numbers; they need room

  @inline(__always)
  mutating func integer(_ value: Int64) {
    if value < 0 { store(UInt8(ascii: "-")) }
    integer(value.magnitude)
  }

  @inline(__always)
  mutating func integer(_ value: UInt64) {
    if value < 100_000_000 {
      store(eightOrFewer: value)
    } else {
      longInteger(value)
    }
  }

  @inline(never)
  private mutating func longInteger(_ value: UInt64) {
    let (upper, lower) = value.quotientAndRemainder(dividingBy: 100_000_000)
    if upper < 100_000_000 {
      store(eightOrFewer: upper)
    } else {
      let (top, middle) = upper.quotientAndRemainder(dividingBy: 100_000_000)
      store(eightOrFewer: top)
      store(eight: middle)
    }
    store(eight: lower)
  }

  /// Below 10^8, without leading zeros: no branch depends on how many digits there are.
  @inline(__always)
  private mutating func store(eightOrFewer value: UInt64) {
    let digits = Self.digits(value)
    // The last digit is written even if it is 0.
    let zeros = (digits | 1 &<< 56).trailingZeroBitCount &>> 3
    store((digits | Self.ascii) &>> UInt64(8 &* zeros), count: 8 &- zeros)
  }

  @inline(__always)
  mutating func store(eight value: UInt64) { store(Self.digits(value) | Self.ascii, count: 8) }

  private static let ascii: UInt64 = 0x3030_3030_3030_3030

  /// The eight digits of a number below 10^8, the first one in the lowest byte. Several are made
  /// at once: first groups of four, then of two, then each.
  @inline(__always)
  private static func digits(_ value: UInt64) -> UInt64 {
    let upper = value / 10_000
    let fours = upper | (value &- upper &* 10_000) &<< 32
    let hundreds = (fours &* 10_486) &>> 20 & 0x0000_007F_0000_007F
    let twos = hundreds | (fours &- hundreds &* 100) &<< 16
    let tens = (twos &* 103) &>> 10 & 0x000F_000F_000F_000F
    return tens | (twos &- tens &* 10) &<< 8
  }

  /// A number with a fixed count of digits, at most eight, with leading zeros.
  @inline(__always)
  mutating func padded(_ value: UInt64, digits: Int) {
    let all = Self.digits(value) | Self.ascii
    store(all &>> UInt64(8 &* (8 &- digits)), count: digits)
  }

  // MARK: - Floating-point numbers; they make their own room

  mutating func number(_ value: Double) {
    need(Self.longestNumber)
    guard value.isFinite, let decimal = ShortestDecimal(bitPattern: value.magnitude.bitPattern),
      number(decimal, isNegative: value.sign == .minus)
    else { return unusual(value, value.description) }
  }

  mutating func number(_ value: Float) {
    need(Self.longestNumber)
    guard value.isFinite, let decimal = ShortestDecimal(bitPattern: value.magnitude.bitPattern),
      number(decimal, isNegative: value.sign == .minus)
    else { return unusual(Double(value), value.description) }
  }

  /// A number that is written without an exponent; false, and nothing written, if it is not.
  @inline(__always)
  private mutating func number(_ decimal: ShortestDecimal, isNegative: Bool) -> Bool {
    let digits = decimal.digits
    if decimal.exponent >= 0 {
      // Readers that take whole numbers for integers would lose the sign of zero.
      guard decimal.exponent <= 4, digits < 10_000_000_000, digits != 0 || !isNegative else {
        return false
      }
      if isNegative { store(UInt8(ascii: "-")) }
      integer(digits)
      store(Self.ascii, count: decimal.exponent)
      return true
    }
    let places = -decimal.exponent
    let leadingZeros = places &- PowersOfTen.digitCount(digits)
    guard leadingZeros < 4 else { return false }
    if isNegative { store(UInt8(ascii: "-")) }
    if leadingZeros >= 0 {
      // 0.000 and the digits
      store(0x30_3030_2E30, count: 2 &+ leadingZeros)
      fixed(digits, places &- leadingZeros)
    } else {
      let unit = PowersOfTen.whole(places)
      let whole = digits / unit
      integer(whole)
      store(UInt8(ascii: "."))
      fixed(digits &- whole &* unit, places)
    }
    return true
  }

  /// At most 17 digits, with leading zeros.
  @inline(__always)
  private mutating func fixed(_ value: UInt64, _ count: Int) {
    if count <= 8 { return padded(value, digits: count) }
    let upper = value / 100_000_000
    if count <= 16 {
      padded(upper, digits: count &- 8)
    } else {
      let top = upper / 100_000_000
      padded(top, digits: count &- 16)
      store(eight: upper &- top &* 100_000_000)
    }
    store(eight: value &- upper &* 100_000_000)
  }

  /// What has an exponent, as Swift writes it, and what is no number in JSON. Swift's is the
  /// shortest text, too, and valid JSON; only the `.0` of a whole number is not needed, but for
  /// `-0.0`.
  @inline(never)
  private mutating func unusual(_ value: Double, _ description: String) {
    if value.isNaN { return text("\"NaN\"") }
    if value.isInfinite { return text(value < 0 ? "\"-Infinity\"" : "\"Infinity\"") }
    let isWhole = value != 0 && description.utf8.suffix(2).elementsEqual(".0".utf8)
    text(isWhole ? String(description.dropLast(2)) : description)
  }
}
