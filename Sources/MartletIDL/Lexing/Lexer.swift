/// Cuts a source file into tokens.
///
/// Hand-written over bytes, one pass, no backtracking. It reports what is no token at all and
/// goes on behind it, so that one run finds every such place.
struct Lexer {
  private let sink: DiagnosticSink
  private let bytes: UnsafeBufferPointer<UInt8>
  private var offset = 0
  private var tokens: [Token] = []
  private var comments: [Comment] = []
  private var faults: [Int32] = []
  /// Whether there is a NUL byte anywhere, for which comments need a look of their own.
  private let hasNUL: Bool
  /// The quote of a string that its line did not close, until another one is opened.
  private var openQuote: UInt8?

  /// What a file consists of.
  struct Result {
    /// The last one is `.end`.
    var tokens: [Token]
    /// In order.
    var comments: [Comment]
    /// Where the reported faults are, in order: the parser says nothing about statements that
    /// contain one.
    var faults: [Int32]
  }

  /// Cuts `source` into tokens; whatever is none goes to `sink`.
  static func tokenize(_ source: SourceFile, sink: DiagnosticSink) -> Result {
    source.bytes.withUnsafeBufferPointer { bytes in
      var lexer = Lexer(bytes: bytes, sink: sink)
      lexer.run()
      return Result(tokens: lexer.tokens, comments: lexer.comments, faults: lexer.faults)
    }
  }

  private init(bytes: UnsafeBufferPointer<UInt8>, sink: DiagnosticSink) {
    self.bytes = bytes
    self.sink = sink
    self.hasNUL = ByteSearch.contains(0, in: bytes)
    tokens.reserveCapacity(bytes.count / 5 + 1)
  }

  // MARK: - The loop

  private mutating func run() {
    offset = SourceFile.byteOrderMarkLength(bytes)
    Ascii.classes.withUnsafeBufferPointer { classes in
      let count = bytes.count
      while offset < count {
        let byte = bytes[offset]
        let kind = classes[Int(byte)]
        if kind == Ascii.whitespaceBit {
          offset += 1
        } else if kind == Ascii.letterBit {
          let start = offset
          offset += 1
          while offset < count, classes[Int(bytes[offset])] >= Ascii.letterBit { offset += 1 }
          emit(.identifier, from: start)
        } else {
          lexOther(byte)
        }
      }
    }
    emit(.end, from: bytes.count)
  }

  private mutating func lexOther(_ byte: UInt8) {
    let start = offset
    if Ascii.isDigit(byte) || (byte == Ascii.dot && Ascii.isDigit(peek(1))) {
      lexNumber()
    } else if byte == Ascii.doubleQuote || byte == Ascii.singleQuote {
      lexString(quote: byte)
    } else if byte == Ascii.slash && (peek(1) == Ascii.slash || peek(1) == Ascii.star) {
      lexComment()
    } else if byte < Ascii.space || byte == 0x7F {
      skipControlCharacters()
    } else if byte >= 0x80 {
      skipForeignText()
    } else {
      offset += 1
      emit(.symbol, from: start, symbol: byte)
    }
  }

  private func peek(_ distance: Int) -> UInt8 {
    let index = offset + distance
    return index < bytes.count ? bytes[index] : 0
  }

  private mutating func error(
    _ message: DiagnosticMessage, at range: TextRange, help: String? = nil
  ) {
    faults.append(range.start)
    sink.error(message, at: range, help: help)
  }

  private mutating func emit(_ kind: Token.Kind, from start: Int, symbol: UInt8 = 0) {
    tokens.append(
      Token(kind: kind, symbol: symbol, start: Int32(clamping: start), end: Int32(clamping: offset))
    )
  }

  // MARK: - Comments

  private mutating func lexComment() {
    let start = offset
    offset += 2
    if bytes[start + 1] == Ascii.slash {
      while offset < bytes.count, bytes[offset] != Ascii.newline { offset += 1 }
    } else {
      while true {
        guard offset + 1 < bytes.count else {
          offset = bytes.count
          error(
            "comment is never closed", at: TextRange(start, start + 2),
            help: "end it with \"*/\"")
          break
        }
        if bytes[offset] == Ascii.star && bytes[offset + 1] == Ascii.slash {
          offset += 2
          break
        }
        if bytes[offset] == Ascii.slash && bytes[offset + 1] == Ascii.star {
          error(
            "\"/*\" inside a comment: comments do not nest", at: TextRange(offset, offset + 2),
            help: "end the outer comment first, or use \"//\"")
          offset += 1
        }
        offset += 1
      }
    }
    if hasNUL, let nul = bytes[start..<offset].firstIndex(of: 0) {
      error("NUL byte in a comment", at: TextRange(nul, nul + 1), help: "delete it")
    }
    comments.append(
      Comment(range: TextRange(start, offset), before: Int32(clamping: tokens.count)))
  }

