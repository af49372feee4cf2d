// Options, and the text format that their values may use.

extension Parser {
  /// `option name = value;`
  mutating func parseOptionStatement() throws(Abandon) -> OptionSyntax {
    let start = token.range
    advance()
    return try parseAssignment(start: start, isStatement: true)
  }

  /// `[name = value, …]`, or nothing.
  mutating func parseOptionList() throws(Abandon) -> OptionListSyntax {
    guard isSymbol("[") else { return .none }
    let open = token.range
    advance()
    if isSymbol("]") {
      throw fail(
        "there is no option between \"[\" and \"]\"", at: TextRange(from: open, to: token.range))
    }
    var options: [OptionSyntax] = []
    repeat {
      if isSymbol("]"), !options.isEmpty {
        sink.error("the last option has no \",\" behind it", at: lastRange, help: "delete it")
        break
      }
      options.append(try parseAssignment(start: token.range, isStatement: false))
    } while take(",")
    try expect("]", "after the options")
    return OptionListSyntax(options: options, range: TextRange(from: open, to: lastRange))
  }

  private mutating func parseAssignment(
    start: TextRange, isStatement: Bool
  ) throws(Abandon) -> OptionSyntax {
    let nameStart = token.range
    var parts = [try parseOptionNamePart()]
    while take(".") { parts.append(try parseOptionNamePart()) }
    let nameRange = TextRange(from: nameStart, to: lastRange)
    try expect("=", "after the name of the option")
    let value = try parseOptionValue()
    if isStatement { try expectEnd(of: "the option") }
    optionCount += 1
    return OptionSyntax(
      number: optionCount - 1, parts: parts, value: value, nameRange: nameRange,
      range: TextRange(from: start, to: lastRange))
  }

  private mutating func parseOptionNamePart() throws(Abandon) -> OptionSyntax.Part {
    let start = token.range
    guard take("(") else {
      return OptionSyntax.Part(name: try expectName("the name of an option"), isExtension: false)
    }
    var name = try expectPath("the name of a custom option")
    try expect(")", "after the name of the custom option")
    name.range = TextRange(from: start, to: lastRange)
    return OptionSyntax.Part(name: name, isExtension: true)
  }

  private mutating func parseOptionValue() throws(Abandon) -> OptionValueSyntax {
    if isSymbol("-"), peek().symbol == UInt8(ascii: "{") {
      // protoc takes it and does nothing about it.
      sink.warning(
        "a \"-\" before a message means nothing", at: token.range, help: "delete it",
        edits: [(token.range, "")])
      advance()
    }
    if isSymbol("{") {
      let open = position
      do {
        return .aggregate(try parseAggregate(close: "}"))
      } catch {
        // The braces inside must not be taken for those of the body around the option.
        aggregateDepth = 0
        skipBalanced(from: open)
        throw error
      }
    }
    // Not legal here, but what is meant is clear enough to be explained later.
    if isSymbol("[") { return try parseEntryValue() }
    return try parseScalar()
  }

  private mutating func parseScalar() throws(Abandon) -> OptionValueSyntax {
    let start = token.range
    if token.kind == .string {
      let value = try expectString("a string")
      return .string(value.bytes, value.range)
    }
    let isNegative = take("-")
    let range = TextRange(from: start, to: token.range)
    let value: OptionValueSyntax
    switch token.kind {
    case .identifier:
      let word = text(token)
      // The text format in braces knows more words for these, and takes capitals for small letters.
      let isNumber =
        aggregateDepth == 0
        ? word == "inf" || word == "nan"
        : ["inf", "infinity", "nan"].contains(Naming.lowercased(word))
      if isNegative, !isNumber {
        throw fail("\"-\" must be followed by a number, \"inf\" or \"nan\"", at: range)
      }
      value = .word(NameSyntax(text: word, range: range), isNegative: isNegative)
    case .integer:
      value = integerValue(isNegative: isNegative, range)
    case .float:
      let magnitude = Literals.double(bytes(token))
      value = .float(isNegative ? -magnitude : magnitude, range)
    case .invalid:
      throw Abandon()
    case .string:
      throw fail("a string has no sign", at: range, help: "put the \"-\" into the quotes")
    default:
      throw fail("expected the value of an option, found \(found)")
    }
    advance()
    return value
  }

