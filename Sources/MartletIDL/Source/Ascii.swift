/// The bytes that the lexer knows by name, and the classes that they fall into.
enum Ascii {
  static let tab: UInt8 = 0x09
  static let newline: UInt8 = 0x0A
  static let verticalTab: UInt8 = 0x0B
  static let formFeed: UInt8 = 0x0C
  static let carriageReturn: UInt8 = 0x0D
  static let space: UInt8 = 0x20
  static let doubleQuote = UInt8(ascii: "\"")
  static let singleQuote = UInt8(ascii: "'")
  static let backslash = UInt8(ascii: "\\")
  static let slash = UInt8(ascii: "/")
  static let star = UInt8(ascii: "*")
  static let dot = UInt8(ascii: ".")
  static let minus = UInt8(ascii: "-")
  static let plus = UInt8(ascii: "+")
  static let underscore = UInt8(ascii: "_")
  static let zero = UInt8(ascii: "0")

  // One table look-up per byte: the lexer's inner loop runs in unoptimised builds.
  static let whitespaceBit: UInt8 = 1
  static let letterBit: UInt8 = 2
  static let digitBit: UInt8 = 4

  static let classes: [UInt8] = {
    var table = [UInt8](repeating: 0, count: 256)
    for byte: UInt8 in [space, tab, newline, verticalTab, formFeed, carriageReturn] {
      table[Int(byte)] = whitespaceBit
    }
    for byte in UInt8(ascii: "a")...UInt8(ascii: "z") { table[Int(byte)] = letterBit }
    for byte in UInt8(ascii: "A")...UInt8(ascii: "Z") { table[Int(byte)] = letterBit }
    for byte in UInt8(ascii: "0")...UInt8(ascii: "9") { table[Int(byte)] = digitBit }
    table[Int(underscore)] = letterBit
    return table
  }()

  static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
  static func isOctalDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x37 }

  static func isLetter(_ byte: UInt8) -> Bool {
    (byte >= 0x61 && byte <= 0x7A) || (byte >= 0x41 && byte <= 0x5A) || byte == underscore
  }

  static func isAlphanumeric(_ byte: UInt8) -> Bool {
    isUpper(byte) || isLower(byte) || isDigit(byte)
  }

  static func isUpper(_ byte: UInt8) -> Bool { byte >= 0x41 && byte <= 0x5A }
  static func isLower(_ byte: UInt8) -> Bool { byte >= 0x61 && byte <= 0x7A }
  static func lowered(_ byte: UInt8) -> UInt8 { isUpper(byte) ? byte + 32 : byte }
  static func uppered(_ byte: UInt8) -> UInt8 { isLower(byte) ? byte - 32 : byte }

  /// The value of a hexadecimal digit, or nil.
  static func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x61...0x66: byte - 0x61 + 10
    case 0x41...0x46: byte - 0x41 + 10
    default: nil
    }
  }

  /// Whether `text` is `[A-Za-z_][A-Za-z0-9_]*`.
  static func isIdentifier(_ text: String) -> Bool {
    var first = true
    for byte in text.utf8 {
      if !(isLetter(byte) || (!first && isDigit(byte))) { return false }
      first = false
    }
    return !first
  }
}