  // MARK: - What is no token

  private mutating func skipControlCharacters() {
    let start = offset
    while offset < bytes.count, Ascii.classes[Int(bytes[offset])] == 0,
      bytes[offset] < Ascii.space || bytes[offset] == 0x7F
    {
      offset += 1
    }
    let what = bytes[start] == 0 ? "NUL byte" : "control character"
    error("\(what) in the source", at: TextRange(start, offset), help: "delete it")
  }

  private mutating func skipForeignText() {
    let start = offset
    while offset < bytes.count, bytes[offset] >= 0x80 { offset += 1 }
    let slice = UnsafeBufferPointer(rebasing: bytes[start..<offset])
    guard let text = String(validating: slice, as: UTF8.self), let first = text.unicodeScalars.first
    else {
      error(
        "these bytes are not UTF-8", at: TextRange(start, offset),
        help: "save the file with UTF-8 encoding")
      return
    }
    if first.properties.isAlphabetic {
      lexForeignWord(from: start)
    } else {
      let shown = text.unicodeScalars.prefix(12).map(String.init).joined()
      error(
        "\"\(shown)\" cannot stand outside of a string or comment", at: TextRange(start, offset),
        help: isQuote(first) ? "use a plain quote: \"" : "delete it")
    }
  }

  /// Takes a word with letters that names do not have for a name nevertheless, so that there is
  /// one message about it and none about its parts.
  private mutating func lexForeignWord(from foreign: Int) {
    var start = foreign
    if let last = tokens.last, last.kind == .identifier, Int(last.end) == foreign {
      start = Int(last.start)
      tokens.removeLast()
    }
    while offset < bytes.count,
      bytes[offset] >= 0x80 || Ascii.isLetter(bytes[offset]) || Ascii.isDigit(bytes[offset])
    {
      offset += 1
    }
    error(
      "a name cannot contain other letters than A to Z and a to z",
      at: TextRange(start, offset), help: "names are made of A-Z, a-z, 0-9 and _")
    emit(.identifier, from: start)
  }

  private func isQuote(_ scalar: Unicode.Scalar) -> Bool {
    (0x2018...0x201F).contains(scalar.value) || scalar.value == 0xAB || scalar.value == 0xBB
  }

  // MARK: - Numbers

  private mutating func lexNumber() {
    let start = offset
    var kind = Token.Kind.integer
    if bytes[offset] == Ascii.zero, peek(1) | 0x20 == UInt8(ascii: "x") {
      offset += 2
      let digits = offset
      while Ascii.hexValue(peek(0)) != nil { offset += 1 }
      if offset == digits {
        error(
          "\"0x\" must be followed by hexadecimal digits", at: TextRange(start, offset))
        kind = .invalid
      }
    } else {
      while Ascii.isDigit(peek(0)) { offset += 1 }
      if peek(0) == Ascii.dot {
        kind = .float
        offset += 1
        while Ascii.isDigit(peek(0)) { offset += 1 }
      }
      if peek(0) | 0x20 == UInt8(ascii: "e") {
        kind = .float
        lexExponent(from: start, &kind)
      }
      if kind == .integer { checkOctal(from: start, &kind) }
    }
    finishNumber(from: start, kind)
  }

  private mutating func lexExponent(from start: Int, _ kind: inout Token.Kind) {
    offset += 1
    if peek(0) == Ascii.plus || peek(0) == Ascii.minus { offset += 1 }
    let digits = offset
    while Ascii.isDigit(peek(0)) { offset += 1 }
    if offset == digits {
      error("the exponent has no digits", at: TextRange(start, offset))
      kind = .invalid
    }
  }

  private mutating func checkOctal(from start: Int, _ kind: inout Token.Kind) {
    guard bytes[start] == Ascii.zero, offset > start + 1 else { return }
    var index = start
    while index < offset {
      if !Ascii.isOctalDigit(bytes[index]) {
        error(
          "a number that begins with 0 is octal, and \(bytes[index] - Ascii.zero) is no octal digit",
          at: TextRange(start, offset), help: "drop the leading zero for a decimal number")
        kind = .invalid
        return
      }
      index += 1
    }
  }

