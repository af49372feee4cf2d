import Foundation
import Testing
import ToolTestSupport

/// MartletPlugin within `swift build`, and `swift package generate-idl`, on the fixture.
///
/// Serialized: the tests share the fixture, and SwiftPM lets one process at a time build in it.
@Suite(.serialized) struct PluginTests {
  private let fixture: Fixture

  init() async throws {
    fixture = try await Fixture.shared.value
  }

  private func path(_ name: String) -> String { fixture.folder.path("user/Sources/" + name) }

  @Test func aFreshPackageBuildsAndRuns() async throws {
    #expect(fixture.firstBuild.code == 0, "\(fixture.firstBuild.output)")
    #expect(!fixture.firstBuild.contains("unhandled"), "\(fixture.firstBuild.output)")
    let stamps = fixture.stamps()
    #expect(stamps["App/a+x.martlet.swift"] != nil)
    #expect(stamps["App/b+x.martlet.swift"] != nil)
    #expect(stamps["Shared/shared+common.martlet.swift"] != nil)
    #expect(stamps["Catalog/catalog+item.martlet.swift"] != nil)
    let run = try await fixture.run()
    #expect(run.output == "true one two three\n")
  }

  @Test func aBuildWithoutChangeRegeneratesNothing() async throws {
    // SwiftPM plans the second build anew, whatever the plugin, and links the tool again on Linux.
    #expect(fixture.secondBuild.code == 0, "\(fixture.secondBuild.output)")
    #expect(fixture.stampsAfterFirstBuild.count == 9)
    #expect(fixture.stampsAfterSecondBuild == fixture.stampsAfterFirstBuild)
    #expect(!fixture.secondBuild.contains("Compiling App"))
    #expect(!fixture.secondBuild.contains("Compiling Shared"))

    let before = fixture.stamps()
    let third = try await fixture.build()
    #expect(third.code == 0)
    #expect(!third.contains("Compiling the IDL files"), "\(third.output)")
    #expect(fixture.stamps() == before)
  }

  @Test func anEditRegeneratesThatFileAlone() async throws {
    let before = fixture.stamps()
    let changed = FixtureSources.lonely.replacing("text = 1", with: "text = 1; int32 more = 2")
    try await fixture.withChanged("user/Sources/App/lonely.idl", changed) {
      let build = try await fixture.build()
      #expect(build.code == 0, "\(build.output)")
      #expect(changes(before, fixture.stamps()) == ["App/lonely.martlet.swift"])
      #expect(build.lines(with: "Compiling the IDL files").count == 1)
    }
  }

