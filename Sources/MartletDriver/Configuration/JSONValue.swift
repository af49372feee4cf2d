import MartletIDL

/// A JSON value that knows where it stands, so that a wrong setting can be shown in its place.
struct JSONValue {
  /// A key with its value, in the order of the file.
  struct Member {
    let key: String
    let keyRange: Range<Int>
    let value: JSONValue
  }

  enum Content {
    case object([Member])
    case array([JSONValue])
    case string(String)
    /// A number, `true`, `false` or `null`: no setting of ours is one.
    case other
  }

  let content: Content
  let range: Range<Int>
}

/// Why a text is not JSON: what is wrong and at which byte.
struct JSONSyntaxError: Error {
  let message: DiagnosticMessage
  let offset: Int
}

/// Reads JSON (RFC 8259) as far as configuration needs it: numbers are skipped, not converted.
struct JSONReader {
  /// How deep arrays and objects may nest.
  private static let depthLimit = 32
  private let bytes: [UInt8]
  private var offset = 0

  /// The whole text as one value.
  static func read(_ bytes: [UInt8]) throws(JSONSyntaxError) -> JSONValue {
    var reader = JSONReader(bytes: bytes)
    let value = try reader.value(depth: 0)
    reader.skipSpace()
    if reader.offset < bytes.count { throw reader.error("expected the end of the file") }
    return value
  }

  private init(bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
  }

  // MARK: - Values

  private mutating func value(depth: Int) throws(JSONSyntaxError) -> JSONValue {
    skipSpace()
    if depth > Self.depthLimit { throw error("nested too deep") }
    let start = offset
    let content: JSONValue.Content
    switch current {
    case UInt8(ascii: "{"): content = .object(try members(depth: depth + 1))
    case UInt8(ascii: "["): content = .array(try elements(depth: depth + 1))
    case UInt8(ascii: "\""): content = .string(try string())
    default:
      try word()
      content = .other
    }
    return JSONValue(content: content, range: start..<offset)
  }

  private mutating func members(depth: Int) throws(JSONSyntaxError) -> [JSONValue.Member] {
    var members: [JSONValue.Member] = []
    offset += 1
    if taken("}") { return members }
    repeat {
      skipSpace()
      guard current == UInt8(ascii: "\"") else { throw error("expected a key in quotes") }
      let start = offset
      let key = try string()
      let keyRange = start..<offset
      guard taken(":") else { throw error("expected \":\" after the key") }
      members.append(.init(key: key, keyRange: keyRange, value: try value(depth: depth)))
    } while taken(",")
    guard taken("}") else { throw error("expected \",\" or \"}\"") }
    return members
  }

  private mutating func elements(depth: Int) throws(JSONSyntaxError) -> [JSONValue] {
    var elements: [JSONValue] = []
    offset += 1
    if taken("]") { return elements }
    repeat { elements.append(try value(depth: depth)) } while taken(",")
    guard taken("]") else { throw error("expected \",\" or \"]\"") }
    return elements
  }

  /// A number or one of the three words.
  private mutating func word() throws(JSONSyntaxError) {
    let start = offset
    while let byte = current, isWordByte(byte) { offset += 1 }
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    if ["true", "false", "null"].contains(text) || Double(text) != nil { return }
    offset = start
    throw error("expected a value")
  }

  // MARK: - Strings

  private mutating func string() throws(JSONSyntaxError) -> String {
    var text: [UInt8] = []
    let start = offset
    offset += 1
    while let byte = current {
      switch byte {
      case UInt8(ascii: "\""):
        offset += 1
        guard let string = String(validating: text, as: UTF8.self) else {
          throw JSONSyntaxError(message: "the text is not UTF-8", offset: start)
        }
        return string
      case UInt8(ascii: "\\"): try escape(into: &text)
      case 0..<0x20: throw error("a string cannot contain a line break or control character")
      default:
        text.append(byte)
        offset += 1
      }
    }
    throw JSONSyntaxError(message: "the string has no end", offset: start)
  }

  private mutating func escape(into text: inout [UInt8]) throws(JSONSyntaxError) {
    let start = offset
    offset += 1
    let letter = current
    offset += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter ?? 0)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      guard let scalar = unicodeScalar() else {
        throw JSONSyntaxError(message: "not a valid \\u escape", offset: start)
      }
      text.append(contentsOf: Array(String(Character(scalar)).utf8))
    default: throw JSONSyntaxError(message: "unknown escape", offset: start)
    }
  }

  /// The scalar of `\uXXXX`, or of a pair of surrogates, behind the `u`.
  private mutating func unicodeScalar() -> Unicode.Scalar? {
    guard let first = fourHexDigits() else { return nil }
    guard UTF16.isLeadSurrogate(first) else { return Unicode.Scalar(first) }
    guard take("\\"), take("u"), let second = fourHexDigits(), UTF16.isTrailSurrogate(second)
    else { return nil }
    let value = 0x10000 + ((UInt32(first) & 0x3FF) << 10) + (UInt32(second) & 0x3FF)
    return Unicode.Scalar(value)
  }

  private mutating func fourHexDigits() -> UInt16? {
    guard offset + 4 <= bytes.count else { return nil }
    let digits = bytes[offset..<offset + 4]
    guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
    offset += 4
    return UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
  }

  // MARK: - Bytes

  private var current: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  private mutating func skipSpace() {
    while let byte = current, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { offset += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard current == UInt8(ascii: character) else { return false }
    offset += 1
    return true
  }

  /// The same behind spaces.
  private mutating func taken(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    return take(character)
  }

  private func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
      UInt8(ascii: "."):
      true
    default: false
    }
  }

  private func error(_ message: DiagnosticMessage) -> JSONSyntaxError {
    JSONSyntaxError(message: message, offset: offset)
  }
}
