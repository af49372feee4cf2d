// Which statement begins here, and the statements of the file's own level.

extension Parser {
  /// Reads one statement.
  mutating func parseItem(in context: Context) throws(Abandon) -> ItemSyntax {
    guard token.kind == .identifier else {
      // A field's type may begin with a dot: `.foo.Bar bar = 1;`
      if isSymbol("."), context != .file, context != .enumeration, context != .method {
        return .field(try parseField(first: nil, in: context))
      }
      throw fail("expected \(expectation(context)), found \(found)")
    }
    let word = text(token)
    if let item = try parseKeywordItem(word, in: context) { return item }

    switch context {
    case .enumeration:
      return .enumValue(try parseEnumValue())
    case .message, .oneof, .extend:
      return .field(try parseField(first: word, in: context))
    case .file, .service, .method:
      let isField =
        peek().kind == .identifier && peek(2).symbol == UInt8(ascii: "=")
        || Self.labels[word] != nil
      if isField { return .field(try parseField(first: word, in: context)) }
      throw unknownStatement(word, in: context)
    }
  }

  static let labels: [String: FieldSyntax.Label] = [
    "optional": .optional, "required": .required, "repeated": .repeated,
  ]

  private mutating func parseKeywordItem(
    _ word: String, in context: Context
  ) throws(Abandon) -> ItemSyntax? {
    let next = peek()
    // Where the keyword is no statement of this body, it is one only if the rest looks so: a
    // type may be named `message`.
    let isBlock = next.kind == .identifier && peek(2).symbol == UInt8(ascii: "{")
    let inBody = context == .message || context == .file
    switch word {
    case "message" where inBody || isBlock: return .message(try parseMessage())
    case "enum" where inBody || isBlock: return .enumeration(try parseEnum())
    case "extend" where inBody || isBlock: return .extend(try parseExtend())
    case "oneof" where context == .message || isBlock: return .oneof(try parseOneof())
    case "service" where context == .file || isBlock: return .service(try parseService())
    case "rpc" where context == .service: return .method(try parseMethod())
    case "rpc" where next.kind == .identifier && peek(2).symbol == UInt8(ascii: "("):
      return .method(try parseMethod())
    case "option" where context != .extend: return .option(try parseOptionStatement())
    case "extensions" where context == .message || next.kind == .integer:
      return .extensions(try parseExtensions())
    case "reserved" where context == .message || context == .enumeration,
      "reserved" where next.kind == .integer || next.kind == .string:
      return .reserved(try parseReserved())
    case "import" where context == .file || next.kind == .string:
      return .importing(try parseImport())
    case "package" where context == .file: return .package(try parsePackage())
    case "syntax" where context == .file, "edition" where context == .file:
      return .syntax(try parseSyntaxStatement(isEdition: word == "edition"))
    case "export" where inBody, "local" where inBody:
      // These are names too: `local count = 1;` is a field of type `local`.
      guard next.kind == .identifier, peek(2).kind == .identifier else { return nil }
      return try parseVisible(VisibilitySyntax(isExported: word == "export", range: token.range))
    default: return nil
    }
  }

  private mutating func parseVisible(
    _ visibility: VisibilitySyntax
  ) throws(Abandon) -> ItemSyntax {
    advance()
    if isWord("message") { return .message(try parseMessage(visibility)) }
    if isWord("enum") { return .enumeration(try parseEnum(visibility)) }
    let word = visibility.isExported ? "export" : "local"
    throw fail(
      "\"\(word)\" can stand only before \"message\" and \"enum\"", at: visibility.range)
  }

  private func expectation(_ context: Context) -> String {
    switch context {
    case .file: "a statement such as \"message\""
    case .message: "a field or another statement of a message"
    case .extend, .oneof: "a field"
    case .enumeration: "the name of an enum value"
    case .service: "\"rpc\" or \"option\""
    case .method: "\"option\""
    }
  }

