import MartletCodegen
import MartletIDL
import Testing
import ToolTestSupport

@testable import MartletDriver

/// `martlet.json`: what is read, and how a wrong one is shown.
@Suite struct ConfigurationTests {
  private let folder: Folder

  init() throws {
    folder = try Folder()
    try folder.write("protos/x.idl", "")
  }

  private func load(_ text: String) throws -> (ModuleConfiguration, [String]) {
    try folder.write("martlet.json", text)
    let (configuration, diagnostics) = ModuleConfiguration.load(from: folder.path)
    let lines = diagnostics.map { diagnostic in
      "\(diagnostic.span?.line ?? 0):\(diagnostic.span?.column ?? 0): \(diagnostic.message)"
    }
    return (configuration, lines)
  }

  @Test func aMissingFileMeansDefaults() {
    let (configuration, diagnostics) = ModuleConfiguration.load(from: folder.path)
    #expect(diagnostics.isEmpty)
    #expect(configuration.roots == ["."])
    #expect(configuration.access == nil)
    #expect(configuration.prefixes.isEmpty)
  }

  @Test func everySettingIsRead() throws {
    let (configuration, errors) = try load(
      #"""
      {
        "access": "package",
        "customOptions": "generate",
        "naming": "qualified",
        "roots": ["protos", "."],
        "prefixes": {"a.v1": "V1", "b": "B\u0062"}
      }
      """#)
    #expect(errors == [])
    #expect(configuration.access == .package)
    #expect(configuration.customOptions == .generate)
    #expect(configuration.naming == .qualified)
    #expect(configuration.roots == ["protos", "."])
    #expect(configuration.prefixes == ["a.v1": "V1", "b": "Bb"])
  }

  @Test func anEmptyObjectIsFine() throws {
    #expect(try load("\u{FEFF} { } \n").1 == [])
  }

  @Test(arguments: [
    (#"{"acess": "public"}"#, #"1:2: unknown key "acess""#),
    (
      "{\n \"access\": \"open\"}",
      #"2:12: "access" has to be one of "internal", "package", "public""#
    ),
    (#"{"access": true}"#, #"1:12: "access" has to be one of "internal", "package", "public""#),
    (#"{"naming": "nice"}"#, #"1:12: "naming" has to be one of "simple", "qualified""#),
    (#"{"access": "public", "access": "public"}"#, #"1:22: the key "access" is there twice"#),
    (#"{"roots": "protos"}"#, #"1:11: "roots" has to be an array of folders"#),
    (#"{"roots": []}"#, #"1:11: "roots" has to be an array of folders"#),
    (#"{"roots": ["prots"]}"#, #"1:12: there is no folder "prots""#),
    (#"{"roots": [1]}"#, "1:12: a root has to be a folder in quotes"),
    (#"{"prefixes": ["a"]}"#, #"1:14: "prefixes" has to be an object: { … }"#),
    (#"{"prefixes": {"a": "1a"}}"#, #"1:20: "1a" cannot begin the name of a Swift type"#),
    (#"{"prefixes": {"a": null}}"#, "1:20: a prefix has to be a text in quotes"),
    ("[]", "1:1: the configuration has to be an object: { … }"),
    ("", "1:1: expected a value"),
    ("{\"access\": \"public\",}", "1:21: expected a key in quotes"),
    ("{\"access\" \"public\"}", #"1:11: expected ":" after the key"#),
    ("{\"access\": public}", "1:12: expected a value"),
    ("{\"access\": \"public\"", #"1:20: expected "," or "}""#),
    ("{\"access\": \"public", "1:12: the string has no end"),
    ("{\"access\": \"pub\\q\"}", "1:16: unknown escape"),
    ("{\"access\": \"\\uD800\"}", "1:13: not a valid \\u escape"),
    ("{} {}", "1:4: expected the end of the file"),
  ])
  func aWrongFileIsShownInItsPlace(_ text: String, _ expected: String) throws {
    #expect(try load(text).1.first == expected)
  }

  @Test func nestingIsLimited() throws {
    let deep = String(repeating: "[", count: 100_000)
    #expect(try load(deep).1 == ["1:34: nested too deep"])
  }

  @Test func aFolderOfThatNameIsAnError() throws {
    try folder.write("martlet.json/x", "")
    #expect(ModuleConfiguration.load(from: folder.path).1.count == 1)
  }
}
