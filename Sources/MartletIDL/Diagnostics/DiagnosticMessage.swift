/// What a finding says, and the rule that it is about.
///
/// Written as an ordinary string literal. The rule's name is made from the words of the literal
/// itself, without what is interpolated, so that findings of one kind have one name:
/// `"\(name)" is not defined` is `is-not-defined` whatever the name.
public struct DiagnosticMessage: Sendable, ExpressibleByStringInterpolation {
  /// The message, in one line.
  public private(set) var text: String
  /// The literal's own words.
  package private(set) var words: String

  /// A message without anything interpolated.
  public init(stringLiteral value: String) {
    text = value
    words = value
  }

  /// A message from a literal.
  public init(stringInterpolation parts: StringInterpolation) {
    text = parts.text
    words = parts.words
  }

  /// A message that somebody else worded, for a rule of our naming.
  public init(_ text: String, rule: StaticString) {
    self.text = text
    words = rule.description
  }

  /// A message that was kept, with its words.
  package init(text: String, words: String) {
    self.text = text
    self.words = words
  }

  /// The same message under the name of another rule, if there is one.
  func named(_ rule: StaticString?) -> DiagnosticMessage {
    rule.map { DiagnosticMessage(text, rule: $0) } ?? self
  }

  /// One message from two literals, for long lines.
  public static func + (first: DiagnosticMessage, second: DiagnosticMessage) -> DiagnosticMessage {
    var result = first
    result.text += second.text
    result.words += second.words
    return result
  }

  /// The name of the rule: lower-case words with hyphens between them.
  public var rule: String {
    var result: [UInt8] = []
    var count = 0
    var isInWord = false
    for byte in words.utf8 {
      // "don't" and "it's" are one word each.
      if byte == Ascii.singleQuote { continue }
      let isWord = byte != Ascii.underscore && (Ascii.isLetter(byte) || Ascii.isDigit(byte))
      if isWord {
        if !isInWord {
          if count == Self.longest { break }
          if count > 0 { result.append(Ascii.minus) }
          count += 1
        }
        result.append(Ascii.lowered(byte))
      }
      isInWord = isWord
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// The most words that a rule's name has.
  private static let longest = 8

  /// Keeps apart what the literal says and what is put into it.
  public struct StringInterpolation: StringInterpolationProtocol, Sendable {
    fileprivate var text = ""
    fileprivate var words = ""

    public init(literalCapacity: Int, interpolationCount: Int) {
      text.reserveCapacity(literalCapacity + 16 * interpolationCount)
    }

    public mutating func appendLiteral(_ literal: String) {
      text += literal
      words += literal
    }

    /// Puts a value into the text, but not into the rule's name.
    public mutating func appendInterpolation(_ value: some CustomStringConvertible) {
      text += value.description
      words += " "
    }

    /// Puts something into the text that is not described by itself.
    @_disfavoredOverload
    public mutating func appendInterpolation<Value>(_ value: Value) {
      text += String(describing: value)
      words += " "
    }
  }
}
