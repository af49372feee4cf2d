// Messages, fields, enums and what stands in their bodies.

extension Parser {
  mutating func parseMessage(
    _ visibility: VisibilitySyntax? = nil
  ) throws(Abandon) -> MessageSyntax {
    let start = token.range
    advance()
    let name = try expectName("the name of the message")
    let body = try parseBody(.message, of: "message \"\(name.text)\"")
    return MessageSyntax(
      visibility: visibility, name: name, body: body,
      range: TextRange(from: start, to: body.close))
  }

  mutating func parseOneof() throws(Abandon) -> OneofSyntax {
    let start = token.range
    advance()
    let name = try expectName("the name of the oneof")
    let body = try parseBody(.oneof, of: "oneof \"\(name.text)\"")
    return OneofSyntax(name: name, body: body, range: TextRange(from: start, to: body.close))
  }

  mutating func parseExtend() throws(Abandon) -> ExtendSyntax {
    let start = token.range
    advance()
    let extendee = try expectPath("the message to extend")
    let body = try parseBody(.extend, of: "the extension")
    return ExtendSyntax(
      extendee: extendee, body: body, range: TextRange(from: start, to: body.close))
  }

  mutating func parseEnum(_ visibility: VisibilitySyntax? = nil) throws(Abandon) -> EnumSyntax {
    let start = token.range
    advance()
    let name = try expectName("the name of the enum")
    let body = try parseBody(.enumeration, of: "enum \"\(name.text)\"")
    return EnumSyntax(
      visibility: visibility, name: name, body: body,
      range: TextRange(from: start, to: body.close))
  }

  mutating func parseEnumValue() throws(Abandon) -> EnumValueSyntax {
    let name = try expectName("the name of an enum value")
    let number = try parseNumber(of: "enum value", name)
    let options = try parseOptionList()
    try expectEnd(of: "the enum value")
    return EnumValueSyntax(
      name: name, number: number, options: options,
      range: TextRange(from: name.range, to: lastRange))
  }

  // MARK: - Fields

  /// Reads a field; `first` is the text of the current token if that is a word.
  mutating func parseField(first: String?, in context: Context) throws(Abandon) -> FieldSyntax {
    let start = token.range
    var label: FieldSyntax.Label?
    var labelRange = TextRange.none
    var word = first
    if let first, let found = Self.labels[first] {
      label = found
      labelRange = token.range
      advance()
      word = token.kind == .identifier ? text(token) : nil
    }

    if word == "group" { return try parseGroup(start: start, label, labelRange) }
    let isMap = word == "map" && peek().symbol == UInt8(ascii: "<")
    let typeStart = token
    let kind: FieldSyntax.Kind
    if isMap {
      kind = try parseMapType()
    } else {
      kind = .named(try expectPath("the type of a field"))
      if isSymbol("="), case .named(let only) = kind, !only.isPath {
        throw incompleteField(only)
      }
      if isSymbol("{") || (isSymbol("(") && context != .oneof), label == nil {
        throw unknownStatement(at: typeStart, in: context)
      }
    }
    let name = try expectName("the name of the field")
    if isSymbol("{"), !isMap, label == nil {
      // `mesage Foo {`: the fault is the first word, not the brace.
      throw unknownStatement(at: typeStart, in: context)
    }
    let number = try parseNumber(of: "field", name)
    let options = try parseOptionList()
    try expectEnd(of: "the field")
    return FieldSyntax(
      label: label, labelRange: labelRange, kind: kind, name: name, number: number,
      options: options, range: TextRange(from: start, to: lastRange))
  }

  /// Reports `word = …;`, which lacks the type or the name.
  private mutating func incompleteField(_ only: NameSyntax) -> Abandon {
    if TypeLinker.scalars[only.text] != nil {
      return fail(
        "expected the name of the field after \"\(only.text)\", found \(found)",
        help: "write \(only.text) name = …;")
    }
    return fail(
      "field \"\(only.text)\" has no type", at: only.range,
      help: "write the type before the name: string \(only.text) = …;")
  }

