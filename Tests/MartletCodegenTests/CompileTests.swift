import Foundation
import MartletCodegen
import Testing

/// The generated code of the golden files compiles without a warning, whatever the module around it
/// is set to. (What it means is tested elsewhere.)
///
/// Runs `swiftc -typecheck` against the modules of this very build, so it needs a compiler on the
/// path, and a build folder as SwiftPM lays it out on Linux.
@Suite
struct CompileTests {
  struct Setting: Sendable, CustomTestStringConvertible {
    let file: String
    let access: AccessLevel
    let arguments: [String]

    var testDescription: String { "\(file) \(access) \(arguments.joined(separator: " "))" }
  }

  static let settings = ["greeter", "collisions", "service_collisions"].flatMap { file in
    [
      Setting(file: file, access: .internal, arguments: ["-swift-version", "5"]),
      Setting(
        file: file, access: .internal,
        arguments: ["-swift-version", "6", "-default-isolation", "MainActor"]),
      Setting(
        file: file, access: .package,
        arguments: [
          "-swift-version", "6", "-package-name", "some",
          "-enable-upcoming-feature", "InternalImportsByDefault",
        ]),
      Setting(file: file, access: .public, arguments: ["-swift-version", "5"]),
      Setting(
        file: file, access: .public,
        arguments: [
          "-swift-version", "6", "-default-isolation", "MainActor",
          "-enable-upcoming-feature", "InternalImportsByDefault",
          "-enable-upcoming-feature", "MemberImportVisibility",
          "-enable-upcoming-feature", "ExistentialAny",
          "-enable-upcoming-feature", "NonisolatedNonsendingByDefault",
        ]),
    ]
  }

  private static var modules: String? {
    let executable = URL(filePath: ProcessInfo.processInfo.arguments[0])
    var folder = executable.deletingLastPathComponent()
    while folder.path.count > 1 {
      let modules = folder.appending(path: "Modules").path
      if FileManager.default.fileExists(atPath: modules + "/MartletRPC.swiftmodule") {
        return modules
      }
      folder = folder.deletingLastPathComponent()
    }
    return nil
  }

  @Test(.enabled(if: modules != nil), arguments: settings)
  func generatedCodeCompiles(_ setting: Setting) throws {
    let modules = try #require(Self.modules)
    var options = GeneratorOptions()
    options.access = setting.access
    options.moduleName = "Generated"
    let file = setting.file + ".proto"
    let generator = try SwiftGenerator(files: try Protoc.compile([file]), options: options)

    let folder = FileManager.default.temporaryDirectory
      .appending(path: "martlet-compile-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let source = folder.appending(path: "generated.swift")
    try generator.generate(file).contents.write(to: source, atomically: true, encoding: .utf8)
    // Another file of the target imports the same modules, plainly.
    let other = folder.appending(path: "other.swift")
    try "import Foundation\nimport MartletProtobuf\nimport MartletRPC\n"
      .write(to: other, atomically: true, encoding: .utf8)
    let log = folder.appending(path: "log")
    try Data().write(to: log)

    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      ["swiftc", "-typecheck", "-warnings-as-errors", "-module-name", "Generated", "-I", modules]
      + setting.arguments + [source.path, other.path]
    process.standardError = try FileHandle(forWritingTo: log)
    try process.run()
    process.waitUntilExit()
    let output = try String(contentsOf: log, encoding: .utf8)
    #expect(process.terminationStatus == 0, "\(output.prefix(2000))")
  }
}
