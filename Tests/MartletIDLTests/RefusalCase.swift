import Foundation

/// One case of `Tests/IDLCorpus/refusals`, which holds everything that protoc has to say against a
/// file (`README.md` there describes the form).
struct RefusalCase: Sendable, CustomStringConvertible {
  /// A stretch of one of the case's files, by byte offsets.
  struct Mark: Equatable {
    var file: String
    var range: Range<Int>
  }

  /// Unique; the part before a slash names the fault, what follows a variant of it.
  var id: String
  /// What is wrong, in one line.
  var what: String
  /// protoc and we warn, and accept the file.
  var isWarning = false
  /// protoc has no such warning.
  var isOurs = false
  /// protoc crashes, which says nothing about the file.
  var crashesProtoc = false
  /// What there is to say concerns no place in a file.
  var hasNoPlace = false
  /// Known to give more than the one message, or one at another place.
  var isImprecise = false
  /// The import paths to compile.
  var requested = ["c.proto"]
  var files: [(name: String, bytes: [UInt8])] = []
  /// The token that is wrong.
  var mark: Mark?

  var description: String { id }

  /// Writes the files into a new folder under `root`, which is returned.
  func write(under root: URL) throws -> URL {
    let folder = root.appending(path: id.replacing("/", with: "~"))
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for file in files {
      let url = folder.appending(path: file.name)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(file.bytes).write(to: url)
    }
    return folder
  }
}

/// The cases of all areas, and the faults for which there can be none.
enum Refusals {
  static let folder = Corpus.folder.appending(path: "refusals")

  struct Area: Sendable {
    var name: String
    var cases: [RefusalCase]
  }

  /// One line of `unreachable.tsv`.
  struct Unreachable: Sendable {
    var id: String
    var what: String
    var why: String
  }

  static let areas: [Area] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(".cases") }.sorted().map { name in
      let text = (try? String(contentsOf: folder.appending(path: name), encoding: .utf8)) ?? ""
      return Area(name: String(name.dropLast(6)), cases: parse(text))
    }
  }()

  static let all: [RefusalCase] = areas.flatMap(\.cases)

  static let unreachable: [Unreachable] = {
    let file = folder.appending(path: "unreachable.tsv")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").map { line in
      let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      return Unreachable(
        id: parts[0], what: parts.count > 1 ? parts[1] : "", why: parts.count > 2 ? parts[2] : "")
    }
  }()

  // MARK: - Reading

  private static func parse(_ text: String) -> [RefusalCase] {
    var cases: [RefusalCase] = []
    var sources: [(name: String, lines: [Substring])] = []
    func finish() {
      guard !cases.isEmpty else { return }
      for source in sources { read(source.lines, as: source.name, into: &cases[cases.count - 1]) }
    }
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("=== ") {
        finish()
        cases.append(heading(line.dropFirst(4)))
        sources = [("c.proto", [])]
      } else if line.hasPrefix("--- ") {
        sources.append((String(line.dropFirst(4)), []))
      } else if line.hasPrefix("# "), cases.last?.what == "" {
        cases[cases.count - 1].what = String(line.dropFirst(2))
      } else if !sources.isEmpty {
        sources[sources.count - 1].lines.append(line)
      }
    }
    finish()
    return cases
  }

  private static func heading(_ line: Substring) -> RefusalCase {
    let words = line.split(separator: " ").map(String.init)
    var result = RefusalCase(id: words.first ?? "", what: "")
    for word in words.dropFirst() {
      switch word {
      case "warning": result.isWarning = true
      case "ours": result.isOurs = true
      case "protoc-crashes": result.crashesProtoc = true
      case "no-place": result.hasNoPlace = true
      case "imprecise": result.isImprecise = true
      default:
        precondition(word.hasPrefix("compile:"), "\(result.id): what is \(word)?")
        result.requested = word.dropFirst(8).split(separator: ",").map(String.init)
      }
    }
    return result
  }

  private static func read(
    _ lines: [Substring], as name: String, into result: inout RefusalCase
  ) {
    var lines = lines
    while lines.last == "" { lines.removeLast() }
    if lines.isEmpty, name == "c.proto" { return }
    var bytes: [UInt8] = []
    var start: Int?
    var text = Substring(lines.map { $0 + "\n" }.joined())
    while let character = text.first {
      text.removeFirst()
      switch character {
      case "«": start = bytes.count
      case "»":
        precondition(result.mark == nil, "\(result.id): two marks")
        if let start { result.mark = .init(file: name, range: start..<bytes.count) }
      case "⟨": bytes += upTo("⟩", &text).split(separator: " ").compactMap { UInt8($0, radix: 16) }
      case "⟪": bytes += repeated(upTo("⟫", &text))
      default: bytes += character.utf8
      }
    }
    result.files.append((name, bytes))
  }

  private static func upTo(_ close: Character, _ text: inout Substring) -> Substring {
    let end = text.firstIndex(of: close) ?? text.endIndex
    let result = text[..<end]
    text = text[end...].dropFirst()
    return result
  }

  /// `3: a#` as `a1a2a3`, `5-7: a#` as `a5a6a7`.
  private static func repeated(_ text: Substring) -> [UInt8] {
    let parts = text.split(separator: ": ", maxSplits: 1)
    guard parts.count == 2 else { return [] }
    let bounds = parts[0].split(separator: "-").compactMap { Int($0) }
    let pattern = parts[1].split(separator: "#", omittingEmptySubsequences: false)
      .map { Array($0.utf8) }
    var result: [UInt8] = []
    for number in (bounds.count > 1 ? bounds[0] : 1)...(bounds.last ?? 1) {
      result += pattern.joined(separator: Array("\(number)".utf8))
    }
    return result
  }
}
