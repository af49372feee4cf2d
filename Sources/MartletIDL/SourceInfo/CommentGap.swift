/// Sorts the comments between two tokens: which belong to what is before them, which to what comes
/// after them, and which to neither.
struct CommentGap {
  typealias Text = DeclarationComments.Text

  /// Who gets which comments.
  struct Result {
    /// Of the declaration before the gap.
    var trailing = Text.none
    var detached: [Text] = []
    /// Of the declaration behind the gap.
    var leading = Text.none
  }

  private let bytes: [UInt8]
  private var result = Result()
  /// The text that has been begun: it is not known yet whose it is.
  private var pending = Text.none
  private var pendingIsLines = false
  /// Whether a text may still belong to what is before the gap.
  private var canTrail: Bool
  private var textCount = 0

  /// Sorts those of `comments` that are in `range`; they stand between the offset `start`, where
  /// the token before them ends (nil at the beginning of the file), and the token `end`.
  static func sort(
    _ comments: [Comment], _ range: Range<Int>, in bytes: [UInt8], from start: Int?,
    to end: Token
  ) -> Result {
    var gap = CommentGap(bytes: bytes, canTrail: start != nil)
    gap.sort(comments, range, from: start, to: end)
    return gap.result
  }

  private init(bytes: [UInt8], canTrail: Bool) {
    self.bytes = bytes
    self.canTrail = canTrail
  }

  private mutating func sort(
    _ comments: [Comment], _ range: Range<Int>, from start: Int?, to end: Token
  ) {
    var next = range.lowerBound
    var offset = start ?? SourceFile.byteOrderMarkLength(bytes)
    /// Whether the token behind the gap stands on the line of what it would have to be told from.
    var isCrowded = start != nil && !hasNewline(offset, Int(end.start))

    if start != nil {
      if next < range.upperBound, !hasNewline(offset, Int(comments[next].range.start)) {
        // A comment on the line of the token before it.
        let comment = comments[next]
        begin(next, isLine: isLine(comment))
        endText()
        offset = Int(comment.range.end)
        if isLine(comment) {
          offset += 1
        } else if !hasNewline(offset, Int(end.start)) {
          isCrowded = true
        }
        next += 1
      } else {
        offset = nextLine(offset, Int(end.start))
      }
    }

    while offset < Int(end.start) {
      offset = skipBlanks(offset)
      if next < range.upperBound, offset >= Int(comments[next].range.start) {
        let comment = comments[next]
        offset = Int(comment.range.end)
        if isLine(comment) {
          if !pending.isNone, !pendingIsLines { endText() }
          begin(next, isLine: true)
          offset += 1
        } else {
          endText()
          begin(next, isLine: false)
          // The rest of its line is no empty line.
          offset = skipBlanks(offset)
          if isNewline(offset) { offset += 1 }
        }
        next += 1
      } else if isNewline(offset) {
        endText()
        canTrail = false
        offset += 1
      } else {
        break
      }
    }
    finish(before: end, isCrowded: isCrowded)
  }

  private mutating func finish(before end: Token, isCrowded: Bool) {
    switch end.symbol {
    case UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ")"): endText()
    default: if end.kind == .end { endText() }
    }
    if end.kind != .end, isCrowded, textCount + (pending.isNone ? 0 : 1) == 1 {
      // One comment with something on either side: nobody can tell whose it is.
      if !result.trailing.isNone {
        result.detached.insert(result.trailing, at: 0)
        result.trailing = .none
      }
      endText()
    }
    result.leading = pending
  }

  // MARK: - Texts

  private mutating func begin(_ index: Int, isLine: Bool) {
    if pending.isNone { pending.first = Int32(clamping: index) }
    pending.count += 1
    pendingIsLines = isLine
  }

  /// Ends the pending text, which belongs to what is before the gap or to nothing.
  private mutating func endText() {
    if pending.isNone { return }
    if canTrail {
      result.trailing = pending
      canTrail = false
    } else {
      result.detached.append(pending)
    }
    pending = .none
    textCount += 1
  }

  // MARK: - Bytes

  private func isLine(_ comment: Comment) -> Bool {
    bytes[Int(comment.range.start) + 1] == Ascii.slash
  }

  private func isNewline(_ offset: Int) -> Bool {
    offset < bytes.count && bytes[offset] == Ascii.newline
  }

  private func hasNewline(_ start: Int, _ end: Int) -> Bool {
    var offset = start
    while offset < end {
      if bytes[offset] == Ascii.newline { return true }
      offset += 1
    }
    return false
  }

  /// The offset behind the next line break, or `end`.
  private func nextLine(_ start: Int, _ end: Int) -> Int {
    var offset = start
    while offset < end {
      offset += 1
      if bytes[offset - 1] == Ascii.newline { return offset }
    }
    return end
  }

  /// Moves behind white space within a line.
  private func skipBlanks(_ start: Int) -> Int {
    var offset = start
    while offset < bytes.count, bytes[offset] != Ascii.newline,
      Ascii.classes[Int(bytes[offset])] == Ascii.whitespaceBit
    {
      offset += 1
    }
    return offset
  }
}
