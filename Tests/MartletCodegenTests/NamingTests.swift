import MartletDescriptors
import MartletProtobuf
import Testing

@testable import MartletCodegen

/// The table of names.
@Suite
struct NamingTests {
  @Test(arguments: [
    ("name", "name"), ("user_name", "userName"), ("UserName", "userName"),
    ("foo_id", "fooId"), ("foo_ID", "fooId"), ("fooID", "fooID"), ("id", "id"), ("ID", "id"),
    ("URL", "url"), ("HTTPServer", "httpServer"), ("base_URL_v2", "baseUrlV2"),
    ("line_2", "line2"), ("x_1_y", "x1Y"), ("i64", "i64"), ("utf8_text", "utf8Text"),
    ("_hidden", "hidden"), ("tail_", "tail"), ("a__b", "aB"), ("__", "_"), ("_1", "_1"),
    ("A", "a"), ("aB", "aB"), ("FOO_BAR", "fooBar"), ("Foo_Bar", "fooBar"), ("ABc", "aBc"),
  ])
  func properties(idl: String, swift: String) {
    #expect(SwiftNames.property(idl) == swift)
  }

  @Test(arguments: [
    ("kind", "Kind"), ("my_kind", "MyKind"), ("HTTP_kind", "HttpKind"), ("value2", "Value2"),
    ("_x", "X"), ("_1", "_1"), ("", "_"),
  ])
  func typesOfOneofs(idl: String, swift: String) {
    #expect(SwiftNames.upperCamel(idl) == swift)
  }

  @Test(arguments: [
    ("Color", "COLOR"), ("HTTPMethod", "HTTP_METHOD"), ("JSType", "JS_TYPE"),
    ("Utf8Validation", "UTF8_VALIDATION"), ("V1Beta2", "V1_BETA2"), ("my_Enum", "MY_ENUM"),
  ])
  func prefixesOfEnums(name: String, prefix: String) {
    #expect(SwiftNames.upperSnake(name) == prefix)
  }

  @Test(arguments: [
    ("", ""), ("shop", "Shop_"), ("shop.v1", "Shop_V1_"),
    ("foo.bar_baz.v1beta1", "Foo_BarBaz_V1beta1_"),
    ("a_.b", "A_B_"), ("HTTP.x_1", "HTTP_X1_"),
  ])
  func prefixesOfPackages(package: String, prefix: String) {
    #expect(SwiftNames.prefix(ofPackage: package) == prefix)
  }

  @Test
  func reservedNames() {
    for name in ["init", "self", "unknown_fields", "serialized_bytes", "hash_value"] {
      #expect(SwiftNames.property(name).hasSuffix("_"))
    }
    #expect(SwiftNames.enumCase("UNRECOGNIZED") == "unrecognized_")
    #expect(SwiftNames.enumCase("RAW_VALUE") == "rawValue_")
    #expect(SwiftNames.method("Init") == "init_")
    #expect(SwiftNames.method("Channel") == "channel_")
    #expect(SwiftNames.property("description") == "description")
    #expect(SwiftNames.property("type") == "type")
  }

  @Test
  func keywords() {
    for name in ["class", "in", "default", "where", "true", "nil", "func", "Any"] {
      #expect(SwiftNames.escaped(name) == "`\(name)`")
    }
    for name in ["optional", "open", "some", "async", "package", "actor", "set", "left", "type"] {
      #expect(SwiftNames.escaped(name) == name)
    }
  }

  @Test
  func types() {
    #expect(SwiftNames.type("Type", .message) == "TypeMessage")
    #expect(SwiftNames.type("Type", .enumeration) == "TypeEnum")
    #expect(SwiftNames.type("Protocol", .enumeration) == "ProtocolEnum")
    #expect(SwiftNames.type("Any", .message) == "AnyMessage")
    #expect(SwiftNames.type("Self", .service) == "SelfService")
    #expect(SwiftNames.type("String", .message) == "String")
    #expect(SwiftNames.type("class", .message) == "`class`")
  }

  private func cases(_ name: String, _ values: [(String, Int32)]) throws -> [String] {
    let descriptor = Google.Protobuf.EnumDescriptorProto(
      name: name, value: values.map { .init(name: $0.0, number: $0.1) })
    let file = Google.Protobuf.FileDescriptorProto(name: "a.proto", enumType: [descriptor])
    var pool = DescriptorPool()
    return try EnumCases(pool.insert(file).enums[0]).all.map(\.name)
  }

  @Test
  func enumCases() throws {
    #expect(
      try cases("Status", [("STATUS_UNSPECIFIED", 0), ("STATUS_OK", 1), ("OTHER", 2)])
        == ["unspecified", "ok", "other"])
    #expect(
      try cases("Edition", [("EDITION_PROTO2", 0), ("EDITION_2023", 1), ("EDITION_", 2)])
        == ["proto2", "edition2023", "edition"])
    // Without the prefix, two would be the same: both keep it.
    #expect(try cases("Kind", [("KIND_A", 0), ("A", 1)]) == ["kindA", "a"])
    #expect(try cases("Kind", [("A_B", 0), ("aB", 7), ("AB", -7)]) == ["aB", "aB_7", "ab"])
    #expect(try cases("Kind", [("KIND_CLASS", 0), ("KIND_SELF", 1)]) == ["class", "self_"])
  }
}
