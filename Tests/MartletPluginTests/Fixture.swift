import Foundation
import ToolTestSupport

/// A package as a user would have it, with a second one that it depends on, built by `swift build`
/// in a folder of its own.
///
/// One fixture serves all tests: a fresh one takes half a minute to build, a build after a change
/// takes seconds. Each test leaves it as it found it.
final class Fixture: Sendable {
  let folder: Folder
  /// The first build, and the second one, in which nothing had changed.
  let firstBuild: Finished
  let secondBuild: Finished
  /// The generated files after each of them.
  let stampsAfterFirstBuild: [String: FileStamp]
  let stampsAfterSecondBuild: [String: FileStamp]

  static let shared = Task { try await Fixture() }

  private init() async throws {
    folder = try Folder()
    for (name, text) in FixtureSources.files { try folder.write(name, text) }
    let pins = Shell.packageRoot.appending(path: "Package.resolved")
    if FileManager.default.fileExists(atPath: pins.path) {
      try FileManager.default.copyItem(
        at: pins, to: folder.url.appending(path: "user/Package.resolved"))
    }
    firstBuild = try await Self.build(folder)
    stampsAfterFirstBuild = folder.stamps(below: Self.outputs)
    secondBuild = try await Self.build(folder)
    stampsAfterSecondBuild = folder.stamps(below: Self.outputs)
  }

  private static let scratch = "user/.build"
  static let outputs = scratch + "/plugins/outputs"

  static let sandbox: [String] = {
    #if os(macOS)
      ["--disable-sandbox"]
    #else
      []
    #endif
  }()

  private static func build(_ folder: Folder) async throws -> Finished {
    try await Shell.run("swift", ["build"] + sandbox, in: folder.url.appending(path: "user"))
  }

  func build() async throws -> Finished { try await Self.build(folder) }

  /// Runs `swift package generate-idl`.
  func generate(_ arguments: String...) async throws -> Finished {
    try await generate(arguments)
  }

  func generate(_ arguments: [String]) async throws -> Finished {
    try await Shell.run(
      "swift",
      ["package"] + Self.sandbox + ["--allow-writing-to-package-directory", "generate-idl"]
        + arguments,
      in: folder.url.appending(path: "user"))
  }

  /// Runs the fixture's program.
  func run() async throws -> Finished {
    let program = folder.url.appending(path: Self.scratch + "/debug/App")
    return try await Shell.run(program.path, [], in: folder.url)
  }

  /// The state of all generated files, by target and name: `App/a+x.martlet.swift`.
  func stamps() -> [String: FileStamp] {
    var stamps: [String: FileStamp] = [:]
    for (path, stamp) in folder.stamps(below: Self.outputs) {
      let parts = path.split(separator: "/")
      stamps["\(parts[1])/\(parts[parts.count - 1])"] = stamp
    }
    return stamps
  }

  /// Writes `text` in place of a file for as long as `body` runs.
  func withChanged(
    _ name: String, _ text: String, _ body: () async throws -> Void
  ) async throws {
    let old = try folder.read(name)
    try folder.write(name, text)
    try await restoring({ try folder.write(name, old) }, after: body)
  }

  /// Writes a new file for as long as `body` runs.
  func withAdded(_ name: String, _ text: String, _ body: () async throws -> Void) async throws {
    try folder.write(name, text)
    try await restoring({ try folder.remove(name) }, after: body)
  }

  /// Removes the folder that `swift package generate-idl` wrote, after `body`.
  func withGenerated(_ name: String, _ body: () async throws -> Void) async throws {
    try await restoring({ try folder.remove(name) }, after: body)
  }

  /// Puts things back after `body`, whatever comes of it, and builds, so that the next test begins
  /// with everything up to date.
  private func restoring(
    _ restore: () throws -> Void, after body: () async throws -> Void
  ) async throws {
    do {
      try await body()
    } catch {
      try restore()
      _ = try await build()
      throw error
    }
    try restore()
    _ = try await build()
  }
}
