/// One word of the source: what kind it is and where it stands. Its text stays in the file.
struct Token {
  enum Kind: UInt8 {
    case identifier
    case integer
    case float
    case string
    /// One punctuation byte, in `symbol`.
    case symbol
    /// Something that the lexer has reported; the parser skips it in silence.
    case invalid
    case end
  }

  var kind: Kind
  /// The punctuation byte, or 0.
  var symbol: UInt8
  var start: Int32
  var end: Int32

  var range: TextRange { TextRange(start: start, end: end) }
}

/// A comment's place. Comments are no tokens; later passes attach them to declarations.
struct Comment {
  /// From the first `/` to the end of the text, without the line break of a `//` comment.
  var range: TextRange
  /// The index of the token that follows.
  var before: Int32
}
