import MartletCodegen
import Testing

/// The generated code of the golden files compiles without a warning, whatever the module around it
/// is set to and imports. (What it means is tested elsewhere.)
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
    TypeCheck.settings.map { Setting(file: file, access: $0.access, arguments: $0.arguments) }
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
        "other": TypeCheck.otherFile,
      ], ["-warnings-as-errors"] + setting.arguments)
    #expect(result.succeeded, "\(result.output.prefix(2000))")
  }
}
