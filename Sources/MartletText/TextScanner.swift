import MartletProtobuf

/// Cuts text format into tokens ("Text Format Language Specification", Lexical Elements).
struct TextScanner {
  enum Token: Hashable {
    case name(String)
    /// Digits as they stand, hexadecimal and octal ones too.
    case integer(String)
    case float(String)
    /// The bytes that neighbouring literals stand for together.
    case string([UInt8])
    case symbol(Character)
    case end
  }

  let bytes: [UInt8]
  var position = 0
  /// The token that comes next.
  private(set) var token = Token.end
  /// Where it begins.
  private(set) var offset = 0

  init(_ bytes: [UInt8]) throws(ProtoTextError) {
    self.bytes = bytes
    if !bytes.withUnsafeBytes({ UTF8Validation.isValid($0) }) {
      throw ProtoTextError("the text is not UTF-8", at: 0)
    }
    try advance()
  }

  func error(_ reason: String) -> ProtoTextError { ProtoTextError(reason, at: offset) }

  /// The token in words.
  var found: String {
    switch token {
    case .name(let text), .integer(let text), .float(let text): "\"\(text)\""
    case .string: "a string"
    case .symbol(let symbol): "\"\(symbol)\""
    case .end: "the end of the text"
    }
  }

  mutating func take(_ symbol: Character) throws(ProtoTextError) -> Bool {
    guard token == .symbol(symbol) else { return false }
    try advance()
    return true
  }

  mutating func expect(_ symbol: Character, _ place: String) throws(ProtoTextError) {
    guard try take(symbol) else { throw error("expected \"\(symbol)\" \(place), found \(found)") }
  }

  // MARK: - Reading

  private func peek(_ distance: Int = 0) -> UInt8 {
    let place = position + distance
    return place < bytes.count ? bytes[place] : 0
  }

  mutating func advance() throws(ProtoTextError) {
    skipSpace()
    offset = position
    guard position < bytes.count else {
      token = .end
      return
    }
    let byte = bytes[position]
    if isLetter(byte) {
      token = .name(takeWord())
    } else if isDigit(byte) || (byte == UInt8(ascii: ".") && isDigit(peek(1))) {
      try takeNumber()
    } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
      try takeStrings()
    } else if byte < 0x80 {
      position += 1
      token = .symbol(Character(Unicode.Scalar(byte)))
    } else {
      throw error("this cannot stand outside of a string")
    }
  }

  mutating func skipSpace() {
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "#") {
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
      } else if byte == 0x20 || (0x09...0x0D).contains(byte) {
        position += 1
      } else {
        return
      }
    }
  }

  func isLetter(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  private mutating func takeWord() -> String {
    let start = position
    while isLetter(peek()) || isDigit(peek()) { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func takeNumber() throws(ProtoTextError) {
    let start = position
    var isFloat = false
    if peek() == 0x30, peek(1) | 0x20 == UInt8(ascii: "x") {
      position += 2
      while isDigit(peek()) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(peek() | 0x20) {
        position += 1
      }
    } else {
      while isDigit(peek()) { position += 1 }
      if peek() == UInt8(ascii: ".") {
        isFloat = true
        position += 1
        while isDigit(peek()) { position += 1 }
      }
      if peek() | 0x20 == UInt8(ascii: "e") {
        isFloat = true
        position += 1
        if peek() == UInt8(ascii: "+") || peek() == UInt8(ascii: "-") { position += 1 }
        guard isDigit(peek()) else { throw error("the exponent has no digits") }
        while isDigit(peek()) { position += 1 }
      }
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if peek() | 0x20 == UInt8(ascii: "f"), !text.hasPrefix("0x"), !text.hasPrefix("0X") {
      isFloat = true
      position += 1
    }
    if isLetter(peek()) || peek() == UInt8(ascii: ".") {
      throw error("a number cannot run into what follows")
    }
    if isFloat, bytes[start] == 0x30, start + 1 < position, isDigit(bytes[start + 1]) {
      throw error("a number with a fraction or an exponent cannot begin with 0")
    }
    token = isFloat ? .float(text) : .integer(text)
  }

  // MARK: - Strings

  private mutating func takeStrings() throws(ProtoTextError) {
    var value: [UInt8] = []
    while peek() == UInt8(ascii: "\"") || peek() == UInt8(ascii: "'") {
      try takeString(into: &value)
      skipSpace()
    }
    token = .string(value)
  }

  private mutating func takeString(into value: inout [UInt8]) throws(ProtoTextError) {
    let quote = bytes[position]
    position += 1
    while true {
      guard position < bytes.count, bytes[position] != UInt8(ascii: "\n") else {
        throw error("the string is never closed")
      }
      let byte = bytes[position]
      position += 1
      if byte == quote { return }
      if byte == UInt8(ascii: "\\") { try takeEscape(into: &value) } else { value.append(byte) }
    }
  }

  private mutating func takeEscape(into value: inout [UInt8]) throws(ProtoTextError) {
    let letter = peek()
    position += 1
    switch letter {
    case UInt8(ascii: "a"): value.append(0x07)
    case UInt8(ascii: "b"): value.append(0x08)
    case UInt8(ascii: "f"): value.append(0x0C)
    case UInt8(ascii: "n"): value.append(0x0A)
    case UInt8(ascii: "r"): value.append(0x0D)
    case UInt8(ascii: "t"): value.append(0x09)
    case UInt8(ascii: "v"): value.append(0x0B)
    case UInt8(ascii: "?"), UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""):
      value.append(letter)
    case 0x30...0x37:
      position -= 1
      let code = digits(most: 3, radix: 8)
      guard let byte = UInt8(exactly: code.value) else { throw badEscape() }
      value.append(byte)
    case UInt8(ascii: "x"), UInt8(ascii: "X"):
      let code = digits(most: 2, radix: 16)
      guard code.count > 0 else { throw badEscape() }
      value.append(UInt8(truncatingIfNeeded: code.value))
    case UInt8(ascii: "u"): try takeScalar(4, into: &value)
    case UInt8(ascii: "U"): try takeScalar(8, into: &value)
    default: throw badEscape()
    }
  }

  private func badEscape() -> ProtoTextError {
    ProtoTextError("there is no such escape", at: max(offset, position - 2))
  }

  private mutating func digits(most: Int, radix: UInt32) -> (value: UInt32, count: Int) {
    var result: (value: UInt32, count: Int) = (0, 0)
    while result.count < most, peek() < 0x80,
      let digit = Character(Unicode.Scalar(peek())).hexDigitValue, digit < radix
    {
      result = (result.value * radix + UInt32(digit), result.count + 1)
      position += 1
    }
    return result
  }

  private mutating func takeScalar(
    _ count: Int, into value: inout [UInt8]
  ) throws(ProtoTextError) {
    let first = digits(most: count, radix: 16)
    guard first.count == count else { throw badEscape() }
    guard let scalar = Unicode.Scalar(first.value) else { throw badEscape() }
    value += Array(String(scalar).utf8)
  }
}
