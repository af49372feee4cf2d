import Foundation
import Testing
import ToolTestSupport

/// `martlet descriptors`, run as a person runs it.
@Suite struct DescriptorsTests {
  private let folder: Folder

  init() throws {
    folder = try Folder()
    try folder.write(
      "a.proto",
      """
      syntax = "proto3"; import "b.proto"; import "e.proto"; message A { B b = 1; E e = 2; }
      """)
    try folder.write(
      "b.proto", "syntax = \"proto3\"; import \"c.proto\"; message B { C c = 1; }")
    try folder.write(
      "c.proto", "syntax = \"proto3\"; import \"d.proto\"; message C { D d = 1; }")
    try folder.write("d.proto", "syntax = \"proto3\"; message D { int32 d = 1; }")
    try folder.write(
      "e.proto", "syntax = \"proto3\"; import \"c.proto\"; message E { repeated C c = 1; }")
    try folder.write(
      "retention.proto",
      """
      syntax = "proto2"; import "google/protobuf/descriptor.proto";
      extend google.protobuf.FileOptions {
        optional int32 kept = 50000;
        optional int32 dropped = 50001 [retention = RETENTION_SOURCE];
      }
      option (kept) = 1; option (dropped) = 2;
      """)
    try folder.write("other/d.proto", "syntax = \"proto3\"; message OtherD {}")
    try folder.write("list.proto", "syntax = \"proto3\"; import \"d.proto\"; message List {}")
    try folder.write("list", "-I.\nc.proto\na.proto\n")
  }

  private func martlet(_ arguments: String...) async throws -> Finished {
    try await Shell.martlet(["descriptors"] + arguments, in: folder.url)
  }

  private func bytes(_ name: String) -> Data? {
    FileManager.default.contents(atPath: folder.path(name))
  }

  /// Which files are in the set, their order and every byte of them.
  @Test(
    .enabled(if: Shell.hasProtoc),
    arguments: [
      ["-I.", "a.proto"],
      ["-I.", "--include_imports", "a.proto"],
      // A way through a file that is not in the set does not count.
      ["-I.", "a.proto", "c.proto"],
      ["-I.", "a.proto", "d.proto"],
      ["-I.", "--include_imports", "a.proto", "d.proto"],
      ["-I.", "e.proto", "b.proto", "c.proto", "d.proto", "a.proto"],
      ["-I", ".", "d.proto", "a.proto", "d.proto"],
      ["--proto_path=.", "--include_imports", "d.proto", "a.proto"],
      ["--proto_path", ".", "./a.proto"],
      ["a.proto"],
      ["-I=.", "b.proto"],
      ["-Iother:.", "other/d.proto"],
      ["-Inowhere:.:other", "a.proto"],
      ["-I.", "-Iother", "other/d.proto"],
      ["-Iother", "-I.", "list.proto", "other/d.proto"],
      ["-Ishop=other", "shop/d.proto"],
      ["-Ishop=other", "other/d.proto"],
      ["-Ishop/d.proto=other/d.proto", "shop/d.proto"],
      ["-Inowhere", "-I.", "a.proto"],
      // Not below any root, but an import path.
      ["-Iother", "d.proto"],
      ["--include_imports", "google/protobuf/api.proto", "a.proto"],
      ["retention.proto"],
      ["--retain_options", "retention.proto"],
      ["--include_imports", "retention.proto"],
      ["@list"],
      ["--include_imports", "@list"],
    ])
  func bytesAreProtocs(_ arguments: [String]) async throws {
    let theirs = try await Shell.run(
      Shell.protoc, arguments + ["-otheirs"], in: folder.url)
    #expect(theirs.code == 0, "\(theirs.output)")
    let ours = try await Shell.martlet(["descriptors"] + arguments + ["-oours"], in: folder.url)
    #expect(ours.code == 0, "\(ours.output)")
    #expect(bytes("ours") != nil)
    #expect(bytes("ours") == bytes("theirs"))
  }

