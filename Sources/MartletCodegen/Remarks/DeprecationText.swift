/// Why something is deprecated, as its comment puts it.
enum DeprecationText {
  private static let marks = ["Deprecated:", "DEPRECATED:", "@deprecated"]
  /// The most characters that are taken over.
  private static let longest = 300

  /// The sentence that a comment begins with `Deprecated:`, without that word and on one line; nil
  /// if there is none.
  static func reason(in comment: CommentText) -> String? {
    for (index, line) in comment.lines.enumerated() {
      guard let start = end(ofMarkIn: line) else { continue }
      var words = line[start...].split(whereSeparator: \.isWhitespace)
      for line in comment.lines[(index + 1)...] {
        if line.isEmpty { break }
        words += line.split(whereSeparator: \.isWhitespace)
      }
      let sentence = sentence(words)
      return sentence.isEmpty ? nil : sentence
    }
    return nil
  }

  /// Behind the mark, which has to begin a line or to follow a space.
  private static func end(ofMarkIn line: String) -> String.Index? {
    // The first check is for the many lines that have none.
    guard line.utf8.contains(where: { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "@") }) else {
      return nil
    }
    var start = line.startIndex
    while start < line.endIndex {
      let rest = line[start...]
      if let mark = marks.first(where: { rest.hasPrefix($0) }) {
        return line.index(start, offsetBy: mark.count)
      }
      guard let space = rest.firstIndex(where: \.isWhitespace) else { return nil }
      start = line.index(after: space)
    }
    return nil
  }

  /// The words up to the end of the first sentence: a full stop, with a capital behind it so that
  /// `e.g. this` goes on.
  private static func sentence(_ words: [Substring]) -> String {
    var result = ""
    for (index, word) in words.enumerated() {
      if !result.isEmpty { result += " " }
      result += word
      let isLast = index + 1 == words.count
      if word.last == ".", isLast || words[index + 1].first?.isUppercase == true {
        result.removeLast()
        break
      }
      if result.count > longest { return result.prefix(longest) + "…" }
    }
    return result
  }
}
