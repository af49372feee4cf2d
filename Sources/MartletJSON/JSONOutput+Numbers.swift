extension JSONOutput {
  mutating func integer(_ value: Int64) {
    if value < 0 {
      byte(UInt8(ascii: "-"))
      integer(value.magnitude)
    } else {
      integer(UInt64(value))
    }
  }

  /// Digits are made from the right, two at a time, into a small buffer.
  mutating func integer(_ value: UInt64) {
    if value < 10 { return byte(0x30 + UInt8(value)) }
    let room = room(20)
    let length = Self.digits(value)
    var end = room + length
    var rest = value
    while rest >= 100 {
      let (quotient, pair) = rest.quotientAndRemainder(dividingBy: 100)
      end -= 2
      Self.store(pair, at: end)
      rest = quotient
    }
    if rest >= 10 {
      Self.store(rest, at: end - 2)
    } else {
      (end - 1).storeBytes(of: 0x30 + UInt8(rest), as: UInt8.self)
    }
    advance(length)
  }

  @inline(__always)
  private static func store(_ pair: UInt64, at place: UnsafeMutableRawPointer) {
    let (tens, ones) = pair.quotientAndRemainder(dividingBy: 10)
    place.storeBytes(of: 0x30 + UInt8(tens), as: UInt8.self)
    (place + 1).storeBytes(of: 0x30 + UInt8(ones), as: UInt8.self)
  }

  private static func digits(_ value: UInt64) -> Int {
    var count = 1
    var limit: UInt64 = 10
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
