/// Builds the syntax tree of one file.
///
/// Recursive descent over the token array, with two tokens of look-ahead. It is lenient: a
/// statement parses wherever it stands, and the legality pass says where it may not. A statement
/// that does not parse is reported once and skipped, so one run finds every such place.
struct Parser {
  /// Thrown after the fault has been reported: the statement is given up.
  struct Abandon: Error {}

  /// The kind of body that is being read; it decides what an ambiguous word means.
  enum Context {
    case file, message, extend, oneof, enumeration, service, method
  }

  let source: SourceFile
  let sink: DiagnosticSink
  let limits: CompilerLimits
  private let tokens: [Token]
  private let faults: [Int32]
  /// Nil if nobody wants the comments.
  private var comments: CommentAttacher?
  private(set) var position = 0
  private(set) var token: Token
  private var previousEnd: Int32 = 0
  private var messageDepth = 0
  var aggregateDepth = 0
  /// The brace that opens the aggregate that is being read.
  var aggregateStart = 0
  private var unclosedReported = false
  /// Where the statement that is being read begins.
  private var statementStart: Int32 = 0
  /// The token at which the last given-up statement ended.
  private var abandonedAt = -1
  /// Set once something was given up that may have declared a type.
  private var lostDeclarations = false
  /// How many options have been read.
  var optionCount = 0
  /// How many bodies are being read.
  private var openBodies = 0

  /// Parses `source`; whatever is wrong goes to `sink`. Comments are kept if they are wanted.
  static func parse(
    _ source: SourceFile, sink: DiagnosticSink, limits: CompilerLimits, comments: Bool
  ) -> FileSyntax {
    let lexed = Lexer.tokenize(source, sink: sink)
    var parser = Parser(source: source, lexed: lexed, sink: sink, limits: limits)
    if comments {
      parser.comments = CommentAttacher(source: source, comments: lexed.comments)
    }
    return parser.parseFile()
  }

  private init(
    source: SourceFile, lexed: Lexer.Result, sink: DiagnosticSink, limits: CompilerLimits
  ) {
    self.source = source
    self.tokens = lexed.tokens
    self.faults = lexed.faults
    self.sink = sink
    self.limits = limits
    self.lostDeclarations = sink.errorCount > 0
    self.token = lexed.tokens.first ?? Token(kind: .end, symbol: 0, start: 0, end: 0)
  }

  // MARK: - Files and bodies

  private mutating func parseFile() -> FileSyntax {
    var items: [ItemSyntax] = []
    comments?.begin(before: token)
    let start = token.range
    while token.kind != .end {
      if isSymbol("}") {
        // A statement that was given up may have lost its opening brace.
        if position != abandonedAt {
          sink.error("this \"}\" closes nothing", at: token.range, help: "delete it")
          lostDeclarations = true
        }
        advance()
      } else {
        parseStatement(in: .file, into: &items)
      }
    }
    return FileSyntax(
      source: source, items: items, range: TextRange(start: start.start, end: previousEnd),
      comments: comments?.attached, optionCount: optionCount,
      lostDeclarations: lostDeclarations || unclosedReported)
  }

  /// Reads `{ … }`, which the current token opens. Comments belong to what `{` belongs to.
  mutating func parseBody(
    _ context: Context, of what: String
  ) throws(Abandon) -> BodySyntax {
    let open = token.range
    if !isSymbol("{"), isBraceForgotten() {
      sink.error(
        "expected \"{\" to begin the body of \(what)", at: lastPlace, help: "add \"{\"",
        edits: [(lastPlace, " {")])
    } else {
      try expect("{", "to begin the body of \(what)")
    }
    attachComments(.declaration)
    openBodies += 1
    defer { openBodies -= 1 }
    if context == .message {
      messageDepth += 1
      if messageDepth > limits.messageNesting {
        sink.error(
          "messages nest deeper than \(limits.messageNesting) levels", at: open,
          help: "move the inner messages to the top level")
        lostDeclarations = true
        skipBalanced(from: position - 1)
        messageDepth -= 1
        return BodySyntax(items: [], open: open, close: lastRange)
      }
    }
    defer { if context == .message { messageDepth -= 1 } }

    var items: [ItemSyntax] = []
    while !isSymbol("}") {
      if token.kind == .end {
        if !unclosedReported {
          unclosedReported = true
          reportUnclosed(open)
        }
        return BodySyntax(items: items, open: open, close: token.range)
      }
      parseStatement(in: context, into: &items)
    }
    let close = token.range
    advance()
    attachComments(.body)
    return BodySyntax(items: items, open: open, close: close)
  }

