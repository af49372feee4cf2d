/// A decimal number as it stands in a text: digits and an exponent of ten.
struct JSONNumber {
  /// The digits without the point, if they fit into 64 bits.
  private var digits: UInt64 = 0
  private var exponent = 0
  private var isNegative = false
  /// Whether all digits are in `digits`.
  private var isExact = true
  private var spelling: Spelling

  /// The text as it was, for what few numbers take more than 128 bits. Borrowed text lives
  /// as long as the document that is being read.
  private enum Spelling {
    case borrowed(UnsafeRawBufferPointer)
    case owned([UInt8])

    var string: String {
      switch self {
      case .borrowed(let bytes): String(decoding: bytes, as: UTF8.self)
      case .owned(let bytes): String(decoding: bytes, as: UTF8.self)
      }
    }
  }

  /// Reads a number in quotes, in which escapes have been resolved if there were any.
  init?(of text: JSONScanner.Text, _ resolved: [UInt8]?) {
    guard let resolved else {
      self.init(text.bytes)
      return
    }
    guard var number = resolved.withUnsafeBytes({ JSONNumber($0) }) else { return nil }
    number.spelling = .owned(resolved)
    self = number
  }

  /// Reads a number of the grammar of JSON; nil if the text is none. (What stands in quotes has not
  /// been checked before.)
  init?(_ text: UnsafeRawBufferPointer) {
    spelling = .borrowed(text)
    var offset = 0
    if text.first == UInt8(ascii: "-") {
      isNegative = true
      offset = 1
    }
    let integerStart = offset
    readDigits(text, &offset, scale: 0)
    let integerDigits = offset - integerStart
    guard integerDigits > 0, integerDigits == 1 || text[integerStart] != 0x30 else { return nil }
    if offset < text.count, text[offset] == UInt8(ascii: ".") {
      offset += 1
      let fractionStart = offset
      readDigits(text, &offset, scale: -1)
      if offset == fractionStart { return nil }
    }
    if offset < text.count, text[offset] | 0x20 == UInt8(ascii: "e") {
      offset += 1
      guard readExponent(text, &offset) else { return nil }
    }
    guard offset == text.count else { return nil }
  }

  private mutating func readDigits(
    _ text: UnsafeRawBufferPointer, _ offset: inout Int, scale: Int
  ) {
    while offset < text.count, text[offset] &- 0x30 < 10 {
      let (product, overflow) = digits.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(UInt64(text[offset] - 0x30))
      if overflow || carry || !isExact {
        // Zeros behind the last digit that fits only scale the number.
        if text[offset] != 0x30 { isExact = false }
        exponent += scale + 1
      } else {
        digits = sum
        exponent += scale
      }
      offset += 1
    }
  }

  private mutating func readExponent(
    _ text: UnsafeRawBufferPointer, _ offset: inout Int
  ) -> Bool {
    var isDown = false
    if offset < text.count, text[offset] == UInt8(ascii: "+") || text[offset] == UInt8(ascii: "-") {
      isDown = text[offset] == UInt8(ascii: "-")
      offset += 1
    }
    let start = offset
    var value = 0
    while offset < text.count, text[offset] &- 0x30 < 10 {
      // More than this is zero or infinite whatever the digits.
      value = min(value * 10 + Int(text[offset] - 0x30), 1_000_000)
      offset += 1
    }
    exponent += isDown ? -value : value
    return offset > start
  }

  /// The magnitude, if it is a whole number of at most 64 bits: `1.0` and `1e2` are.
  private var magnitude: UInt64? {
    if digits == 0, isExact { return 0 }
    guard isExact else { return nil }
    var result = digits
    var rest = exponent
    while rest < 0 {
      let (quotient, remainder) = result.quotientAndRemainder(dividingBy: 10)
      if remainder != 0 { return nil }
      result = quotient
      rest += 1
    }
    while rest > 0 {
      let (product, overflow) = result.multipliedReportingOverflow(by: 10)
      if overflow { return nil }
      result = product
      rest -= 1
    }
    return result
  }

  /// The value, if it is a whole number of at most 64 bits.
  var whole: JSONScanner.Whole? {
    magnitude.map { JSONScanner.Whole(magnitude: $0, isNegative: isNegative) }
  }

  /// The nearest double; nil if that is infinite.
  var double: Double? {
    if isExact, let bits = Binary64.nearest(digits, exponent) {
      return Double(bitPattern: bits | (isNegative ? 1 << 63 : 0))
    }
    guard let value = Double(spelling.string), value.isFinite else { return nil }
    return value
  }

  /// The nearest float; nil if that is infinite.
  var float: Float? {
    if isExact, let bits = Binary32.nearest(digits, exponent) {
      return Float(bitPattern: UInt32(truncatingIfNeeded: bits) | (isNegative ? 1 << 31 : 0))
    }
    guard let value = Float(spelling.string), value.isFinite else { return nil }
    return value
  }
}
