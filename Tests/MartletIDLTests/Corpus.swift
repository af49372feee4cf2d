import Foundation

@testable import MartletIDL

/// The IDL files that the tests compile, in `Tests/IDLCorpus`.
///
/// - `valid/`: accepted, with protoc's bytes.
/// - `invalid/x.proto`: refused, with the diagnostics in `invalid/x.diagnostics`. Run the tests with
///   `MARTLET_UPDATE_GOLDEN=1` to write those anew, and review the difference.
/// - `verdicts.txt`: one small case a line, judged by protoc.
/// - `include/`: what they import.
/// - `other_schema/`: a descriptor.proto that is not protoc's, and a file that uses it.
enum Corpus {
  static let package = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  static let folder = package.appending(path: "Tests/IDLCorpus")
  static let idl = package.appending(path: "idl")
  static let valid = folder.appending(path: "valid")
  static let invalid = folder.appending(path: "invalid")
  static let include = folder.appending(path: "include")

  /// The `.proto` files of a folder, by name, sorted.
  static func names(in folder: URL) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(".proto") }.sorted()
  }

  /// The import paths of the definitions that we ship for `google/protobuf`.
  static let wellKnown: [String] = EmbeddedSources().knownNames()
    .filter { $0.hasPrefix("google/") }

  /// One line of `verdicts.txt`.
  struct Verdict: Sendable, CustomStringConvertible {
    var line: Int
    var text: String
    var source: String
    var description: String { "\(line): \(text)" }
  }

  static let verdicts: [Verdict] = {
    let file = folder.appending(path: "verdicts.txt")
    let lines = ((try? String(contentsOf: file, encoding: .utf8)) ?? "")
      .split(separator: "\n", omittingEmptySubsequences: false)
    return lines.enumerated().compactMap { index, line in
      guard !line.hasPrefix("#"), line.count >= 2 else { return nil }
      let head =
        switch line.prefix(2) {
        case "P2": "syntax = \"proto2\"; "
        case "P3": "syntax = \"proto3\"; "
        case "23", "24", "26": "edition = \"20\(line.prefix(2))\"; "
        case "OP": "syntax = \"proto2\"; import \"options.proto\"; "
        case "D2": "syntax = \"proto2\"; import \"google/protobuf/descriptor.proto\"; "
        default: ""
        }
      let text = String(line.dropFirst(3)).replacing("\\N", with: "\n")
      return Verdict(line: index + 1, text: text, source: head + text + "\n")
    }
  }()

  /// The files of `include/`, by import path.
  static func included() throws -> [String: String] {
    var files: [String: String] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: include.path)
    where name.hasSuffix(".proto") {
      files[name] = try String(contentsOf: include.appending(path: name), encoding: .utf8)
    }
    return files
  }

  /// A new empty folder for one test.
  static func temporaryFolder() throws -> URL {
    let url = FileManager.default.temporaryDirectory
      .appending(path: "martlet-idl-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    return url
  }
}
