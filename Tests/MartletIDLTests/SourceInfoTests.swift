import Foundation
import MartletDescriptors
import MartletProtobuf
import Testing

@testable import MartletIDL

/// Places and comments: what callers get, and that it is protoc's, however a file is laid out.
struct SourceInfoTests {
  private typealias Location = Google.Protobuf.SourceCodeInfo.Location

  private static let text = """

    // Detached.

    // Leading.
    message A {  // Trailing.
      // Of the field,
      // in two lines.
      string text = 1;
      string plain = 2;
    }
    """

  private func compile(
    _ files: [String: String], _ requested: [String], _ scope: SourceInfoScope
  ) -> CompilationResult {
    var options = CompilerOptions()
    options.sourceInfo = scope
    let sources = InMemorySources(files.mapValues { "syntax = \"proto3\";\n" + $0 })
    return Compiler(sources: sources, options: options).compile(requested)
  }

  private func location(
    _ path: [Int32], span: [Int32], leading: String? = nil, trailing: String? = nil,
    detached: [String] = []
  ) -> Location {
    var location = Location()
    location.path = path
    location.span = span
    location.leadingComments = leading
    location.trailingComments = trailing
    location.leadingDetachedComments = detached
    return location
  }

  @Test func thereIsNoneUnlessAskedFor() {
    let result = compile(["a.proto": Self.text], ["a.proto"], .none)
    #expect(!result.hasErrors)
    #expect(result.sourceInfo.isEmpty)
  }

  @Test func commentsAreThoseOfRequestedFilesOnly() {
    let files = [
      "a.proto": Self.text, "b.proto": "import \"a.proto\";\n// B\nmessage B { A a = 1; }",
    ]
    let result = compile(files, ["b.proto"], .comments)
    #expect(!result.hasErrors)
    #expect(result.sourceInfo.keys.sorted() == ["b.proto"])
    #expect(
      result.sourceInfo["b.proto"]?.decoded().location
        == [location([4, 0], span: [3, 0, 22], leading: " B\n")])
  }

  @Test func commentsBelongToWhatTheyStandAt() {
    let result = compile(["a.proto": Self.text], ["a.proto"], .comments)
    #expect(
      result.sourceInfo["a.proto"]?.decoded().location == [
        location(
          [4, 0], span: [5, 0, 10, 1], leading: " Leading.\n", trailing: " Trailing.\n",
          detached: [" Detached.\n"]),
        location(
          [4, 0, 2, 0], span: [8, 2, 18], leading: " Of the field,\n in two lines.\n"),
      ])
  }

  @Test func fullInfoHasEveryPartOfEveryFile() throws {
    let files = ["a.proto": Self.text, "b.proto": "import \"a.proto\";\nmessage B { A a = 1; }"]
    let result = compile(files, ["b.proto"], .full)
    #expect(result.sourceInfo.keys.sorted() == ["a.proto", "b.proto"])
    let info = try #require(result.sourceInfo["b.proto"])
    #expect(info.decoded().location.map(\.path).prefix(4) == [[], [12], [3, 0], [4, 0]])
    #expect(try Google.Protobuf.SourceCodeInfo(serializedBytes: info.encoded) == info.decoded())
  }

  @Test func encodingWithInfoIsEncodingWithTheTypedInfo() throws {
    let files = ["a.proto": Self.text, "b.proto": "import public \"a.proto\";\nmessage B {}"]
    let result = compile(files, ["b.proto"], .full)
    for file in result.files {
      let info = try #require(result.sourceInfo[file.name ?? ""])
      var typed = file
      typed.sourceCodeInfo = info.decoded()
      #expect(try file.serializedBytes(with: info) == typed.serializedBytes())
    }
  }

  @Test func filesWithErrorsHaveNone() {
    let result = compile(["a.proto": "message A { Missing m = 1; }"], ["a.proto"], .full)
    #expect(result.hasErrors)
    #expect(result.sourceInfo.isEmpty)
  }

  @Test func commentsThatAreNotUTF8StayAsTheyAre() throws {
    var options = CompilerOptions()
    options.sourceInfo = .full
    let bytes = Array("//".utf8) + [0xFF] + Array("\nsyntax = \"proto3\";\n".utf8)
    let sources = InMemorySources(bytes: ["a.proto": bytes])
    let result = Compiler(sources: sources, options: options).compile(["a.proto"])
    let info = try #require(result.sourceInfo["a.proto"])
    #expect(info.encoded.contains(0xFF))
    #expect(info.decoded().location.last?.leadingComments == "\u{FFFD}\n")
  }
}