  /// Whether a body begins here in all but its brace: on a new line, and with one closing brace
  /// too many from here to the end of the file.
  private func isBraceForgotten() -> Bool {
    guard isFirstOnLine(position), !isSymbol("}") else { return false }
    var surplus = 0
    for token in tokens[position...] where token.kind == .symbol {
      if token.symbol == UInt8(ascii: "}") { surplus += 1 }
      if token.symbol == UInt8(ascii: "{") { surplus -= 1 }
    }
    return surplus == openBodies + 1
  }

  /// Reports the body that `open` begins. Where something in it begins as far left as the line of
  /// its brace, that is most likely behind what should have been its end.
  private func reportUnclosed(_ open: TextRange) {
    let limit = indentation(of: open.start)
    let outside = tokens.first {
      $0.start > open.end && $0.kind == .identifier
        && indentation(of: $0.start) == column(of: $0.start) && column(of: $0.start) <= limit
    }
    let notes = outside.map { token in
      let text = "this does not look as if it were inside: is the \"}\" missing before it?"
      return [Diagnostic.Note(message: text, span: sink.span(token.range))]
    }
    let end = outside.map { TextRange(start: $0.start, end: $0.start) }
    sink.error(
      "\"{\" is never closed", at: open, help: "add the missing \"}\"", notes: notes ?? [],
      edits: end.map { [($0, "}\n")] } ?? [])
  }

  private func column(of offset: Int32) -> Int { source.position(of: Int(offset)).column }

  /// The column of the first thing on a line.
  private func indentation(of offset: Int32) -> Int {
    let line = source.line(source.position(of: Int(offset)).line)
    return 1 + line.prefix { $0 == Ascii.space || $0 == Ascii.tab }.count
  }

  private mutating func parseStatement(in context: Context, into items: inout [ItemSyntax]) {
    let start = position
    statementStart = token.start
    if isSymbol(";") {
      if context == .oneof || context == .extend {
        sink.error("there is nothing before this \";\"", at: token.range, help: "delete it")
      }
      advance()
      attachComments(.nothing)
      return
    }
    do {
      try items.append(parseItem(in: context))
    } catch {
      aggregateDepth = 0
      skipStatement(from: start)
      abandonedAt = position
      // A field or method that is given up takes no type with it, unless it had a body.
      lostDeclarations =
        lostDeclarations || context == .file || tokens[start..<position].contains { isOpening($0) }
    }
    if position == start { advance() }
  }

  // MARK: - Tokens

  mutating func advance() {
    previousEnd = token.end
    if position + 1 < tokens.count { position += 1 }
    token = tokens[position]
    if token.symbol == UInt8(ascii: "#"), aggregateDepth > 0 { skipTextComment() }
  }

  /// The token `distance` places ahead; the last one for whatever lies behind the end.
  func peek(_ distance: Int = 1) -> Token {
    tokens[min(position + distance, tokens.count - 1)]
  }

  func token(at index: Int) -> Token { tokens[min(max(index, 0), tokens.count - 1)] }

  /// The place of the token before the current one.
  var lastRange: TextRange { token(at: position - 1).range }

  func text(_ token: Token) -> String {
    let start = Int(token.start)
    let end = Int(token.end)
    return source.bytes.withUnsafeBufferPointer {
      String(decoding: UnsafeBufferPointer(rebasing: $0[start..<end]), as: UTF8.self)
    }
  }

  func bytes(_ token: Token) -> ArraySlice<UInt8> {
    source.bytes[Int(token.start)..<Int(token.end)]
  }

  func isSymbol(_ symbol: Unicode.Scalar) -> Bool {
    token.symbol == UInt8(truncatingIfNeeded: symbol.value)
  }