  private mutating func unknownStatement(at first: Token, in context: Context) -> Abandon {
    let word = text(first)
    let words = ["message", "enum", "oneof", "extend", "service", "group"]
    let guess = Spelling.nearest(to: word, in: words)
    return fail(
      "\"\(word)\" is no statement that can stand here", at: first.range,
      help: guess.map { "did you mean \"\($0)\"?" })
  }

  /// Reads `= N`. Where the number is all that is missing, the rest is read nevertheless.
  private mutating func parseNumber(
    of what: String, _ name: NameSyntax
  ) throws(Abandon) -> IntegerSyntax? {
    let hasEquals = !isSymbol(";") && !isSymbol("[")
    if hasEquals { try expect("=", "after the name of the \(what)") }
    if !hasEquals || isSymbol(";") || isSymbol("[") {
      if !hasFault(upTo: token.end) {
        sink.error(
          "\(what) \"\(name.text)\" has no number", at: hasEquals ? lastRange : name.range,
          help: "write \(name.text) = N;")
      }
      return nil
    }
    return try expectInteger("the number of the \(what)")
  }

  private mutating func parseMapType() throws(Abandon) -> FieldSyntax.Kind {
    let start = token.range
    advance()
    try expect("<", "after \"map\"")
    let key = try expectPath("the key type of the map")
    try expect(",", "between the key type and the value type", help: "write map<Key, Value>")
    let value = try expectPath("the value type of the map")
    try expect(">", "after the value type of the map")
    return .map(key: key, value: value, range: TextRange(from: start, to: lastRange))
  }

  private mutating func parseGroup(
    start: TextRange, _ label: FieldSyntax.Label?, _ labelRange: TextRange
  ) throws(Abandon) -> FieldSyntax {
    let keyword = token.range
    advance()
    let name = try expectName("the name of the group")
    let number = try parseNumber(of: "field", name)
    let options = try parseOptionList()
    let body = try parseBody(.message, of: "group \"\(name.text)\"")
    let message = MessageSyntax(
      name: name, body: body, range: TextRange(from: keyword, to: body.close))
    return FieldSyntax(
      label: label, labelRange: labelRange, kind: .group(message), name: name, number: number,
      options: options, range: TextRange(from: start, to: body.close))
  }

  // MARK: - Number ranges

  mutating func parseExtensions() throws(Abandon) -> ExtensionsSyntax {
    let start = token.range
    advance()
    var ranges = [try parseNumberRange("an extension number")]
    while take(",") { ranges.append(try parseNumberRange("an extension number")) }
    let options = try parseOptionList()
    try expectEnd(of: "the extension range")
    return ExtensionsSyntax(
      ranges: ranges.compactMap { $0 }, options: options,
      range: TextRange(from: start, to: lastRange))
  }

  mutating func parseReserved() throws(Abandon) -> ReservedSyntax {
    let start = token.range
    advance()
    var ranges: [NumberRangeSyntax] = []
    var names: [ReservedSyntax.Name] = []
    repeat {
      switch token.kind {
      case .string:
        let name = try expectString("a name")
        let text = String(decoding: name.bytes, as: UTF8.self)
        if !text.utf8.elementsEqual(name.bytes) {
          sink.error("a reserved name is text, and this is not UTF-8", at: name.range)
        }
        names.append(.init(text: text, range: name.range, isQuoted: true))
      case .identifier:
        let name = try expectName("a name")
        names.append(.init(text: name.text, range: name.range, isQuoted: false))
      default:
        if let range = try parseNumberRange("a number or a name in quotes") { ranges.append(range) }
      }
    } while take(",")
    try expectEnd(of: "the reservation")
    return ReservedSyntax(
      ranges: ranges, names: names, range: TextRange(from: start, to: lastRange))
  }

  private mutating func parseNumberRange(
    _ what: String
  ) throws(Abandon) -> NumberRangeSyntax? {
    let start = token.range
    let first = try expectInteger(what)
    var last: NumberRangeSyntax.Bound?
    if isWord("to") {
      advance()
      if isWord("max") {
        last = .max(token.range)
        advance()
      } else if let number = try expectInteger("a number or \"max\" after \"to\"") {
        last = .number(number)
      }
    }
    guard let first else { return nil }
    return NumberRangeSyntax(
      first: first, last: last, range: TextRange(from: start, to: lastRange))
  }
}
