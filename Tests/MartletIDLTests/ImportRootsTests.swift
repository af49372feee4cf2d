import Foundation
import MartletDescriptors
import MartletIDL
import MartletProtobuf
import Testing

/// Files on disk: roots, names, and what can be wrong with a path.
struct ImportRootsTests {
  private let folder: URL

  init() throws {
    folder = try Corpus.temporaryFolder()
  }

  private func write(_ path: String, _ text: String = "syntax = \"proto3\";\n") throws {
    let file = folder.appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  private func path(_ relative: String) -> String { folder.appending(path: relative).path }

  private func compile(_ roots: [String], _ files: [String]) -> CompilationResult {
    Compiler(roots: ImportRoots(roots.map(path))).compile(files)
  }

  private func messages(_ result: CompilationResult) -> [String] {
    result.diagnostics.filter { $0.severity == .error }.map(\.message)
  }

  @Test func aPathBecomesTheNameUnderItsRoot() throws {
    try write("protos/foo/a.proto")
    let result = compile(["other", "protos"], [path("protos/foo/a.proto")])
    #expect(!result.hasErrors)
    #expect(result.requested == ["foo/a.proto"])
    #expect(result.paths == ["foo/a.proto": path("protos/foo/a.proto")])
    let dotted = compile(["protos"], [path("protos/../protos/./foo/a.proto"), "foo/a.proto"])
    #expect(dotted.requested == ["foo/a.proto"])
  }

  @Test func importsAreTransitive() throws {
    try write("a.proto", "syntax = \"proto3\";\nimport \"b.idl\";\n")
    let imports = "import \"google/protobuf/any.proto\";\nimport \"c.proto\";\n"
    try write("b.idl", "syntax = \"proto3\";\n" + imports)
    try write("c.proto")
    let result = compile([""], ["a.proto"])
    #expect(!result.hasErrors)
    #expect(
      result.files.map(\.name) == ["google/protobuf/any.proto", "c.proto", "b.idl", "a.proto"])
    #expect(result.paths.keys.sorted() == ["a.proto", "b.idl", "c.proto"])
  }

  @Test func theUsersFilesWinOverTheEmbeddedOnes() throws {
    try write(
      "google/protobuf/any.proto",
      "syntax = \"proto3\";\npackage google.protobuf;\nmessage Any { int32 mine = 1; }\n")
    let result = compile([""], ["google/protobuf/any.proto"])
    #expect(result.files.first?.messageType.first?.field.first?.name == "mine")
  }

  @Test func outsideOfAllRoots() throws {
    try write("protos/a.proto")
    try write("elsewhere/b.proto")
    let result = compile(["protos"], [path("elsewhere/b.proto")])
    #expect(messages(result).first?.contains("lies outside of the import roots") == true)
  }

  @Test func hiddenByAnEarlierRoot() throws {
    try write("one/a.proto")
    try write("two/a.proto")
    let result = compile(["one", "two"], [path("two/a.proto")])
    #expect(messages(result).first?.contains("is hidden by") == true)
  }

  @Test func oneFileByTwoNames() throws {
    try write("protos/a.proto", "syntax = \"proto3\";\nimport \"protos/b.proto\";\n")
    try write("protos/b.proto")
    let result = compile(["", "protos"], ["protos/a.proto", "b.proto"])
    let expected = "\"b.proto\" is the same file as \"protos/b.proto\", under another name"
    #expect(messages(result) == [expected])
  }

  @Test func missingFiles() throws {
    try write("google/rpc/status.proto")
    let result = compile([""], ["google/rpc/statsu.proto", "google/rpc/status.proto"])
    #expect(messages(result) == ["no such file"])
    #expect(result.diagnostics.first?.help == "did you mean \"google/rpc/status.proto\"?")
    let text = DiagnosticRenderer().render(result.diagnostics)
    #expect(text.hasPrefix("google/rpc/statsu.proto: error: no such file\n"))
  }

  @Test func aFolderForAFile() throws {
    try write("a.proto", "syntax = \"proto3\";\nimport \"folder\";\n")
    try write("folder/b.proto")
    #expect(messages(compile([""], [path("folder")])) == ["is a directory, not a file"])
    let imported = messages(compile([""], ["a.proto"]))
    #expect(imported.count == 1)
    #expect(imported.first?.hasSuffix("is a directory, not a file") == true)
  }

  @Test func symbolicLinksInACircle() throws {
    try FileManager.default.createSymbolicLink(
      atPath: path("a.proto"), withDestinationPath: path("b.proto"))
    try FileManager.default.createSymbolicLink(
      atPath: path("b.proto"), withDestinationPath: path("a.proto"))
    let found = messages(compile([""], ["a.proto"]))
    #expect(found == ["cannot be read: its symbolic links go in a circle"])
  }

  @Test func namesThatAreNoImportPaths() {
    for name in ["../a.proto", "/a.proto", "a//b.proto", "./a.proto", "a\\b.proto", ""] {
      #expect(compile([""], [name]).hasErrors, "\(name)")
    }
  }
}
