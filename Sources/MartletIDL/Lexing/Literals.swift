/// Turns the text of number and string tokens into values. The lexer has checked their shape.
enum Literals {
  /// The magnitude of an integer token (decimal, octal `017`, hexadecimal `0x1F`); nil if it needs
  /// more than 64 bits.
  static func integer(_ text: ArraySlice<UInt8>) -> UInt64? {
    var digits = text
    var base: UInt64 = 10
    if text.first == Ascii.zero, text.count > 1 {
      if text[text.startIndex + 1] | 0x20 == UInt8(ascii: "x") {
        base = 16
        digits = text.dropFirst(2)
      } else {
        base = 8
        digits = text.dropFirst(1)
      }
    }
    var value: UInt64 = 0
    for byte in digits {
      guard let digit = Ascii.hexValue(byte) else { return nil }
      let (product, overflow) = value.multipliedReportingOverflow(by: base)
      let (sum, carry) = product.addingReportingOverflow(UInt64(digit))
      if overflow || carry { return nil }
      value = sum
    }
    return value
  }

  /// The value of a float token, or of a decimal integer token too large for 64 bits. Beyond the
  /// range of a double it is infinity, as in C.
  static func double(_ text: ArraySlice<UInt8>) -> Double {
    // `Double.init` wants digits on both sides of the point.
    var spelled = ""
    var lastWasDigit = false
    for byte in text {
      if byte == Ascii.dot && !lastWasDigit { spelled += "0" }
      if !Ascii.isDigit(byte) && byte != Ascii.dot && spelled.utf8.last == Ascii.dot {
        spelled += "0"
      }
      spelled.unicodeScalars.append(Unicode.Scalar(byte))
      lastWasDigit = Ascii.isDigit(byte)
    }
    if spelled.utf8.last == Ascii.dot { spelled += "0" }
    return Double(spelled) ?? .infinity
  }

  /// The bytes that a string token, quotes included, stands for.
  static func string(_ token: ArraySlice<UInt8>, into output: inout [UInt8]) {
    var text = token.dropFirst()
    if let last = text.last, last == token.first { text = text.dropLast() }
    var index = text.startIndex
    while index < text.endIndex {
      let byte = text[index]
      index += 1
      guard byte == Ascii.backslash, index < text.endIndex else {
        output.append(byte)
        continue
      }
      let letter = text[index]
      index += 1
      switch letter {
      case UInt8(ascii: "a"): output.append(0x07)
      case UInt8(ascii: "b"): output.append(0x08)
      case UInt8(ascii: "f"): output.append(Ascii.formFeed)
      case UInt8(ascii: "n"): output.append(Ascii.newline)
      case UInt8(ascii: "r"): output.append(Ascii.carriageReturn)
      case UInt8(ascii: "t"): output.append(Ascii.tab)
      case UInt8(ascii: "v"): output.append(Ascii.verticalTab)
      case UInt8(ascii: "x"), UInt8(ascii: "X"):
        output.append(UInt8(truncatingIfNeeded: digits(text, &index, limit: 2, base: 16)))
      case UInt8(ascii: "u"):
        appendScalar(surrogates(text, &index), to: &output)
      case UInt8(ascii: "U"):
        appendScalar(digits(text, &index, limit: 8, base: 16), to: &output)
      case 0x30...0x37:
        index -= 1
        output.append(UInt8(truncatingIfNeeded: digits(text, &index, limit: 3, base: 8)))
      default: output.append(letter)
      }
    }
  }

  private static func digits(
    _ text: ArraySlice<UInt8>, _ index: inout Int, limit: Int, base: UInt32
  ) -> UInt32 {
    var value: UInt32 = 0
    var taken = 0
    while taken < limit, index < text.endIndex, let digit = Ascii.hexValue(text[index]),
      UInt32(digit) < base
    {
      value = value &* base &+ UInt32(digit)
      index += 1
      taken += 1
    }
    return value
  }

  /// Four digits after `\u`, joined with a following `\uDC00` half if they are a surrogate.
  private static func surrogates(_ text: ArraySlice<UInt8>, _ index: inout Int) -> UInt32 {
    let first = digits(text, &index, limit: 4, base: 16)
    guard (0xD800...0xDBFF).contains(first), index + 1 < text.endIndex,
      text[index] == Ascii.backslash, text[index + 1] == UInt8(ascii: "u")
    else { return first }
    var next = index + 2
    let second = digits(text, &next, limit: 4, base: 16)
    guard (0xDC00...0xDFFF).contains(second) else { return first }
    index = next
    return 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
  }

  private static func appendScalar(_ value: UInt32, to output: inout [UInt8]) {
    if let scalar = Unicode.Scalar(value) {
      output.append(contentsOf: Array(String(Character(scalar)).utf8))
    } else if value > 0x10FFFF {
      // There is no such character; the escape itself is kept, as the C++ implementation does.
      let digits = String(value, radix: 16)
      output += Array("\\U\(String(repeating: "0", count: 8 - digits.utf8.count))\(digits)".utf8)
    } else {
      // Half a surrogate pair has no UTF-8; it is written in three bytes nevertheless, as the C++
      // implementation does.
      output.append(UInt8(truncatingIfNeeded: 0xE0 | value >> 12))
      output.append(UInt8(truncatingIfNeeded: 0x80 | (value >> 6) & 0x3F))
      output.append(UInt8(truncatingIfNeeded: 0x80 | value & 0x3F))
    }
  }
}
