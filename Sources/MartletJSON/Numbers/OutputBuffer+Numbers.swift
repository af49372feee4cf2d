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
  mutating func integer(_ value: UInt64) { goOn(at: digits.store(value, at: position)) }

  /// A number with a fixed count of digits, at most eight, with leading zeros.
  @inline(__always)
  mutating func padded(_ value: UInt64, digits count: Int) {
    goOn(at: digits.store(value, digits: count, at: position))
  }

  // MARK: - Floating-point numbers; they make their own room

  mutating func number(_ value: Double) {
    need(Self.longestNumber)
    let bits = value.bitPattern
    if let decimal = ShortestDecimal(bitPattern: bits & 0x7FFF_FFFF_FFFF_FFFF),
      let place = number(decimal, isNegative: bits &>> 63 != 0, at: position)
    {
      goOn(at: place)
    } else {
      unusual(value, value.description)
    }
  }

  mutating func number(_ value: Float) {
    need(Self.longestNumber)
    let bits = value.bitPattern
    if let decimal = ShortestDecimal(bitPattern: bits & 0x7FFF_FFFF),
      let place = number(decimal, isNegative: bits &>> 31 != 0, at: position)
    {
      goOn(at: place)
    } else {
      unusual(Double(value), value.description)
    }
  }

  /// Writes a number that has no exponent; nil if it has one.
  @inline(__always)
  private func number(
    _ decimal: ShortestDecimal, isNegative: Bool, at start: UnsafeMutableRawPointer
  ) -> UnsafeMutableRawPointer? {
    let number = decimal.digits
    var place = start
    place.storeBytes(of: UInt8(ascii: "-"), as: UInt8.self)
    if isNegative { place += 1 }
    if decimal.exponent >= 0 {
      // Readers that take whole numbers for integers would lose the sign of zero.
      guard decimal.exponent <= 4, number < 10_000_000_000, number != 0 || !isNegative else {
        return nil
      }
      place = digits.store(number, at: place)
      place.storeBytes(of: 0x3030_3030, as: UInt32.self)
      return place + decimal.exponent
    }
    let places = 0 &- decimal.exponent
    let count = PowersOfTen.digitCount(number)
    if places >= count {
      // 0.000 and the digits
      guard places &- count < 4 else { return nil }
      place.storeBytes(of: (0x30_3030_2E30 as UInt64).littleEndian, as: UInt64.self)
      return digits.store(number, manyDigits: count, at: place + (2 &+ places &- count))
    }
    let unit = PowersOfTen.whole(places)
    let whole = number / unit
    place = digits.store(whole, at: place)
    place.storeBytes(of: UInt8(ascii: "."), as: UInt8.self)
    return digits.store(number &- whole &* unit, manyDigits: places, at: place + 1)
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
