import CodecTesting
import Testing

@testable import MartletJSON

/// Floating-point numbers are read and written without the standard library where 128 bits are
/// enough; here the standard library says whether that is right.
@Suite
struct NumberTests {
  /// Of all kinds: what people write, any bits, powers of two and their neighbours.
  static let doubles: [Double] = {
    var random = SeededGenerator(seed: 4)
    var values: [Double] = [0, 0.1, 0.3, 1, 2.5, 100, 1e-4, 1e-5, 1e15, 1e16, 1.5e300]
    for power in -1074...1023 {
      let value = Double(sign: .plus, exponent: power, significand: 1)
      values += [value, value.nextUp, value.nextDown]
    }
    for _ in 0..<4000 {
      values.append(Double(bitPattern: random.next()))
      values.append(Double.random(in: 0..<1, using: &random))
      values.append(Double.random(in: 0..<1e6, using: &random))
      let scale = Double(UInt64.random(in: 1...1_000_000, using: &random))
      values.append(Double(Int.random(in: 0...1_000_000, using: &random)) / scale)
    }
    return values.filter { $0.isFinite }
  }()

  static func written(_ body: (inout OutputBuffer) -> Void) -> String {
    var output = OutputBuffer()
    body(&output)
    return String(decoding: output.bytes, as: UTF8.self)
  }

  @Test
  func doublesAreWrittenAsShortAsPossible() {
    for value in Self.doubles.flatMap({ [$0, -$0] }) {
      let text = Self.written { $0.number(value) }
      #expect(Double(text)?.bitPattern == value.bitPattern, "\(value)")
      // Both are the shortest, but for the point of whole numbers and how an exponent is written.
      let digits = { (text: String) in
        let digits = text.prefix { $0 != "e" }.filter(\.isWholeNumber).drop { $0 == "0" }
        return digits.reversed().drop { $0 == "0" }.reversed().map { $0 }
      }
      #expect(digits(text) == digits(value.description), "\(value)")
    }
  }

  @Test
  func floatsAreWrittenAsShortAsPossible() {
    var random = SeededGenerator(seed: 5)
    for _ in 0..<20_000 {
      let value = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
      guard value.isFinite else { continue }
      let text = Self.written { $0.number(value) }
      #expect(Float(text)?.bitPattern == value.bitPattern, "\(value)")
      #expect(text.count <= value.description.count, "\(value)")
    }
  }

  @Test
  func decimalsAreReadAsTheNearestNumber() {
    var random = SeededGenerator(seed: 6)
    for round in 0..<40_000 {
      let digits = random.next() >> UInt64.random(in: 0..<64, using: &random)
      let exponent = Int.random(in: -70...70, using: &random)
      let text = "\(digits)e\(exponent)"
      if let bits = Binary64.nearest(digits, exponent) {
        #expect(Double(text)?.bitPattern == bits, "\(text)")
      } else {
        #expect(!(-60...60).contains(exponent) || round % 1000 == 0, "\(text)")
      }
      if let bits = Binary32.nearest(digits, exponent) {
        #expect(Float(text)?.bitPattern == UInt32(bits), "\(text)")
      }
    }
  }

  /// Numbers that lie halfway between two others, and just beside that.
  @Test
  func tiesAreReadToTheEvenNumber() {
    for place in 0..<1000 {
      let significand = UInt64(1) << 53 + UInt64(place)
      for digits in [2 * significand + 1, 2 * significand, 2 * significand + 2] {
        #expect(Binary64.nearest(digits, 0) == Double(digits).bitPattern, "\(digits)")
      }
      let small = UInt64(1) << 24 + UInt64(place)
      #expect(Binary32.nearest(2 * small + 1, 0) == UInt64(Float(2 * small + 1).bitPattern))
    }
  }

  @Test
  func wholeNumbersOfEachLength() {
    var power: UInt64 = 1
    for digits in 1...20 {
      for value in [power, power &- 1, power + 1, power &* 9 / 2] {
        #expect(Self.written { $0.integer(value) } == "\(value)")
        guard let signed = Int64(exactly: value) else { continue }
        #expect(Self.written { $0.integer(-signed) } == "\(-signed)")
      }
      if digits < 20 { power *= 10 }
    }
    #expect(Self.written { $0.integer(Int64.min) } == "\(Int64.min)")
    #expect(Self.written { $0.integer(UInt64.max) } == "\(UInt64.max)")
  }

  /// The table, computed anew from exact powers of five.
  @Test
  func powersOfTen() {
    for exponent in PowersOfTen.exponents {
      let (high, low) = PowersOfTen.significand(exponent)
      let isRoundedUp = (-27 ... -1).contains(exponent)
      let (expected, isExact) = Self.significand(exponent)
      let found = UInt128(high) << 64 | UInt128(low)
      #expect(found == (isRoundedUp ? expected + 1 : expected), "\(exponent)")
      let upper = PowersOfTen.upper(exponent)
      #expect(UInt128(upper.high) << 64 | UInt128(upper.low) == (isExact ? expected : expected + 1))
    }
  }

  /// The upper 128 bits of a power, cut off, and whether there are no others.
  static func significand(_ exponent: Int) -> (UInt128, isExact: Bool) {
    // Bits, the highest first: of the power of five, or of 1 divided by it.
    var power: [Bool] = [true]
    for _ in 0..<abs(exponent) { power = timesFive(power) }
    guard exponent < 0 else {
      return (bits(power.prefix(128)), power.dropFirst(128).allSatisfy { !$0 })
    }
    // Long division of 1 by the power, one bit at a time.
    var rest: [Bool] = [true]
    var quotient: [Bool] = []
    while quotient.count < 128 {
      rest.append(false)
      let isPart = !isLess(rest, power)
      if isPart { rest = minus(rest, power) }
      if isPart || !quotient.isEmpty { quotient.append(isPart) }
    }
    return (bits(quotient[...]), false)
  }

  private static func bits(_ bits: ArraySlice<Bool>) -> UInt128 {
    let value = bits.reduce(UInt128(0)) { $0 << 1 | ($1 ? 1 : 0) }
    return value << UInt128(128 - bits.count)
  }

  private static func timesFive(_ value: [Bool]) -> [Bool] {
    let length = value.count + 3
    let once = [Bool](repeating: false, count: 3) + value
    let four = [false] + value + [false, false]
    var sum = [Bool](repeating: false, count: length)
    var carry = false
    for place in (0..<length).reversed() {
      let count = [once[place], four[place], carry].count { $0 }
      sum[place] = count & 1 == 1
      carry = count > 1
    }
    return Array(sum.drop { !$0 })
  }

  private static func isLess(_ left: [Bool], _ right: [Bool]) -> Bool {
    if left.count != right.count { return left.count < right.count }
    for (one, other) in zip(left, right) where one != other { return other }
    return false
  }

  private static func minus(_ left: [Bool], _ right: [Bool]) -> [Bool] {
    var result = left
    var borrow = false
    for offset in 1...left.count {
      let taken = offset <= right.count && right[right.count - offset]
      let place = left.count - offset
      let count = (left[place] ? 1 : 0) - (taken ? 1 : 0) - (borrow ? 1 : 0)
      result[place] = count & 1 == 1
      borrow = count < 0
    }
    return Array(result.drop { !$0 })
  }
}
