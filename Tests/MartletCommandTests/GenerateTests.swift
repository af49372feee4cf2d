import Foundation
import Testing
import ToolTestSupport

/// `martlet generate`, run as a person runs it.
@Suite struct GenerateTests {
  private let folder: Folder

  init() throws {
    folder = try Folder()
    try folder.write(
      "protos/shop/order.idl",
      """
      syntax = "proto3";
      package shop;
      message Order { string name = 1; }
      service Orders { rpc Get(Order) returns (Order); }
      """)
  }

  private func martlet(_ arguments: String...) async throws -> Finished {
    try await Shell.martlet(arguments, in: folder.url)
  }

  @Test func generatesOneFilePerIDLFile() async throws {
    let result = try await martlet(
      "generate", "-I", "protos", "--out", "out", "--access", "public", "protos/shop/order.idl")
    #expect(result.output == "")
    #expect(result.code == 0)
    #expect(folder.list("out") == ["shop+order.martlet.swift"])
    let code = try folder.read("out/shop+order.martlet.swift")
    #expect(code.contains("public struct Order"))
    #expect(code.contains("import MartletRPC"))
  }

  @Test func takesImportPathsToo() async throws {
    let result = try await martlet("generate", "-I", "protos", "--out", "out", "shop/order.idl")
    #expect(result.output == "")
    #expect(folder.list("out") == ["shop+order.martlet.swift"])
  }

  @Test func leavesServicesOutWhenAskedTo() async throws {
    let result = try await martlet(
      "generate", "-I", "protos", "--out", "out", "--no-services", "protos/shop/order.idl")
    #expect(result.output == "")
    #expect(!(try folder.read("out/shop+order.martlet.swift").contains("MartletRPC")))
  }

  @Test func appliesPrefixes() async throws {
    let result = try await martlet(
      "generate", "-I", "protos", "--out", "out", "--prefix", "shop=Shop", "protos/shop/order.idl")
    #expect(result.output == "")
    #expect(try folder.read("out/shop+order.martlet.swift").contains("struct ShopOrder"))
  }

  @Test func qualifiesNames() async throws {
    let result = try await martlet(
      "generate", "-I", "protos", "--out", "out", "--naming", "qualified", "--file-names=path",
      "protos/shop/order.idl")
    #expect(result.output == "")
    #expect(try folder.read("out/shop/order.martlet.swift").contains("struct Shop_Order"))
  }

  @Test func takesTypesFromOtherModules() async throws {
    try folder.write(
      "protos/all.idl",
      "syntax = \"proto3\";\nimport \"shop/order.idl\";\nmessage All { shop.Order order = 1; }\n")
    let result = try await martlet(
      "generate", "-I", "protos", "--out", "out", "--import", "shop=Shop", "protos/all.idl")
    #expect(result.output == "")
    #expect(try folder.read("out/all.martlet.swift").contains("var order: Shop::Order?"))
  }

  @Test func leavesUnchangedFilesAlone() async throws {
    let arguments = ["generate", "-I", "protos", "--out", "out", "protos/shop/order.idl"]
    #expect(try await Shell.martlet(arguments, in: folder.url).code == 0)
    let before = folder.stamps(below: "out")
    #expect(before.count == 1)
    #expect(try await Shell.martlet(arguments, in: folder.url).code == 0)
    #expect(folder.stamps(below: "out") == before)
  }

  @Test func reportsEveryErrorWithItsPlace() async throws {
    try folder.write(
      "bad.idl",
      """
      syntax = "proto3";
      message A { Missing x = 1; }
      message B { string y = 0; }
      """)
    let result = try await martlet("generate", "--out", "out", "bad.idl")
    #expect(result.code == 1)
    #expect(result.contains("bad.idl:2:13: error: "))
    #expect(result.contains("bad.idl:3:"))
    #expect(folder.list("out").isEmpty)
  }

  @Test func namesAMissingImport() async throws {
    try folder.write("a.idl", "syntax = \"proto3\";\nimport \"nowhere.idl\";\n")
    let result = try await martlet("generate", "a.idl")
    #expect(result.code == 1)
    #expect(result.contains("a.idl:2:8: error: "))
    #expect(result.contains("nowhere.idl"))
  }

  @Test(arguments: [
    ["generate", "--colour", "protos/shop/order.idl"],
    ["generate", "protos/shop/order.idl", "-I"],
    ["generate", "@nowhere"],
    ["generate", "protos/shop/ordre.idl"],
    ["generate", "-I", "nowhere", "protos/shop/order.idl"],
    ["generate", "--access", "private", "protos/shop/order.idl"],
    ["generate", "--prefix", "shop", "protos/shop/order.idl"],
    ["generate", "--prefix", "shop=1", "protos/shop/order.idl"],
    ["generate", "--naming", "nice", "protos/shop/order.idl"],
    ["generate", "--import", "shop", "protos/shop/order.idl"],
    ["generate", "--import", "shop=A", "--import", "shop=B", "protos/shop/order.idl"],
    ["generate", "--prefix", "shop=A", "--prefix", "shop=B", "protos/shop/order.idl"],
    ["generate"],
    ["genrate"],
    ["--colour"],
  ])
  func wrongArgumentsAreExitCode2(_ arguments: [String]) async throws {
    let result = try await Shell.martlet(arguments, in: folder.url)
    #expect(result.code == 2)
    #expect(result.contains("rror: "))
    #expect(!result.contains("Fatal error"))
  }

  @Test func helpAndVersionAreNoErrors() async throws {
    let help = try await martlet("--help")
    #expect(help.code == 0)
    #expect(help.contains("generate"))
    let generateHelp = try await martlet("generate", "--help")
    #expect(generateHelp.code == 0)
    #expect(generateHelp.contains("--no-services"))
    let version = try await martlet("--version")
    #expect(version.code == 0)
    #expect(version.output.split(separator: ".").count == 3)
    #expect(try await martlet().code == 0)
  }

  @Test func cannotWriteIsAnErrorThatNamesTheFile() async throws {
    try folder.write("out", "a file, not a folder")
    let result = try await martlet(
      "generate", "-I", "protos", "--out", "out", "protos/shop/order.idl")
    #expect(result.code == 1)
    #expect(result.contains("out"))
    #expect(result.contains("cannot be written"))
  }
}
