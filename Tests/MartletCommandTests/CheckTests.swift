import Foundation
import Testing
import ToolTestSupport

/// `martlet check`, run as a person runs it.
@Suite struct CheckTests {
  private let folder: Folder

  init() throws {
    folder = try Folder()
    try folder.write(
      "shop/order.idl",
      "syntax = \"proto3\";\nimport \"shop/item.proto\";\nmessage Order { Item item = 1; }\n")
    try folder.write("shop/item.proto", "syntax = \"proto3\";\nmessage Item { string name = 1; }\n")
  }

  private func check(_ arguments: String...) async throws -> Finished {
    try await Shell.martlet(["check"] + arguments, in: folder.url)
  }

  @Test(arguments: [
    ["shop/order.idl"], ["shop/order.idl", "shop/item.proto"], ["."], ["shop"], ["./shop/"],
    ["-I.", "shop"], ["-I", "shop:.", "shop/item.proto"], ["google/protobuf/any.proto"],
  ])
  func saysNothingIfNothingIsWrong(_ arguments: [String]) async throws {
    let result = try await Shell.martlet(["check"] + arguments, in: folder.url)
    #expect(result.output == "")
    #expect(result.code == 0)
    #expect(folder.list("shop") == ["item.proto", "order.idl"])
  }

  @Test func errorsOfAllFilesAreToldInOrder() async throws {
    try folder.write("shop/a.proto", "syntax = \"proto3\";\nmessage A { B b = 1; }\n")
    try folder.write("shop/deep/b.idl", "syntax = \"proto3\";\nmessage A2 { C c = 1; }\n")
    try folder.write("shop/notes.txt", "no IDL")
    let result = try await check("shop")
    #expect(result.code == 1)
    let heads = result.lines(with: "error: ").map { $0.split(separator: " ")[0] }
    #expect(heads == ["shop/a.proto:2:13:", "shop/deep/b.idl:2:14:"])
  }

  @Test func hiddenThingsAndLinksToFoldersArePassedOver() async throws {
    let bad = "message {"
    try folder.write(".build/a.proto", bad)
    try folder.write("shop/.b.proto", bad)
    try folder.write("elsewhere/c.proto", bad)
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("shop/link"), withDestinationPath: "../elsewhere")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("shop/circle"), withDestinationPath: "../shop")
    #expect(try await check("shop").output == "")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("shop/d.proto"), withDestinationPath: "../elsewhere/c.proto")
    #expect(try await check("shop").contains("shop/d.proto:1:9: error: "))
  }

  @Test func warningsAreErrorsOnlyIfAskedFor() async throws {
    try folder.write(
      "unused.proto", "syntax = \"proto3\";\nimport \"google/protobuf/any.proto\";\n")
    let warned = try await check("unused.proto")
    #expect(warned.contains("unused.proto:2:8: warning: "))
    #expect(warned.code == 0)
    for option in ["--warnings-as-errors", "--fatal_warnings"] {
      let failed = try await check(option, "unused.proto")
      #expect(failed.contains("unused.proto:2:8: error: "))
      #expect(failed.code == 1)
      #expect(try await check(option, "shop").code == 0)
    }
  }

  @Test func onlyRequestedFilesAreWarnedAbout() async throws {
    try folder.write(
      "shop/item.proto",
      """
      syntax = "proto3"; import "google/protobuf/any.proto"; message Item { string name = 1; }
      """)
    #expect(try await check("shop/order.idl").output == "")
    #expect(try await check("shop").contains("warning: "))
  }

  @Test(arguments: [
    [], ["nowhere.proto"], ["empty"], ["-Inowhere", "shop"], ["shop", "--out", "x"],
    ["--diagnostics", "xml", "shop"], ["--color", "maybe", "shop"],
  ])
  func wrongArgumentsAreExitCode2(_ arguments: [String]) async throws {
    try FileManager.default.createDirectory(
      atPath: folder.path("empty"), withIntermediateDirectories: true)
    let result = try await Shell.martlet(["check"] + arguments, in: folder.url)
    #expect(result.code == 2)
    #expect(result.contains("rror: "))
  }

  /// Root may read everything.
  @Test(.enabled(if: geteuid() != 0))
  func aFolderThatCannotBeReadIsNotPassedOver() async throws {
    try folder.write("shop/closed/a.proto", "syntax = \"proto3\";")
    let path = folder.path("shop/closed")
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
    defer {
      try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
    }
    let result = try await check("shop")
    #expect(result.code == 2)
    #expect(result.contains("shop/closed"))
  }
}
