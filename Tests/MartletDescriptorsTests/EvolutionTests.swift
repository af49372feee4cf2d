import MartletDescriptors
import MartletJSON
import MartletProtobuf
import MartletText
import Testing

/// The rules of `docs/EVOLUTION.md`: what a program of one version makes of messages of another.
@Suite
struct EvolutionTests {
  /// One change of a message, and what it does to a message that is on its way.
  struct Change: Sendable, CustomTestStringConvertible {
    let rule: String
    /// The message before and after the change, in edition 2023.
    let old: String
    let new: String
    /// A message as the old program writes it, and as the new one reads it (text format).
    let sent: String
    let read: String
    /// What the old program reads when the new one passes it on; nil: the same that was sent.
    var back: String?
    /// What both messages use.
    var around = ""

    var testDescription: String { rule }
  }

  static let safe = [
    Change(
      rule: "a field is added", old: "int32 a = 1;", new: "int32 a = 1; string b = 2;",
      sent: "a: 1", read: "a: 1"),
    Change(
      rule: "a field is removed and its number reserved", old: "int32 a = 1; string b = 2;",
      new: "int32 a = 1; reserved 2;", sent: "a: 1 b: \"x\"", read: "a: 1"),
    Change(
      rule: "a field is renamed", old: "int32 a = 1;", new: "int32 z = 1;",
      sent: "a: 1", read: "z: 1"),
    Change(
      rule: "int32 becomes int64", old: "int32 a = 1;", new: "int64 a = 1;",
      sent: "a: -7", read: "a: -7"),
    Change(
      rule: "int32 becomes bool", old: "int32 a = 1;", new: "bool a = 1;",
      sent: "a: 1", read: "a: true"),
    Change(
      rule: "int32 becomes an open enum", old: "int32 a = 1;", new: "Open a = 1;",
      sent: "a: 7", read: "a: 7", around: "enum Open { ZERO = 0; ONE = 1; }"),
    Change(
      rule: "sint32 becomes sint64", old: "sint32 a = 1;", new: "sint64 a = 1;",
      sent: "a: -7", read: "a: -7"),
    Change(
      rule: "fixed32 becomes sfixed32", old: "fixed32 a = 1;", new: "sfixed32 a = 1;",
      sent: "a: 4294967295", read: "a: -1"),
    Change(
      rule: "string becomes bytes", old: "string a = 1;", new: "bytes a = 1;",
      sent: "a: \"tea\"", read: "a: \"tea\""),
    Change(
      rule: "a message becomes its bytes", old: "Part a = 1;", new: "bytes a = 1;",
      sent: "a { n: 5 }", read: "a: \"\\010\\005\"", around: "message Part { int32 n = 1; }"),
    Change(
      rule: "a single field becomes repeated", old: "string a = 1;", new: "repeated string a = 1;",
      sent: "a: \"x\"", read: "a: \"x\""),
    Change(
      rule: "a packed field becomes expanded", old: "repeated int32 a = 1;",
      new: "repeated int32 a = 1 [features.repeated_field_encoding = EXPANDED];",
      sent: "a: [1, 2]", read: "a: 1 a: 2"),
    Change(
      rule: "a map becomes its entries", old: "map<string, int32> a = 1;",
      new: "message Entry { string key = 1; int32 value = 2; } repeated Entry a = 1;",
      sent: "a { key: \"x\" value: 1 }", read: "a { key: \"x\" value: 1 }"),
    Change(
      rule: "a single field moves into a new oneof", old: "string a = 1; int32 b = 2;",
      new: "oneof one { string a = 1; } int32 b = 2;", sent: "a: \"x\" b: 1", read: "a: \"x\" b: 1"),
    Change(
      rule: "a field of a oneof is added", old: "oneof one { string a = 1; }",
      new: "oneof one { string a = 1; int32 b = 2; }", sent: "a: \"x\"", read: "a: \"x\""),
    Change(
      rule: "a value of an open enum is removed", old: "Open a = 1;", new: "Fewer a = 1;",
      sent: "a: TWO", read: "a: 2",
      around: "enum Open { ZERO = 0; TWO = 2; } enum Fewer { NIL = 0; }"),
    Change(
      rule: "a value of a closed enum is removed", old: "Closed a = 1;", new: "Fewer a = 1;",
      sent: "a: TWO", read: "",
      around: """
        enum Closed { option features.enum_type = CLOSED; ONE = 1; TWO = 2; }
        enum Fewer { option features.enum_type = CLOSED; UNO = 1; }
        """),
    Change(
      rule: "presence is added", old: "int32 a = 1 [features.field_presence = IMPLICIT];",
      new: "int32 a = 1;", sent: "a: 1", read: "a: 1"),
    Change(
      rule: "required is lifted", old: "int32 a = 1 [features.field_presence = LEGACY_REQUIRED];",
      new: "int32 a = 1;", sent: "a: 1", read: "a: 1"),
    Change(
      rule: "a field becomes an extension", old: "int32 a = 100;", new: "extensions 100;",
      sent: "a: 1", read: "[p.ext]: 1", around: "extend New { int32 ext = 100; }"),
  ]

