/// The escapes of C string literals, which defaults of `bytes` fields are written with.
enum CEscapes {
  /// The bytes that are meant; nil for an escape that there is not.
  static func unescaped(_ text: String) -> [UInt8]? {
    var rest = Array(text.utf8)[...]
    var bytes: [UInt8] = []
    bytes.reserveCapacity(rest.count)
    while let byte = rest.popFirst() {
      if byte != UInt8(ascii: "\\") {
        bytes.append(byte)
      } else if let meant = escape(&rest) {
        bytes.append(meant)
      } else {
        return nil
      }
    }
    return bytes
  }

  /// The byte that is meant by what stands behind a backslash.
  private static func escape(_ rest: inout ArraySlice<UInt8>) -> UInt8? {
    guard let letter = rest.first else { return nil }
    if (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(letter) {
      return number(&rest, base: 8, digits: 3)
    }
    rest.removeFirst()
    switch letter {
    case UInt8(ascii: "a"): return 7
    case UInt8(ascii: "b"): return 8
    case UInt8(ascii: "t"): return 9
    case UInt8(ascii: "n"): return 10
    case UInt8(ascii: "v"): return 11
    case UInt8(ascii: "f"): return 12
    case UInt8(ascii: "r"): return 13
    case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "?"):
      return letter
    case UInt8(ascii: "x"), UInt8(ascii: "X"):
      return number(&rest, base: 16, digits: 2)
    default: return nil
    }
  }

  /// A number of one to so many digits; nil if there is none or it is no byte.
  private static func number(
    _ rest: inout ArraySlice<UInt8>, base: Int, digits: Int
  ) -> UInt8? {
    var value = 0
    var count = 0
    while count < digits, let byte = rest.first, let digit = digit(byte), digit < base {
      value = value * base + digit
      count += 1
      rest.removeFirst()
    }
    return count == 0 ? nil : UInt8(exactly: value)
  }

  private static func digit(_ byte: UInt8) -> Int? {
    Character(UnicodeScalar(byte)).hexDigitValue
  }
}
