import Foundation
import Testing
import ToolTestSupport

/// A target with many files, which is one run of the tool. (How long that takes is in
/// docs/PERFORMANCE.md.)
@Suite struct ManyFilesTests {
  private static let files = 100

  @Test func aHundredFilesInOneRun() async throws {
    let folder = try Folder()
    var arguments = [
      "--output", folder.path("out"), "--module", "Load", folder.path("idl"), "public",
    ]
    for number in 0..<Self.files {
      let name = "part\(number % 10)/file\(number).idl"
      try folder.write("idl/" + name, text(number))
      arguments += ["--file", folder.path("idl/" + name), "file\(number).martlet.swift"]
    }
    let result = try await Shell.tool(arguments, in: folder.url)
    #expect(result.code == 0, "\(result.output)")
    #expect(folder.list("out").count == Self.files)
  }

  /// Eight messages of a dozen fields, an enum each, a service, imports of earlier files.
  private func text(_ number: Int) -> String {
    let imports = Set([number - 1, number / 2]).filter { $0 >= 0 && $0 < number }.sorted()
    var text = "syntax = \"proto3\";\npackage load.p\(number);\n"
    for other in imports { text += "import \"part\(other % 10)/file\(other).idl\";\n" }
    text += "import \"google/protobuf/timestamp.proto\";\n"
    for message in 0..<8 {
      text += "// What this message is about.\nmessage M\(number)x\(message) {\n"
      for (index, type) in ["int32", "sint64", "fixed32", "bool", "string", "bytes"].enumerated() {
        text += "  // What this field is about.\n  \(type) plain_\(index) = \(index + 1);\n"
        text += "  repeated \(type) many_\(index) = \(index + 11);\n"
      }
      text += "  map<string, int32> counts = 30;\n  google.protobuf.Timestamp at = 31;\n"
      for (index, other) in imports.enumerated() {
        text += "  load.p\(other).M\(other)x\(message) other_\(index) = \(index + 40);\n"
      }
      text += "  oneof choice { string a = 50; int64 b = 51; }\n"
      text += "  enum Kind { KIND_UNSPECIFIED = 0; KIND_ONE = 1; }\n  Kind kind = 60;\n}\n"
    }
    let name = "M\(number)x"
    return text + "service S\(number) { rpc Get(\(name)0) returns (stream \(name)1); }\n"
  }
}