  func isWord(_ word: String) -> Bool { token.kind == .identifier && text(token) == word }

  mutating func take(_ symbol: Unicode.Scalar) -> Bool {
    guard isSymbol(symbol) else { return false }
    advance()
    return true
  }

  /// What to call the current token in a message.
  var found: String { describe(token) }

  func describe(_ token: Token) -> String {
    switch token.kind {
    case .end: return "the end of the file"
    case .string: return "a string"
    default:
      let word = text(token)
      return word.utf8.count > 40 ? "\"\(word.prefix(40))…\"" : "\"\(word)\""
    }
  }

  // MARK: - Expectations

  mutating func expect(
    _ symbol: Unicode.Scalar, _ purpose: String, help: String? = nil
  ) throws(Abandon) {
    if take(symbol) { return }
    throw fail("expected \"\(symbol)\" \(purpose), found \(found)", help: help)
  }

  /// Reports a fault at the current token; silent if the lexer has reported that token already.
  mutating func fail(_ message: DiagnosticMessage, help: String? = nil) -> Abandon {
    fail(message, at: token.range, help: help)
  }

  mutating func fail(
    _ message: DiagnosticMessage, at range: TextRange, help: String? = nil
  ) -> Abandon {
    let message = message.rule.hasPrefix("expected-") ? message.named("unexpected-token") : message
    if hasFault(upTo: token.end) {
      // The lexer has said what is wrong with this statement.
      if token.kind == .end { unclosedReported = true }
    } else if token.kind == .end && range == token.range {
      // One message about the end of the file is enough, however many bodies it cuts off.
      if !unclosedReported { sink.error(message, at: lastPlace, help: help) }
      unclosedReported = true
    } else if token.kind != .invalid || range != token.range {
      sink.error(message, at: range, help: help)
    }
    return Abandon()
  }

  /// Whether the lexer has found a fault between the start of the statement and `end`.
  func hasFault(upTo end: Int32) -> Bool {
    var low = 0
    var high = faults.count
    while low < high {
      let middle = (low + high) / 2
      if faults[middle] < statementStart { low = middle + 1 } else { high = middle }
    }
    return low < faults.count && faults[low] <= end
  }

  /// The place just behind the last token, where something is missing.
  var lastPlace: TextRange { TextRange(start: previousEnd, end: previousEnd) }

  /// Takes the `;` that ends a statement. If it was merely forgotten, the next statement is read
  /// as if it were there.
  mutating func expectEnd(of what: String) throws(Abandon) {
    if take(";") {
      attachComments(.declaration)
      return
    }
    if token.kind == .end || isSymbol("}") || isFirstOnLine(position) {
      if token.kind == .end && unclosedReported { return }
      if hasFault(upTo: token.end) {
        if token.kind == .end { unclosedReported = true }
        return
      }
      sink.error(
        "expected \";\" after \(what)", at: lastPlace, rule: "missing-semicolon",
        help: "add \";\"",
        edits: [(lastPlace, ";")])
      if token.kind == .end { unclosedReported = true }
      return
    }
    throw fail("expected \";\" after \(what), found \(found)")
  }

  mutating func expectName(_ what: String) throws(Abandon) -> NameSyntax {
    guard token.kind == .identifier else {
      let hint = token.kind == .string ? "names are written without quotes" : nil
      throw fail("expected \(what), found \(found)", help: hint)
    }
    let name = NameSyntax(text: text(token), range: token.range)
    advance()
    return name
  }

  /// A path such as `foo.v1.Bar` or `.foo.Bar`.
  mutating func expectPath(_ what: String, leadingDot: Bool = true) throws(Abandon) -> NameSyntax {
    let start = token.range
    var text = ""
    if leadingDot, take(".") { text = "." }
    text += try expectName(what).text
    while isSymbol(".") {
      advance()
      text += "."
      text += try expectName("the rest of the name after \".\"").text
    }
    return NameSyntax(text: text, range: TextRange(from: start, to: lastRange))
  }