  private func integerValue(isNegative: Bool, _ range: TextRange) -> OptionValueSyntax {
    let magnitude = Literals.integer(bytes(token))
    // As protoc has it, a decimal integer that needs more than 64 bits is a float.
    if magnitude == nil, bytes(token).first != Ascii.zero {
      let value = Literals.double(bytes(token))
      return .float(isNegative ? -value : value, range)
    }
    return .integer(integer(isNegative: isNegative, magnitude: magnitude, range: range))
  }

  // MARK: - Aggregates

  /// Reads `{ … }` or `< … >`, which the current token opens.
  private mutating func parseAggregate(close: Unicode.Scalar) throws(Abandon) -> AggregateSyntax {
    let open = token.range
    if aggregateDepth == 0 { aggregateStart = position }
    try nest()
    advance()
    var entries: [AggregateSyntax.Entry] = []
    while !isSymbol(close) {
      if token.kind == .end { throw fail("\"{\" is never closed", at: open) }
      entries.append(try parseEntry())
      if isSymbol(",") || isSymbol(";") { advance() }
    }
    // A comment behind the last brace is none of the text format.
    aggregateDepth -= 1
    advance()
    return AggregateSyntax(entries: entries, range: TextRange(from: open, to: lastRange))
  }

  private mutating func nest() throws(Abandon) {
    aggregateDepth += 1
    if aggregateDepth > limits.aggregateNesting {
      throw fail("option values nest deeper than \(limits.aggregateNesting) levels")
    }
  }

  private mutating func parseEntry() throws(Abandon) -> AggregateSyntax.Entry {
    let start = token.range
    let name: AggregateSyntax.Name
    if take("[") {
      let path = try expectBracketedPath("the name of an extension")
      if take("/") {
        name = .any(prefix: path, type: try expectBracketedPath("the name of a message"))
      } else {
        name = .extension(path)
      }
      try expect("]", "after the name")
    } else {
      name = .field(try expectName("the name of a field"))
    }
    let range = TextRange(from: start, to: lastRange)
    let hasColon = take(":")
    if !hasColon, !isSymbol("{"), !isSymbol("<"), !isSymbol("[") {
      throw fail("expected \":\" after the name of the field, found \(found)")
    }
    return AggregateSyntax.Entry(
      name: name, range: range, hasColon: hasColon, value: try parseEntryValue())
  }

  /// A path that may have white space anywhere, even within words: the text format joins them.
  private mutating func expectBracketedPath(_ what: String) throws(Abandon) -> NameSyntax {
    var path = try expectPath(what, leadingDot: false)
    while token.kind == .identifier || isSymbol(".") {
      path.text += isSymbol(".") ? "." : text(token)
      path.range.end = token.end
      advance()
    }
    return path
  }

  private mutating func parseEntryValue() throws(Abandon) -> OptionValueSyntax {
    if isSymbol("{") { return .aggregate(try parseAggregate(close: "}")) }
    if isSymbol("<") { return .aggregate(try parseAggregate(close: ">")) }
    guard isSymbol("[") else { return try parseScalar() }
    let start = token.range
    // A list in a list is no value of any field, but it may be passed over for a reserved one.
    try nest()
    defer { aggregateDepth -= 1 }
    advance()
    var values: [OptionValueSyntax] = []
    if !isSymbol("]") {
      repeat { values.append(try parseEntryValue()) } while take(",")
    }
    try expect("]", "after the list")
    return .list(values, TextRange(from: start, to: lastRange))
  }
}
