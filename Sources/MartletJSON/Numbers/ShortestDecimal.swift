/// The shortest decimal that reads back as a number; of several, the nearest.
///
/// Schubfach (R. Giulietti, "The Schubfach way to render doubles", 2020).
struct ShortestDecimal {
  /// At most 17 digits; the last one is no zero, unless it is 0.
  var digits: UInt64
  /// The power of ten that they are multiplied with.
  var exponent: Int

  /// Of a double that is not negative; nil if it is beyond ``PowersOfTen``, or not finite.
  @inline(__always)
  init?(bitPattern bits: UInt64) {
    self.init(
      fraction: bits & 0x000F_FFFF_FFFF_FFFF, stored: Int(truncatingIfNeeded: bits &>> 52),
      storedBits: 52, bias: 1075)
  }

  /// Of a float that is not negative; nil if it is beyond ``PowersOfTen``, or not finite.
  @inline(__always)
  init?(bitPattern bits: UInt32) {
    if bits >= 0x7F80_0000 { return nil }
    self.init(
      fraction: UInt64(bits & 0x007F_FFFF), stored: Int(truncatingIfNeeded: bits &>> 23),
      storedBits: 23, bias: 150)
  }

  /// The number is `fraction`, with its hidden bit, times 2^(`stored` - `bias`).
  private init?(fraction: UInt64, stored: Int, storedBits: Int, bias: Int) {
    var significand = fraction
    var power = 1 &- bias
    if stored != 0 {
      significand |= 1 &<< UInt64(storedBits)
      power = stored &- bias
    }
    if power <= 0, power > -64, significand & (1 &<< UInt64(-power) &- 1) == 0 {
      self.init(trimming: significand &>> UInt64(-power), exponent: 0)
    } else {
      self.init(
        significand: significand, power: power, isLowerCloser: fraction == 0 && stored > 1)
    }
  }

  private init?(significand: UInt64, power: Int, isLowerCloser: Bool) {
    // floor(log10(2^power)), or of three quarters of it.
    let exponent = (1_262_611 &* power &- (isLowerCloser ? 524_031 : 0)) >> 22
    guard PowersOfTen.exponents.contains(-exponent) else { return nil }
    // floor(log2(10^-exponent))
    let shift = UInt64(truncatingIfNeeded: power &+ (-exponent &* 1_741_647) >> 19 &+ 1)
    let scale = PowersOfTen.upper(-exponent)
    // Four times the number and the bounds of what reads back as it, scaled.
    let center = significand &<< 2
    let left = Self.rounded(scale, (center &- (isLowerCloser ? 1 : 2)) &<< shift)
    let middle = Self.rounded(scale, center &<< shift)
    let right = Self.rounded(scale, (center &+ 2) &<< shift)
    // An odd number's bounds read back as its even neighbours.
    let odd = significand & 1
    let lower = left &+ odd
    let upper = right &- odd
    let whole = middle &>> 2
    if whole >= 10 {
      let tenth = whole / 10
      let isBelowInside = lower <= 40 &* tenth
      let isAboveInside = 40 &* tenth &+ 40 <= upper
      if isBelowInside != isAboveInside {
        self.init(trimming: tenth &+ (isAboveInside ? 1 : 0), exponent: exponent &+ 1)
        return
      }
    }
    let isBelowInside = lower <= 4 &* whole
    let isAboveInside = 4 &* whole &+ 4 <= upper
    let half = 4 &* whole &+ 2
    let isNearerAbove = middle > half || (middle == half && whole & 1 != 0)
    let isAbove = isBelowInside == isAboveInside ? isNearerAbove : isAboveInside
    self.init(trimming: whole &+ (isAbove ? 1 : 0), exponent: exponent)
  }

  /// Takes zeros away from the end.
  @inline(__always)
  private init(trimming digits: UInt64, exponent: Int) {
    self.digits = digits
    self.exponent = exponent
    if digits == 0 { return }
    while true {
      let tenth = self.digits / 10
      if tenth &* 10 != self.digits { return }
      self.digits = tenth
      self.exponent &+= 1
    }
  }

  /// The upper 64 bits of a product of 192 bits, rounded to odd.
  @inline(__always)
  private static func rounded(_ scale: (high: UInt64, low: UInt64), _ factor: UInt64) -> UInt64 {
    let low = scale.low.multipliedFullWidth(by: factor)
    let high = scale.high.multipliedFullWidth(by: factor)
    let (middle, carry) = high.low.addingReportingOverflow(low.high)
    let top = carry ? high.high &+ 1 : high.high
    return top | (middle > 1 ? 1 : 0)
  }
}