  /// Adjacent string literals, joined.
  mutating func expectString(_ what: String) throws(Abandon) -> (bytes: [UInt8], range: TextRange) {
    guard token.kind == .string else {
      let hint = token.kind == .identifier ? "write it in quotes: \"\(text(token))\"" : nil
      throw fail("expected \(what) in quotes, found \(found)", help: hint)
    }
    let start = token.range
    var value: [UInt8] = []
    while token.kind == .string {
      Literals.string(bytes(token), into: &value)
      advance()
    }
    return (value, TextRange(from: start, to: lastRange))
  }

  /// An integer with an optional minus; nil for one that the lexer has refused.
  mutating func expectInteger(_ what: String) throws(Abandon) -> IntegerSyntax? {
    let start = token.range
    let isNegative = take("-")
    switch token.kind {
    case .integer:
      let result = integer(
        isNegative: isNegative, magnitude: Literals.integer(bytes(token)),
        range: TextRange(from: start, to: token.range))
      advance()
      return result
    case .invalid:
      advance()
      return nil
    default:
      throw fail("expected \(what), found \(found)")
    }
  }

  /// The integer at the current token.
  func integer(isNegative: Bool, magnitude: UInt64?, range: TextRange) -> IntegerSyntax {
    let isDecimal = bytes(token).first != Ascii.zero || token.end - token.start == 1
    return IntegerSyntax(
      isNegative: isNegative, isDecimal: isDecimal, magnitude: magnitude, range: range)
  }

  /// Deals with the comments around the token before the current one, which ends something.
  private mutating func attachComments(_ what: CommentAttacher.End) {
    comments?.pass(what, previousEnd, next: token, at: position)
  }

  // MARK: - Recovery

  private func isOpening(_ token: Token) -> Bool {
    token.kind == .symbol && token.symbol == UInt8(ascii: "{")
  }

  /// Skips the rest of a statement that was given up at or after token `start`.
  private mutating func skipStatement(from start: Int) {
    var depth = 0
    while token.kind != .end {
      if depth == 0, position > start, startsStatement() { return }
      if isSymbol("{") {
        depth += 1
      } else if isSymbol("}") {
        if depth == 0 { return }
        depth -= 1
        if depth == 0 {
          advance()
          return
        }
      } else if isSymbol(";"), depth == 0 {
        advance()
        return
      }
      advance()
    }
  }

  /// Skips what is a comment in the text format, from `#` to the end of the line. As protoc has
  /// it, braces count even there, so the one that closes the whole value ends a comment too.
  private mutating func skipTextComment() {
    var depth = 0
    for index in aggregateStart..<tokens.count {
      if isOpening(tokens[index]) { depth += 1 }
      if tokens[index].symbol == UInt8(ascii: "}") { depth -= 1 }
      guard index > position else { continue }
      if depth == 0 || isFirstOnLine(index) || tokens[index].kind == .end {
        position = index
        token = tokens[index]
        return
      }
    }
  }

  /// Moves behind the brace that closes the one at token `open`, or to the end.
  mutating func skipBalanced(from open: Int) {
    position = open
    token = tokens[position]
    var depth = 0
    while token.kind != .end {
      if isSymbol("{") { depth += 1 }
      if isSymbol("}") { depth -= 1 }
      advance()
      if depth <= 0 { return }
    }
    unclosedReported = true
  }

  /// Whether a new statement most likely begins here: a keyword, or `type name =`, as the first
  /// words of a line.
  private func startsStatement() -> Bool {
    guard token.kind == .identifier, isFirstOnLine(position) else { return false }
    let next = peek()
    if Self.statementWords.contains(text(token)), next.kind == .identifier || next.kind == .string {
      return true
    }
    return next.kind == .identifier && peek(2).symbol == UInt8(ascii: "=")
  }

  private static let statementWords: Set<String> = [
    "message", "enum", "service", "rpc", "oneof", "extend", "extensions", "option", "import",
    "package", "syntax", "edition", "reserved", "optional", "required", "repeated", "map",
  ]

  func isFirstOnLine(_ index: Int) -> Bool {
    guard index > 0 else { return true }
    var offset = Int(token(at: index - 1).end)
    let end = Int(token(at: index).start)
    while offset < end {
      if source.bytes[offset] == Ascii.newline { return true }
      offset += 1
    }
    return false
  }
}
