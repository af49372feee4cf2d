extension JSONOutput {
  mutating func integer(_ value: Int64) {
    if value < 0 {
      byte(UInt8(ascii: "-"))
      integer(value.magnitude)
    } else {
      integer(UInt64(value))
    }
  }

  /// Digits are made from the right, two at a time.
  mutating func integer(_ value: UInt64) {
    if value < 10 { return byte(0x30 + UInt8(truncatingIfNeeded: value)) }
    let room = room(20)
    let length = Self.digits(value)
    var end = room + length
    var rest = value
    while rest >= 100 {
      let quotient = rest / 100
      end -= 2
      Self.store(UInt32(truncatingIfNeeded: rest &- quotient &* 100), at: end)
      rest = quotient
    }
    if rest >= 10 {
      Self.store(UInt32(truncatingIfNeeded: rest), at: end - 2)
    } else {
      (end - 1).storeBytes(of: 0x30 + UInt8(truncatingIfNeeded: rest), as: UInt8.self)
    }
    advance(length)
  }

  /// Two digits, of a number below 100: 103 / 1024 is near enough to a tenth.
  @inline(__always)
  private static func store(_ pair: UInt32, at place: UnsafeMutableRawPointer) {
    let tens = (pair &* 103) &>> 10
    let ones = pair &- tens &* 10
    let digits = UInt16(truncatingIfNeeded: 0x3030 | tens | ones &<< 8)
    place.storeBytes(of: digits.littleEndian, as: UInt16.self)
  }

  /// How many digits a number of two or more has: short ones, which most are, without a loop.
  @inline(__always)
  private static func digits(_ value: UInt64) -> Int {
    if value < 10_000 { return value < 100 ? 2 : value < 1000 ? 3 : 4 }
    return manyDigits(value)
  }

  private static func manyDigits(_ value: UInt64) -> Int {
    var count = 5
    var limit: UInt64 = 100_000
    while value >= limit {
      count += 1
      let (next, overflow) = limit.multipliedReportingOverflow(by: 10)
      if overflow { return count }
      limit = next
    }
    return count
  }

  /// A number with a fixed count of digits, with leading zeros.
  mutating func padded(_ value: Int, digits: Int) {
    var unit = 1
    for _ in 1..<digits { unit *= 10 }
    var rest = value
    while unit > 0 {
      byte(0x30 + UInt8(truncatingIfNeeded: rest / unit % 10))
      rest %= unit
      unit /= 10
    }
  }

  mutating func number(_ value: Double) {
    if value.isFinite { shortest(value.description) } else { special(value) }
  }

  mutating func number(_ value: Float) {
    if value.isFinite { shortest(value.description) } else { special(Double(value)) }
  }

  /// What Swift writes is the shortest text that reads back the same, and valid JSON; only the
  /// `.0` of a whole number is not needed, but for `-0.0`: readers that take whole numbers for
  /// integers would lose its sign.
  private mutating func shortest(_ description: String) {
    var text = description
    text.withUTF8 { utf8 in
      var count = utf8.count
      let isMinusZero = count == 4 && utf8[0] == UInt8(ascii: "-") && utf8[1] == UInt8(ascii: "0")
      if count > 2, !isMinusZero, utf8[count - 1] == UInt8(ascii: "0"),
        utf8[count - 2] == UInt8(ascii: ".")
      {
        count -= 2
      }
      copy(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(utf8)[..<count]))
    }
  }

  private mutating func special(_ value: Double) {
    if value.isNaN { text("\"NaN\"") } else { text(value < 0 ? "\"-Infinity\"" : "\"Infinity\"") }
  }
}