  static let unsafe = [
    Change(
      rule: "int64 becomes int32: large numbers are cut", old: "int64 a = 1;", new: "int32 a = 1;",
      sent: "a: 4294967303", read: "a: 7", back: "a: 7"),
    Change(
      rule: "int32 becomes sint32: other numbers", old: "int32 a = 1;", new: "sint32 a = 1;",
      sent: "a: 1", read: "a: -1"),
    Change(
      rule: "int32 becomes fixed32: the value is unknown", old: "int32 a = 1;",
      new: "fixed32 a = 1;", sent: "a: 1", read: ""),
    Change(
      rule: "a number is used again: the value is taken for another one", old: "string name = 1;",
      new: "bytes secret = 1;", sent: "name: \"Ada\"", read: "secret: \"Ada\""),
    Change(
      rule: "repeated becomes single: the last one wins", old: "repeated string a = 1;",
      new: "string a = 1;", sent: "a: [\"x\", \"y\"]", read: "a: \"y\"", back: "a: \"y\""),
    Change(
      rule: "several fields move into a oneof: the last one wins",
      old: "string a = 1; int32 b = 2;",
      new: "oneof one { string a = 1; int32 b = 2; }", sent: "a: \"x\" b: 1", read: "b: 1",
      back: "b: 1"),
    Change(
      rule: "presence is taken away: a zero is the same as nothing", old: "int32 a = 1;",
      new: "int32 a = 1 [features.field_presence = IMPLICIT];", sent: "a: 0", read: "", back: ""),
    Change(
      rule: "a default changes: what is not set reads differently",
      old: "int32 a = 1 [default = 1];",
      new: "int32 a = 1 [default = 2];", sent: "", read: ""),
    Change(
      rule: "length-prefixed becomes delimited: the value is unknown", old: "Part a = 1;",
      new: "Part a = 1 [features.message_encoding = DELIMITED];", sent: "a { n: 5 }", read: "",
      around: "message Part { int32 n = 1; }"),
  ]

  @Test(arguments: safe + unsafe)
  func messagesOnTheirWay(_ change: Change) throws {
    let (old, new, types) = try types(change)
    let options = ProtoTextDecodingOptions(types: types)
    let sent = try DynamicMessage(textFormat: change.sent, type: old, options: options)
    let read = try DynamicMessage(serializedBytes: sent.serializedBytes(), type: new)
    let expected = try DynamicMessage(textFormat: change.read, type: new, options: options)
    #expect(known(read) == known(expected))
    // Passed on, with what the new program does not know.
    let back = try DynamicMessage(serializedBytes: read.serializedBytes(), type: old)
    #expect(
      try back
        == DynamicMessage(textFormat: change.back ?? change.sent, type: old, options: options))
  }

  @Test
  func requiredIsForEver() throws {
    let change = Change(
      rule: "a required field is added", old: "int32 a = 1;",
      new: "int32 a = 1; int32 b = 2 [features.field_presence = LEGACY_REQUIRED];",
      sent: "", read: "")
    let (old, new, _) = try types(change)
    let sent = try DynamicMessage(textFormat: "a: 1", type: old)
    let bytes = try sent.serializedBytes()
    let error = #expect(throws: ProtoDecodingError.self) {
      try DynamicMessage(serializedBytes: bytes, type: new)
    }
    #expect(error?.missingFields == ["b"])
    let read = try DynamicMessage(serializedBytes: bytes, type: new, partial: true)
    #expect(read.missingRequiredFields == ["b"])
  }

  /// JSON has names where binary has numbers.
  @Test
  func jsonHasNames() throws {
    let renamed = Change(
      rule: "", old: "int32 a_b = 1;", new: "int32 z = 1;", sent: "", read: "")
    let (old, new, _) = try types(renamed)
    let json = try DynamicMessage(textFormat: "a_b: 1", type: old).jsonString()
    #expect(json == #"{"aB":1}"#)
    #expect(throws: ProtoJSONError.self) { try DynamicMessage(jsonString: json, type: new) }

    let kept = Change(
      rule: "", old: "int32 a_b = 1;", new: "int32 z = 1 [json_name = \"aB\"];", sent: "",
      read: "")
    let (_, same, _) = try types(kept)
    #expect(try DynamicMessage(jsonString: json, type: same)["z"] == .int32(1))
  }

  private func known(_ message: DynamicMessage) -> DynamicMessage {
    var known = message
    known.unknownFields = UnknownFields()
    return known
  }

  private func types(
    _ change: Change
  ) throws -> (MessageDescriptor, MessageDescriptor, ProtoTypeRegistry) {
    let source = """
      edition = "2023";
      package p;
      \(change.around)
      message Old { \(change.old) }
      message New { \(change.new) }
      """
    let pool = try DescriptorPool(serializedBytes: Peers.descriptorSet(of: source))
    return (
      try #require(pool.message(named: "p.Old")), try #require(pool.message(named: "p.New")),
      ProtoTypeRegistry(pool)
    )
  }
}
