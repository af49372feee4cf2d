import Foundation
import Testing
import ToolTestSupport

@testable import MartletCommand

/// What becomes of a command line before ArgumentParser sees it.
@Suite struct ArgumentTests {
  private func words(_ arguments: String...) throws -> ArgumentWords {
    try ArgumentWords(arguments)
  }

  @Test func namesOfFilesAreTakenOut() throws {
    let words = try words(
      "descriptors", "a.proto", "-I", "one", "b.proto", "--include_imports", "-otwo", "--", "-c")
    #expect(words.rest == ["descriptors", "--root=one", "--include-imports", "--out=two"])
    #expect(words.files == ["a.proto", "b.proto", "-c"])
  }

  @Test func aValueIsNoFile() throws {
    let words = try words(
      "descriptors", "-Ione", "-I", "a_b=c_d", "--proto_path", "x", "--descriptor_set_out=y_z",
      "--out", "-", "-")
    #expect(
      words.rest == [
        "descriptors", "--root=one", "--root=a_b=c_d", "--proto-path=x",
        "--descriptor-set-out=y_z", "--out=-",
      ])
    #expect(words.files == ["-"])
  }

  @Test func otherCommandsAreLeftAlone() throws {
    #expect(try words("help", "generate").rest == ["help", "generate"])
    #expect(try words("--version").rest == ["--version"])
    #expect(try words().rest == [])
  }

  /// Which options have values is known to the commands; `ArgumentWords` must know the same.
  @Test(arguments: ["generate", "descriptors", "check"])
  func everyOptionWithAValueIsKnown(_ command: String) async throws {
    let result = try await Shell.martlet(
      [command, "--experimental-dump-help"], in: Shell.packageRoot)
    let dump = try JSONDecoder().decode(Dump.self, from: Data(result.output.utf8))
    let names = dump.command.arguments.filter { $0.kind == "option" }.flatMap { $0.names ?? [] }
    #expect(names.count > 2)
    for name in names where name.kind == "long" {
      #expect(ArgumentWords.valued.contains(name.name), "--\(name.name)")
    }
    for name in names where name.kind == "short" {
      let parsed = try words(command, "-\(name.name)", "value")
      #expect(parsed.files == [], "-\(name.name)")
    }
  }

  private struct Dump: Decodable {
    struct Command: Decodable {
      struct Argument: Decodable {
        struct Name: Decodable {
          var kind: String
          var name: String
        }
        var kind: String
        var names: [Name]?
      }
      var arguments: [Argument]
    }
    var command: Command
  }
}