  private mutating func finishNumber(from start: Int, _ kind: Token.Kind) {
    var kind = kind
    let next = peek(0)
    if Ascii.isLetter(next) || Ascii.isDigit(next) {
      while Ascii.isLetter(peek(0)) || Ascii.isDigit(peek(0)) { offset += 1 }
      if kind != .invalid {
        error(
          "a number cannot run into a name", at: TextRange(start, offset),
          help: "put a space between them")
      }
      kind = .invalid
    } else if next == Ascii.dot && kind == .float {
      while peek(0) == Ascii.dot || Ascii.isDigit(peek(0)) { offset += 1 }
      error("a number cannot have two decimal points", at: TextRange(start, offset))
      kind = .invalid
    } else if next == Ascii.dot && kind == .integer {
      // Only a hexadecimal or octal number gets here: decimal ones took the point themselves.
      offset += 1
      while Ascii.isDigit(peek(0)) { offset += 1 }
      error("hexadecimal and octal numbers have no decimal point", at: TextRange(start, offset))
      kind = .invalid
    }
    emit(kind, from: start)
  }

  // MARK: - Strings

  private mutating func lexString(quote: UInt8) {
    let start = offset
    offset += 1
    var valid = true
    while true {
      guard offset < bytes.count, bytes[offset] != Ascii.newline else {
        reportUnclosed(from: start, quote)
        valid = false
        break
      }
      let byte = bytes[offset]
      if byte == quote {
        offset += 1
        openQuote = nil
        break
      }
      if byte == Ascii.backslash {
        if !skipEscape() { valid = false }
      } else {
        if byte == 0 {
          error(
            "NUL byte in a string", at: TextRange(offset, offset + 1), help: "write \\0 instead")
          valid = false
        }
        offset += 1
      }
    }
    if valid { valid = isEncoded(start + 1, offset - 1) }
    emit(valid ? .string : .invalid, from: start)
  }

  /// The fault is the quote that opens what never closes. Where a later line looks like the end of
  /// the same string, the quote in it is no fault of its own.
  private mutating func reportUnclosed(from start: Int, _ quote: UInt8) {
    let closes = ";,]})\r\n".utf8.contains(bytes[min(start + 1, bytes.count - 1)])
    if openQuote == quote, closes {
      openQuote = nil
      faults.append(Int32(clamping: start))
      return
    }
    openQuote = quote
    error(
      "string is never closed", at: TextRange(start, start + 1),
      help: "strings end on the line where they begin; neighbours are joined")
  }

  private mutating func isEncoded(_ start: Int, _ end: Int) -> Bool {
    guard end > start else { return true }
    let slice = UnsafeBufferPointer(rebasing: bytes[start..<end])
    if !slice.contains(where: { $0 >= 0x80 }) { return true }
    if String(validating: slice, as: UTF8.self) != nil { return true }
    error(
      "this string is not UTF-8", at: TextRange(start - 1, end + 1),
      help: "save the file with UTF-8 encoding, or write bytes as \\xNN")
    return false
  }

  /// Moves behind one escape sequence; false, and reported, if it is none.
  private mutating func skipEscape() -> Bool {
    let start = offset
    let letter = peek(1)
    offset += 2
    switch letter {
    case UInt8(ascii: "x"), UInt8(ascii: "X"):
      if Ascii.hexValue(peek(0)) != nil {
        offset += 1
        return true
      }
      return badEscape(start, "\\x needs one or two hexadecimal digits")
    case UInt8(ascii: "u"), UInt8(ascii: "U"):
      let wanted = letter == UInt8(ascii: "u") ? 4 : 8
      var value: UInt32 = 0
      for _ in 0..<wanted {
        guard let digit = Ascii.hexValue(peek(0)) else {
          return badEscape(
            start, "\\\(Character(Unicode.Scalar(letter))) needs \(wanted) hexadecimal digits")
        }
        value = (value & 0x0FFF_FFFF) << 4 | UInt32(digit)
        offset += 1
      }
      // As protoc has it, what lies between the last character of Unicode and this is kept as text.
      return value <= 0x1FFFFF || badEscape(start, "there is no Unicode character of this number")
    default:
      if Ascii.isOctalDigit(letter) { return true }
      if "abfnrtv?\\'\"".utf8.contains(letter) { return true }
      if offset > bytes.count || letter == Ascii.newline {
        // The string is not closed either; that message is the better one.
        offset = start + 1
        return false
      }
      return badEscape(start, "there is no such escape")
    }
  }

  private mutating func badEscape(_ start: Int, _ message: DiagnosticMessage) -> Bool {
    error(
      message, at: TextRange(start, min(max(offset, start + 1), bytes.count)),
      help: "the escapes are \\n \\r \\t \\a \\b \\f \\v \\? \\\\ \\' \\\" \\123 \\x1F \\u1234")
    return false
  }
}
