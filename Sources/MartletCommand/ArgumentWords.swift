import MartletDriver

/// A command line, before ArgumentParser sees it.
///
/// It takes the names of files out, since ArgumentParser's time grows with the square of their
/// number (a second for 7,000 files), puts in what `@file` arguments stand for, and gives protoc's
/// spellings ours: `--proto_path=x`, `-Ix`, `-ox`.
struct ArgumentWords {
  /// What is left for ArgumentParser; options with their values in one word.
  private(set) var rest: [String] = []
  /// The names of files, in order.
  private(set) var files: [String] = []

  /// Why a command line cannot be read.
  struct Invalid: Error {
    let message: String
  }

  /// The subcommands that take names of files.
  private static let commands: Set<String> = ["generate", "descriptors", "check"]
  /// The options that have a value. (A test holds these against the commands themselves.)
  static let valued: Set<String> = [
    "access", "cache", "color", "custom-options", "dependency-out", "descriptor-set-out",
    "descriptors", "diagnostics", "file-names", "import", "module", "naming", "out", "prefix",
    "proto-path", "root",
  ]
  /// The short options that have a value, with their long names.
  private static let short: [Character: String] = ["I": "root", "o": "out"]

  /// Reads what stands behind the program's name.
  init(_ arguments: [String]) throws(Invalid) {
    guard let command = arguments.first, Self.commands.contains(command) else {
      rest = arguments
      return
    }
    rest = [command]
    var words = try Self.expanded(arguments.dropFirst())[...]
    while let word = words.popFirst() {
      if word == "--" {
        files += words
        return
      }
      if word.hasPrefix("--") {
        try takeLong(word, &words)
      } else if word.hasPrefix("-"), word != "-" {
        try takeShort(word, &words)
      } else {
        files.append(word)
      }
    }
  }

  private mutating func takeLong(
    _ word: String, _ words: inout ArraySlice<String>
  ) throws(Invalid) {
    let parts = word.dropFirst(2).split(
      separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0].map { $0 == "_" ? "-" : $0 })
    if parts.count > 1 {
      rest.append("--\(name)=\(parts[1])")
    } else if Self.valued.contains(name) {
      rest.append("--\(name)=\(try Self.value(of: word, &words))")
    } else {
      rest.append("--\(name)")
    }
  }

  private mutating func takeShort(
    _ word: String, _ words: inout ArraySlice<String>
  ) throws(Invalid) {
    let letter = word[word.index(after: word.startIndex)]
    guard let name = Self.short[letter] else {
      rest.append(word)
      return
    }
    let joined = word.dropFirst(2)
    let value = joined.isEmpty ? try Self.value(of: word, &words) : String(joined)
    rest.append("--\(name)=\(value)")
  }

  private static func value(
    of word: String, _ words: inout ArraySlice<String>
  ) throws(Invalid) -> String {
    guard let value = words.popFirst() else {
      throw Invalid(message: "Missing value for '\(word)'.")
    }
    return value
  }

  /// Puts the lines of a file in place of every `@file`: one argument each, nothing is quoted.
  private static func expanded(_ arguments: ArraySlice<String>) throws(Invalid) -> [String] {
    var words: [String] = []
    for argument in arguments {
      guard argument.hasPrefix("@") else {
        words.append(argument)
        continue
      }
      let file = String(argument.dropFirst())
      guard let lines = InputFiles.lines(of: file) else {
        throw Invalid(message: "There is no file \"\(file)\" with arguments.")
      }
      words += lines
    }
    return words
  }
}
