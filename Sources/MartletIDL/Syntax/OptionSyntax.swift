/// `option java_package = "com.example";`, or one entry of `[ … ]`.
final class OptionSyntax: Sendable {
  /// One step of an option's name: `deprecated`, or `(foo.v1.validate)`.
  struct Part: Sendable {
    var name: NameSyntax
    /// Whether it stood in parentheses; its range then includes them.
    var isExtension: Bool
  }

  /// Its place among all options of the file.
  let number: Int
  let parts: [Part]
  let value: OptionValueSyntax
  let nameRange: TextRange
  /// Of a statement all of it, with the word `option` and the semicolon.
  let range: TextRange

  init(
    number: Int, parts: [Part], value: OptionValueSyntax, nameRange: TextRange, range: TextRange
  ) {
    self.number = number
    self.parts = parts
    self.value = value
    self.nameRange = nameRange
    self.range = range
  }

  /// The name as written, for messages.
  var spelling: String { spelling(upTo: parts.count) }

  /// The first `count` parts of the name as written.
  func spelling(upTo count: Int) -> String {
    parts.prefix(count).map { $0.isExtension ? "(\($0.name.text))" : $0.name.text }
      .joined(separator: ".")
  }

  /// Whether it sets features: `features = { … }`, `features.field_presence = IMPLICIT`.
  var isFeature: Bool {
    guard let first = parts.first else { return false }
    return !first.isExtension && first.name.text == "features"
  }

  /// The name, if it is one plain word: a standard or pseudo option.
  var plainName: String? {
    parts.count == 1 && !parts[0].isExtension ? parts[0].name.text : nil
  }
}

/// `[name = value, …]` behind a field, an enum value or extension ranges.
struct OptionListSyntax: Sendable {
  var options: [OptionSyntax]
  /// From bracket to bracket.
  var range: TextRange

  /// No brackets at all.
  static let none = OptionListSyntax(options: [], range: .none)
}

/// What is assigned to an option, or to a field within an aggregate.
indirect enum OptionValueSyntax: Sendable {
  /// A bare word: an enum value, `true`, `inf`; with its sign.
  case word(NameSyntax, isNegative: Bool)
  case integer(IntegerSyntax)
  /// With its sign applied.
  case float(Double, TextRange)
  case string([UInt8], TextRange)
  case aggregate(AggregateSyntax)
  /// `[a, b]`, which only aggregates allow.
  case list([OptionValueSyntax], TextRange)

  var range: TextRange {
    switch self {
    case .word(let name, _): name.range
    case .integer(let integer): integer.range
    case .float(_, let range), .string(_, let range), .list(_, let range): range
    case .aggregate(let aggregate): aggregate.range
    }
  }
}

/// `{ name: value other { … } }`: protobuf's text format inside an option.
final class AggregateSyntax: Sendable {
  enum Name: Sendable {
    case field(NameSyntax)
    /// `[foo.v1.extension]`
    case `extension`(NameSyntax)
    /// `[type.googleapis.com/foo.v1.Message]`
    case any(prefix: NameSyntax, type: NameSyntax)
  }

  struct Entry: Sendable {
    var name: Name
    /// The name's place, brackets included.
    var range: TextRange
    /// Whether a colon stood before the value; only messages may leave it out.
    var hasColon: Bool
    var value: OptionValueSyntax
  }

  let entries: [Entry]
  let range: TextRange

  /// The first value of the field `name`.
  func value(of name: String) -> OptionValueSyntax? {
    for entry in entries {
      if case .field(let field) = entry.name, field.text == name { return entry.value }
    }
    return nil
  }

  init(entries: [Entry], range: TextRange) {
    self.entries = entries
    self.range = range
  }
}