  /// Reports a statement that nobody knows, with a guess at what was meant.
  mutating func unknownStatement(_ word: String, in context: Context) -> Abandon {
    let words =
      switch context {
      case .file:
        [
          "message", "enum", "service", "import", "package", "option", "extend", "syntax",
          "edition", "export", "local",
        ]
      case .service: ["rpc", "option"]
      case .method: ["option"]
      case .message:
        [
          "message", "enum", "oneof", "extend", "option", "reserved", "extensions", "export",
          "local",
        ]
      default: ["message", "enum", "oneof", "extend", "option", "reserved", "extensions"]
      }
    let guess = Spelling.nearest(to: word, in: words)
    return fail(
      "expected \(expectation(context)), found \(found)",
      help: guess.map { "did you mean \"\($0)\"?" })
  }

  // MARK: - Statements of a file

  private mutating func parseSyntaxStatement(
    isEdition: Bool
  ) throws(Abandon) -> SyntaxStatement {
    let start = token.range
    let word = isEdition ? "edition" : "syntax"
    advance()
    try expect("=", "after \"\(word)\"")
    let value = try expectString(isEdition ? "the edition" : "\"proto3\" or \"proto2\"")
    try expectEnd(of: "the \(word)")
    return SyntaxStatement(
      isEdition: isEdition, value: value.bytes, valueRange: value.range,
      range: TextRange(from: start, to: lastRange))
  }

  private mutating func parsePackage() throws(Abandon) -> PackageSyntax {
    let start = token.range
    advance()
    let name = try expectPath("the name of the package", leadingDot: false)
    try expectEnd(of: "the package")
    return PackageSyntax(name: name, range: TextRange(from: start, to: lastRange))
  }

  private mutating func parseImport() throws(Abandon) -> ImportSyntax {
    let start = token.range
    advance()
    var kind = ImportSyntax.Kind.plain
    var kindRange = TextRange.none
    if token.kind == .identifier {
      switch text(token) {
      case "public": kind = .public
      case "weak": kind = .weak
      case "option": kind = .option
      default:
        throw fail(
          "expected the file to import in quotes, found \(found)",
          help: "write import \"path/to/file.proto\";")
      }
      kindRange = token.range
      advance()
    }
    let path = try expectString("the file to import")
    try expectEnd(of: "the import")
    return ImportSyntax(
      kind: kind, kindRange: kindRange, path: String(decoding: path.bytes, as: UTF8.self),
      pathRange: path.range, range: TextRange(from: start, to: lastRange))
  }

  // MARK: - Services

  private mutating func parseService() throws(Abandon) -> ServiceSyntax {
    let start = token.range
    advance()
    let name = try expectName("the name of the service")
    let body = try parseBody(.service, of: "service \"\(name.text)\"")
    return ServiceSyntax(
      name: name, body: body, range: TextRange(from: start, to: body.close))
  }

  private mutating func parseMethod() throws(Abandon) -> MethodSyntax {
    let start = token.range
    advance()
    let name = try expectName("the name of the method")
    let input = try parseMethodType("the request type")
    guard isWord("returns") else {
      let guess = token.kind == .identifier ? "did you mean \"returns\"?" : nil
      throw fail("expected \"returns\" after the request type, found \(found)", help: guess)
    }
    advance()
    let output = try parseMethodType("the response type")
    var body: BodySyntax?
    if isSymbol("{") {
      body = try parseBody(.method, of: "method \"\(name.text)\"")
    } else {
      try expectEnd(of: "the method")
    }
    return MethodSyntax(
      name: name, input: input.name, inputStream: input.stream, output: output.name,
      outputStream: output.stream, body: body,
      range: TextRange(from: start, to: body?.close ?? lastRange))
  }

  private mutating func parseMethodType(
    _ what: String
  ) throws(Abandon) -> (name: NameSyntax, stream: TextRange?) {
    try expect("(", "before \(what)")
    var stream: TextRange?
    if isWord("stream") {
      stream = token.range
      advance()
    }
    if isSymbol(")") {
      throw fail(
        "\(what) is missing",
        help: "for nothing, import \"google/protobuf/empty.proto\" "
          + "and write google.protobuf.Empty")
    }
    let name = try expectPath(what)
    try expect(")", "after \(what)")
    return (name, stream)
  }
}
