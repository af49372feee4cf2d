import MartletCodegen
import MartletDescriptors
import Testing

/// Messages with more fields than are worth copying.
@Suite
struct LargeMessageTests {
  @Test
  func fromSeventeenFieldsOnTheyAreInAnObject() throws {
    let oneof = "oneof one { int32 a = 90; string b = 91; int32 c = 92; }"
    let small = try Self.generated("message Small { \(Self.fields(15)) \(oneof) }")
    #expect(!small.contains("MessageStorage"))
    let large = try Self.generated("message Large { \(Self.fields(16)) \(oneof) }")
    #expect(large.contains("fileprivate var _storage = MartletProtobuf::MessageStorage(_Fields())"))
  }

  /// Everything that a large message may have beside plain fields.
  @Test(.enabled(if: TypeCheck.modules != nil), arguments: TypeCheck.settings.indices)
  func everyKindOfFieldCompilesWithoutWarnings(_ index: Int) throws {
    let setting = TypeCheck.settings[index]
    let generated = try Self.generated(
      """
      import "google/protobuf/wrappers.proto";
      message _Fields { int32 a = 1; }
      message Large {
        message Hashable { Large large = 1; }
        enum Kind { NONE = 0; SOME = 1; }
        \(Self.fields(8))
        _Fields storage = 20;
        Hashable hashable = 21;
        repeated Hashable many = 22;
        map<string, _Fields> by_name = 23;
        optional Kind kind = 24;
        google.protobuf.StringValue wrapped = 25;
        google.protobuf.Int64Value old_wrapped = 26 [deprecated = true];
        _Fields old_message = 27 [deprecated = true];
        Kind old_kind = 28 [deprecated = true];
        int32 unknown_fields = 29;
        string decode = 30;
        oneof choice { Large nested = 31; Kind chosen = 32; int32 old = 33 [deprecated = true]; }
      }
      """, access: setting.access)
    #expect(generated.contains("MessageStorage(_Fields())"))
    let result = try TypeCheck(
      ["generated": generated, "other": TypeCheck.otherFile, "users": Self.initialisers],
      ["-warnings-as-errors"] + setting.arguments)
    #expect(result.succeeded, "\(result.output.prefix(3000))")
  }

  /// What users write beside generated code, as for any struct whose properties have initial values.
  private static let initialisers = """
    import MartletProtobuf
    nonisolated extension Large { init(users text: String) { s1 = text } }
    nonisolated extension Large.Hashable { init(users message: Large) { large = message } }
    nonisolated extension _FieldsMessage { init(users number: Int32) { a = number } }
    """

  private static func fields(_ count: Int) -> String {
    (1...count).map { "string s\($0) = \($0);" }.joined(separator: " ")
  }

  private static func generated(
    _ messages: String, access: AccessLevel = .public
  ) throws -> String {
    let source = "syntax = \"proto3\";\npackage large;\n" + messages
    var options = GeneratorOptions()
    options.access = access
    options.moduleName = "Generated"
    let generator = try SwiftGenerator(
      files: try Descriptors.compile(sources: ["large.proto": source]), options: options)
    return try generator.generate("large.proto").contents
  }
}