  @Test func anEditRegeneratesDependentsInOtherTargetsToo() async throws {
    let before = fixture.stamps()
    // In another package, the message's name is part of the code that uses it.
    let prefixed = FixtureSources.common.replacing(
      "package shared;", with: "package shared;\noption swift_prefix = \"The\";")
    try await fixture.withChanged("user/Sources/Shared/shared/common.proto", prefixed) {
      let main = try fixture.folder.read("user/Sources/App/main.swift")
        .replacing("Common(", with: "TheCommon(")
      try await fixture.withChanged("user/Sources/App/main.swift", main) {
        let build = try await fixture.build()
        #expect(build.code == 0, "\(build.output)")
        #expect(
          changes(before, fixture.stamps()) == [
            "App/a+x.martlet.swift", "Shared/shared+common.martlet.swift",
          ])
        #expect(!build.contains("IDL files of Catalog"))
        #expect(!build.contains("IDL files of Settled"))
        #expect(try await fixture.run().output == "true one two three\n")
      }
    }
  }

  @Test func aNewImportIsFoundWithoutANewPlan() async throws {
    let text = """
      syntax = "proto3";
      package app;
      import "shared/unrelated.proto";
      message Lonely { shared.Unrelated text = 1; }
      """
    try await fixture.withChanged("user/Sources/App/lonely.idl", text) {
      let build = try await fixture.build()
      #expect(build.code == 0, "\(build.output)")
      let code = try fixture.folder.read(
        Fixture.outputs + "/user/App/destination/MartletPlugin/lonely.martlet.swift")
      #expect(code.contains("Shared::Unrelated"))
    }
  }

  @Test func errorsShowTheirPlace() async throws {
    let wrong = FixtureSources.second.replacing("string text", with: "strin text")
    try await fixture.withChanged("user/Sources/App/b/x.idl", wrong) {
      let build = try await fixture.build()
      #expect(build.code != 0)
      #expect(build.contains(path("App/b/x.idl") + ":3:18: error: "), "\(build.output)")
      #expect(!build.contains("Fatal error"))
      #expect(!build.contains("Stack dump"))
      #expect(!build.contains("Crash"))
    }
    #expect(try await fixture.run().code == 0)
  }

  @Test func addedAndRemovedFilesComeAndGo() async throws {
    try await fixture.withAdded(
      "user/Sources/App/c/x.idl",
      FixtureSources.second.replacing("Second", with: "Third")
        .replacing("app.b", with: "app.c")
    ) {
      let build = try await fixture.build()
      #expect(build.code == 0, "\(build.output)")
      #expect(fixture.stamps()["App/c+x.martlet.swift"] != nil)
    }
    #expect(fixture.stamps()["App/c+x.martlet.swift"] == nil)
  }

  @Test func settingsAreRespected() async throws {
    let folder = Fixture.outputs + "/user/Settled/destination/MartletPlugin/"
    let animal = try fixture.folder.read(folder + "protos+zoo+animal.martlet.swift")
    #expect(animal.contains("// Generated by martlet from zoo/animal.proto."))
    #expect(animal.contains("package struct ZooAnimal"))
    let plant = try fixture.folder.read(folder + "plants+plant.martlet.swift")
    #expect(plant.contains("// Generated by martlet from plants/plant.proto."))

    let wrong = FixtureSources.settings.replacing("\"access\"", with: "\"acess\"")
    try await fixture.withChanged("user/Sources/Settled/martlet.json", wrong) {
      let build = try await fixture.build()
      #expect(build.code != 0)
      #expect(build.contains(path("Settled/martlet.json") + ":2:3: error: unknown key \"acess\""))
    }
  }

  @Test func servicesWithoutRPCAreLeftOutWithAWarning() async throws {
    let place = path("Served/served.idl") + ":4:9: warning: service \"Pinger\" is left out"
    #expect(fixture.firstBuild.contains(place), "\(fixture.firstBuild.output)")
  }

  // MARK: - swift package generate-idl

  @Test func generateIDLWritesIntoTheSourceTree() async throws {
    let folder = "user/Sources/Committed/Generated"
    let result = try await fixture.generate("--target", "Committed", "--access", "public")
    try await fixture.withGenerated(folder) {
      #expect(result.code == 0, "\(result.output)")
      #expect(fixture.folder.list(folder) == ["committed.martlet.swift"])
      let code = try fixture.folder.read(folder + "/committed.martlet.swift")
      #expect(code.contains("public struct Kept"))

      let before = fixture.folder.stamps(below: folder)
      #expect(try await fixture.generate("--target", "Committed", "--access", "public").code == 0)
      #expect(fixture.folder.stamps(below: folder) == before)
      let build = try await fixture.build()
      #expect(build.code == 0, "\(build.output)")
    }
  }

  @Test func generateIDLTakesAFolder() async throws {
    let result = try await fixture.generate("--target", "Committed", "--output", "elsewhere")
    defer { try? fixture.folder.remove("user/elsewhere") }
    #expect(result.code == 0, "\(result.output)")
    #expect(fixture.folder.list("user/elsewhere") == ["committed.martlet.swift"])
  }

  @Test func committedCodeAndThePluginExcludeEachOther() async throws {
    #expect(try await fixture.generate("--target", "Shared").code == 0)
    try await fixture.withGenerated("user/Sources/Shared/Generated") {
      let build = try await fixture.build()
      #expect(build.code != 0)
      let file = path("Shared/Generated/shared+common.martlet.swift")
      #expect(
        build.contains("error: \(file): target Shared has generated code"), "\(build.output)")
    }
  }

  @Test(arguments: [
    ["--target", "Nobody"], ["--output", "elsewhere"], ["--access", "private"], ["--colour"],
  ])
  func generateIDLRefusesWhatMakesNoSense(_ arguments: [String]) async throws {
    let result = try await fixture.generate(arguments)
    #expect(result.code != 0)
    #expect(result.contains("error: "), "\(result.output)")
    #expect(!fixture.folder.exists("user/elsewhere"))
  }
}
