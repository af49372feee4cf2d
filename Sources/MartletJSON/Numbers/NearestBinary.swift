/// A binary floating-point format, as far as reading and writing decimals has to know it.
protocol BinaryFormat {
  /// The bits of the significand that are stored.
  static var storedBits: Int { get }
  /// The exponent of a number whose stored exponent is 0, and one less.
  static var minimumExponent: Int { get }
  /// The stored exponent of infinity.
  static var infinity: Int { get }
  /// The exponents of ten between which a decimal can lie halfway between two numbers.
  static var tieExponents: ClosedRange<Int> { get }
}

enum Binary64: BinaryFormat {
  static var storedBits: Int { 52 }
  static var minimumExponent: Int { -1023 }
  static var infinity: Int { 0x7FF }
  static var tieExponents: ClosedRange<Int> { -4...23 }
}

enum Binary32: BinaryFormat {
  static var storedBits: Int { 23 }
  static var minimumExponent: Int { -127 }
  static var infinity: Int { 0xFF }
  static var tieExponents: ClosedRange<Int> { -17...10 }
}

extension BinaryFormat {
  /// The bits of the number nearest to `digits` · 10^`exponent`, without its sign; nil where that
  /// takes more than 128 bits, or where the number is not a normal one.
  ///
  /// The algorithm of Eisel and Lemire ("Number Parsing at a Gigabyte per Second", 2021).
  @inline(__always)
  static func nearest(_ digits: UInt64, _ exponent: Int) -> UInt64? {
    if digits == 0 { return 0 }
    guard PowersOfTen.exponents.contains(exponent) else { return nil }
    let zeros = digits.leadingZeroBitCount
    let (high, low) = product(digits &<< UInt64(zeros), exponent)
    // The cut off power may be short by one in the last place, which then reaches up to here.
    if low == .max, !(-27...55).contains(exponent) { return nil }
    let upperBit = Int(truncatingIfNeeded: high >> 63)
    let shift = UInt64(truncatingIfNeeded: upperBit &+ 64 &- storedBits &- 3)
    var significand = high &>> shift
    // floor(log2(10^exponent)) and 63, which the power was shifted by.
    let binary = (217_706 &* exponent) >> 16 &+ 63
    var stored = binary &+ upperBit &- zeros &- minimumExponent
    guard stored > 0 else { return nil }
    if low <= 1, tieExponents.contains(exponent), significand & 3 == 1,
      significand &<< shift == high
    {
      // Halfway between two numbers: to the even one, which is the lower one here.
      significand &= ~1
    }
    significand = (significand &+ significand & 1) &>> 1
    if significand >= 2 &<< UInt64(storedBits) {
      significand = 1 &<< UInt64(storedBits)
      stored &+= 1
    }
    guard stored < infinity else { return nil }
    let mask = UInt64(1) &<< UInt64(storedBits) &- 1
    return UInt64(truncatingIfNeeded: stored) &<< UInt64(storedBits) | significand & mask
  }

  /// The upper 128 bits of a product with a power of ten; the lower half of the power is looked at
  /// only if the result's bits depend on it.
  @inline(__always)
  private static func product(_ digits: UInt64, _ exponent: Int) -> (high: UInt64, low: UInt64) {
    let power = PowersOfTen.significand(exponent)
    var (high, low) = digits.multipliedFullWidth(by: power.high)
    let rest = UInt64.max &>> UInt64(storedBits &+ 3)
    if high & rest == rest {
      let (sum, carry) = low.addingReportingOverflow(
        digits.multipliedFullWidth(by: power.low).high)
      low = sum
      if carry { high &+= 1 }
    }
    return (high, low)
  }
}
