import MartletCodegen
import Testing

/// The generated code of the golden files compiles without a warning, whatever the module around it
/// is set to. (What it means is tested elsewhere.)
@Suite
struct CompileTests {
  struct Setting: Sendable, CustomTestStringConvertible {
    let file: String
    let access: AccessLevel
    let arguments: [String]

    var testDescription: String { "\(file) \(access) \(arguments.joined(separator: " "))" }
  }

  private static let files = [
    "greeter", "documented", "proto2", "contract", "collisions", "service_collisions",
  ]

  static let settings = files.flatMap { file in
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

  @Test(.enabled(if: TypeCheck.modules != nil), arguments: settings)
  func generatedCodeCompiles(_ setting: Setting) throws {
    var options = GeneratorOptions()
    options.access = setting.access
    options.moduleName = "Generated"
    let file = setting.file + ".proto"
    let generator = try SwiftGenerator(files: try Descriptors.compile(file), options: options)
    let result = try TypeCheck(
      [
        "generated": try generator.generate(file).contents,
        // Another file of the target imports the same modules, plainly.
        "other": "import Foundation\nimport MartletProtobuf\nimport MartletRPC\n",
      ], ["-warnings-as-errors"] + setting.arguments)
    #expect(result.succeeded, "\(result.output.prefix(2000))")
  }
}
