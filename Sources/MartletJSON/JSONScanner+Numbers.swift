extension JSONScanner {
  /// A number as most are: its digits without the point, at most 19 of them.
  struct Decimal {
    var digits: UInt64
    /// The power of ten that they are multiplied with.
    var exponent: Int
    var isNegative: Bool
  }

  /// A whole number.
  struct Whole {
    var magnitude: UInt64
    var isNegative: Bool
  }

  /// A whole number of at most 19 digits, as most are; nil, and nothing taken, if what stands here
  /// is anything else.
  @inline(__always)
  mutating func whole() -> Whole? {
    skipSpace()
    return unspacedWhole()
  }

  /// The same in quotes.
  @inline(__always)
  mutating func quotedWhole() -> Whole? {
    skipSpace()
    let start = position
    guard start < end, start.load(as: UInt8.self) == UInt8(ascii: "\"") else { return nil }
    position += 1
    if let whole = unspacedWhole(), position < end,
      position.load(as: UInt8.self) == UInt8(ascii: "\"")
    {
      position += 1
      return whole
    }
    position = start
    return nil
  }

  @inline(__always)
  private mutating func unspacedWhole() -> Whole? {
    var place = position
    guard end - place >= 10 else { return longWhole(place, 0, 0) }
    let isNegative = place.load(as: UInt8.self) == UInt8(ascii: "-")
    if isNegative { place += 1 }
    let (magnitude, count) = Self.digits(place)
    guard count < 8 else { return longWhole(position, magnitude, 8) }
    guard count > 0, count == 1 || place.load(as: UInt8.self) != 0x30 else { return nil }
    let next = place + count
    if Self.continuesNumber(next.load(as: UInt8.self)) { return nil }
    position = next
    return Whole(magnitude: magnitude, isNegative: isNegative)
  }

  /// One with more digits than those that have been read, or near the end of the text.
  @inline(never)
  private mutating func longWhole(
    _ start: UnsafeRawPointer, _ upper: UInt64, _ upperCount: Int
  ) -> Whole? {
    var first = start
    let isNegative = start < end && start.load(as: UInt8.self) == UInt8(ascii: "-")
    if isNegative { first += 1 }
    var magnitude = upper
    var place = first + upperCount
    while place < end, case let digit = place.load(as: UInt8.self) &- 0x30, digit <= 9 {
      magnitude = magnitude &* 10 &+ UInt64(digit)
      place += 1
    }
    let count = place - first
    guard count > 0, count <= 19, count == 1 || first.load(as: UInt8.self) != 0x30 else {
      return nil
    }
    if place < end, Self.continuesNumber(place.load(as: UInt8.self)) { return nil }
    position = place
    return Whole(magnitude: magnitude, isNegative: isNegative)
  }

  /// A number in the usual spelling; nil, and nothing taken, if what stands here is anything else.
  @inline(__always)
  mutating func decimal() -> Decimal? {
    skipSpace()
    var place = position
    guard end - place >= 32 else { return nil }
    let isNegative = place.load(as: UInt8.self) == UInt8(ascii: "-")
    if isNegative { place += 1 }
    let first = place.load(as: UInt8.self)
    var (digits, count) = Self.digits(place)
    guard count > 0, count < 8, count == 1 || first != 0x30 else { return nil }
    place += count
    var exponent = 0
    if place.load(as: UInt8.self) == UInt8(ascii: ".") {
      place += 1
      // At most 7 digits and two times 8, of which 19 may be; 24 bytes from here on are there.
      let (upper, upperCount) = Self.digits(place)
      guard upperCount > 0 else { return nil }
      digits = digits &* Self.scale(upperCount) &+ upper
      exponent = -upperCount
      place += upperCount
      if upperCount == 8 {
        let (lower, lowerCount) = Self.digits(place)
        digits = digits &* Self.scale(lowerCount) &+ lower
        exponent &-= lowerCount
        place += lowerCount
        if lowerCount == 8 {
          let last = place.load(as: UInt8.self) &- 0x30
          if last <= 9 {
            digits = digits &* 10 &+ UInt64(last)
            exponent &-= 1
            place += 1
          }
        }
      }
      guard count &- exponent <= 19 else { return nil }
    }
    let next = place.load(as: UInt8.self)
    // An exponent, or more digits.
    if next &- 0x30 <= 9 || Self.continuesNumber(next) { return nil }
    position = place
    return Decimal(digits: digits, exponent: exponent, isNegative: isNegative)
  }

  @inline(__always)
  private static func scale(_ count: Int) -> UInt64 { PowersOfTen.whole(count) }

  /// Whether what has been read is not all of a number.
  @inline(__always)
  private static func continuesNumber(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ".") || byte | 0x20 == UInt8(ascii: "e")
  }

  /// The digits among the next eight bytes, up to the first byte that is none, and how many they
  /// are: without a branch for each. Eight bytes are read.
  @inline(__always)
  static func digits(_ place: UnsafeRawPointer) -> (value: UInt64, count: Int) {
    let word = Self.word(place) ^ 0x3030_3030_3030_3030
    // Digits are 0 to 9 now. A carry goes upwards only, and the lowest other byte counts.
    let others = ((word &+ 0x0606_0606_0606_0606) | word) & 0xF0F0_F0F0_F0F0_F0F0
    let count = others == 0 ? 8 : others.trailingZeroBitCount &>> 3
    if count == 0 { return (0, 0) }
    // With zeros in front.
    return (value(word &<< UInt64(64 &- 8 &* count)), count)
  }

  /// Of eight digits, the first one in the lowest byte: pairs are added up, then fours, then all.
  @inline(__always)
  private static func value(_ digits: UInt64) -> UInt64 {
    let pairs = digits &* 10 &+ digits &>> 8
    let mask: UInt64 = 0x0000_00FF_0000_00FF
    let first = (pairs & mask) &* 0x000F_4240_0000_0064
    let second = (pairs &>> 16 & mask) &* 0x0000_2710_0000_0001
    return (first &+ second) &>> 32
  }

  /// The text of a number, checked against the grammar.
  mutating func number() throws(ProtoJSONError) -> UnsafeRawBufferPointer {
    _ = peek()
    let first = position
    if current == UInt8(ascii: "-") { position += 1 }
    if current == UInt8(ascii: "0") {
      position += 1
      if isDigit { throw error("a number cannot begin with 0") }
    } else {
      try digits("a value")
    }
    if current == UInt8(ascii: ".") {
      position += 1
      try digits("digits behind the point")
    }
    if current | 0x20 == UInt8(ascii: "e") {
      position += 1
      if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
      try digits("digits in the exponent")
    }
    return UnsafeRawBufferPointer(start: first, count: position - first)
  }

  private var current: UInt8 { position < end ? position.load(as: UInt8.self) : 0 }
  private var isDigit: Bool { current &- 0x30 < 10 }

  private mutating func digits(_ what: StaticString) throws(ProtoJSONError) {
    guard isDigit else { throw error("expected \(what), found \(found)") }
    while isDigit { position += 1 }
  }
}
