/// The lines of a comment of the IDL, to be put behind comment marks of Swift.
///
/// What they say stays as it is, Markdown included. What goes is what belongs to the marks rather
/// than to the text: one space at the beginning of a line, and the third slash of those who write
/// three; white space before and behind the text; and NUL, which the Swift compiler warns of even
/// in comments.
struct CommentText {
  private static let slash = UInt8(ascii: "/")
  private static let space = UInt8(ascii: " ")

  private(set) var lines: [String] = []

  // What follows is run on every comment by an unoptimised build: it walks over indexes, since
  // there each call of a closure shows.

  init(_ text: String) {
    if text.isEmpty { return }
    var pieces = CommentText.pieces(Array(text.utf8))
    if CommentText.haveThirdSlashes(pieces) {
      pieces = pieces.map { $0.first == CommentText.slash ? $0.dropFirst() : $0 }
    }
    var blanks = 0
    for piece in pieces {
      if CommentText.isBlank(piece) {
        blanks += 1
      } else {
        if !lines.isEmpty { for _ in 0..<blanks { lines.append("") } }
        blanks = 0
        lines.append(CommentText.line(piece))
      }
    }
    while lines.last?.utf8.last == CommentText.space { lines[lines.count - 1].removeLast() }
  }

  /// The bytes between line breaks. Of all that may be taken for a line break, CR and LF are those
  /// that also end a comment of Swift.
  private static func pieces(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    var pieces: [ArraySlice<UInt8>] = []
    var start = 0
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte == 0x0A || byte == 0x0D {
        pieces.append(bytes[start..<index])
        if byte == 0x0D, index + 1 < bytes.count, bytes[index + 1] == 0x0A { index += 1 }
        start = index + 1
      }
      index += 1
    }
    pieces.append(bytes[start...])
    return pieces
  }

  private static func haveThirdSlashes(_ pieces: [ArraySlice<UInt8>]) -> Bool {
    for piece in pieces where piece.first != slash && !isBlank(piece) { return false }
    return true
  }

  private static func isBlank(_ piece: ArraySlice<UInt8>) -> Bool {
    var index = piece.startIndex
    while index < piece.endIndex {
      let byte = piece[index]
      if byte != space, byte != 0x09, byte != 0 { return false }
      index += 1
    }
    return true
  }

  private static func line(_ piece: ArraySlice<UInt8>) -> String {
    let text = piece.first == space ? piece.dropFirst() : piece
    let line = String(decoding: text, as: UTF8.self)
    return line.utf8.contains(0) ? String(decoding: text.filter { $0 != 0 }, as: UTF8.self) : line
  }
}