  /// What protoc refuses, we do not have to; but what we refuse is told as a wrong argument.
  @Test(arguments: [
    [], ["nowhere.proto"], ["-I"], ["-I.", "-Iother", "other/d.proto", "-x"],
    ["@nowhere"], ["--include_import", "a.proto"], [""],
  ])
  func wrongArgumentsAreExitCode2(_ arguments: [String]) async throws {
    let result = try await Shell.martlet(["descriptors"] + arguments, in: folder.url)
    #expect(result.code == 2, "\(result.output)")
    #expect(result.contains("rror: "))
  }

  @Test(.enabled(if: Shell.hasProtoc))
  func theRuleForMakeIsProtocs() async throws {
    try folder.write("deep/x.proto", "syntax = \"proto3\"; import \"a.proto\"; message X {}")
    for file in ["a.proto", "d.proto", "deep/x.proto"] {
      let arguments = ["-I.", "-oset", "--dependency_out=", file]
      var theirs = arguments
      theirs[2] += "theirs"
      _ = try await Shell.run(Shell.protoc, theirs, in: folder.url)
      var ours = arguments
      ours[2] += "ours"
      #expect(try await Shell.martlet(["descriptors"] + ours, in: folder.url).code == 0)
      #expect(bytes("ours") != nil)
      #expect(bytes("ours") == bytes("theirs"), "\(file)")
    }
  }

  @Test func namesWithSpacesAreEscapedForMake() async throws {
    try folder.write("a b/x $1.proto", "syntax = \"proto3\";")
    let result = try await martlet("-oset", "--dependency-out=rule", "a b/x $1.proto")
    #expect(result.code == 0)
    #expect(try folder.read("rule") == "set: a\\ b/x\\ $$1.proto")
  }

  @Test func nothingIsWrittenIfThereAreErrors() async throws {
    try folder.write("bad.proto", "syntax = \"proto3\"; message A { Missing x = 1; }")
    try folder.write("set", "old")
    let result = try await martlet("-oset", "bad.proto")
    #expect(result.code == 1)
    #expect(result.contains("bad.proto:1:32: error: "))
    #expect(try folder.read("set") == "old")
    #expect(folder.list().filter { $0.hasPrefix("set") } == ["set"])
  }

  @Test func standardOutputTakesTheSameBytes() async throws {
    #expect(try await martlet("a.proto", "--out", "file").code == 0)
    for arguments in ["a.proto", "--out - a.proto"] {
      let result = try await Shell.run(
        "sh", ["-c", "'\(Shell.martlet)' descriptors \(arguments) > piped"], in: folder.url)
      #expect(result.code == 0)
      #expect(bytes("piped") == bytes("file"))
    }
  }

  @Test func aTerminalIsSparedTheBytes() throws {
    let result = try Shell.runOnTerminal(
      Shell.martlet, ["descriptors", "a.proto"], in: folder.url)
    #expect(result.code == 2)
    #expect(result.contains("--out"))
  }

  @Test func linksAndDevicesStayWhatTheyAre() async throws {
    try folder.write("real", "old")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("link"), withDestinationPath: "real")
    #expect(try await martlet("-olink", "a.proto").code == 0)
    #expect(
      try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("link")) == "real")
    #expect(bytes("real") == bytes("link"))
    #expect(try folder.read("real") != "old")
    #expect(try await martlet("-o/dev/null", "a.proto").code == 0)
    #expect(try await Shell.run("test", ["-c", "/dev/null"], in: folder.url).code == 0)
  }

  @Test func cannotWriteIsAnErrorThatNamesTheFile() async throws {
    let result = try await martlet("-onowhere/set", "a.proto")
    #expect(result.code == 1)
    #expect(result.contains("nowhere/set: error: cannot be written"))
    #expect(try await martlet("-oother", "a.proto").code == 1)
    #expect(folder.list("other") == ["d.proto"])
  }

  @Test func aMissingFolderIsAWarning() async throws {
    let result = try await martlet("-Inowhere", "-I.", "-oset", "a.proto")
    #expect(result.code == 0)
    #expect(result.contains("nowhere: warning: "))
  }
}
