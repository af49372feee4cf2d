import CodecTesting
import MartletProtobuf
import MartletText
import Testing

/// Texts that no honest peer sends: each gets a typed error with its place, and none a trap.
@Suite
struct HostileTextTests {
  private static let types = ProtoTypeRegistry([
    Google.Protobuf.AnyMessage.self, Everything.Inner.self, Legacy.self,
  ])

  /// Fields of every kind, and their names.
  private static let fields: [(text: String, field: String)] = [
    (#"a_string: 'x\u00e9é' "\101\x41\U0001f680""#, "a_string"),
    ("a_int32: -0x1F", "a_int32"),
    ("a_uint64: 18446744073709551615", "a_uint64"),
    ("a_double: -1.5e-3f", "a_double"),
    ("a_float: -inf", "a_float"),
    ("a_bool: True", "a_bool"),
    (#"a_bytes: "\377\000""#, "a_bytes"),
    ("a_color: COLOR_BLUE", "a_color"),
    ("a_inner { next < number: 1; children { text: 't' } children: {} > }", "a_inner"),
    ("r_int32: [1, 20, -300]", "r_int32"),
    ("r_string: ['a', '']", "r_string"),
    ("r_inner: [{number: 1}, <>]", "r_inner"),
    ("m_int32 { key: 1 value: 0.5 }", "m_int32"),
    ("m_inner { value { color: 2 } key: 'k' }", "m_inner"),
    ("duration { seconds: 1 } # a comment\n", "duration"),
    ("c_bytes: ''", "c_bytes"),
  ]

  /// A text cut off anywhere is a message with less in it, or an error that names the field.
  @Test
  func cutOffAtEveryByte() throws {
    let whole = Self.fields.map(\.text).joined(separator: "\n")
    #expect(throws: Never.self) { try Everything(textFormat: whole) }
    var before: [UInt8] = []
    var errors = 0
    for (text, field) in Self.fields {
      for count in 0..<text.utf8.count {
        guard let cut = String(validating: before + text.utf8.prefix(count), as: UTF8.self) else {
          continue
        }
        do throws(ProtoTextError) {
          _ = try Everything(textFormat: cut)
        } catch {
          errors += 1
          #expect((0...cut.utf8.count).contains(error.byteOffset), "\(error)")
          #expect(error.messageName == "martlet.test.Everything")
          let isInName = error.fieldPath.isEmpty && error.byteOffset == before.count
          #expect(error.fieldPath.hasPrefix(field) || isInName, "\(error)")
        }
      }
      before += Array((text + "\n").utf8)
    }
    #expect(errors > 200)
  }

  @Test(arguments: [
    ("next {", "martlet.test.Everything.Inner"), ("next <", "martlet.test.Everything.Inner"),
    ("children: [{", "martlet.test.Everything.Inner"),
    ("OGroup { legacy {", "martlet.legacy.Legacy"),
    ("[t/google.protobuf.Any] {", "google.protobuf.Any"),
    ("nope {", "martlet.legacy.Legacy"), ("nope: [{a: [<", "martlet.legacy.Legacy"),
  ])
  func nestingBombs(_ level: String, _ name: String) throws {
    let types: [any ProtoMessage.Type] = [
      Everything.Inner.self, Google.Protobuf.AnyMessage.self, Legacy.self,
    ]
    let type = try #require(types.first { $0.protoMessageName == name })
    let text = String(repeating: level, count: 20_000)
    for ignoresUnknownFields in [false, true] {
      let options = ProtoTextDecodingOptions(
        ignoresUnknownFields: ignoresUnknownFields, types: Self.types)
      let error = try #require(throws: ProtoTextError.self) {
        _ = try type.init(textFormat: text, options: options)
      }
      #expect(error.byteOffset <= 4 * 100 * level.utf8.count + 20, "\(error)")
    }
  }

  /// What lies encoded in an `Any` is shown as it is, from some level on.
  @Test
  func nestedAnysAreNotOpenedWithoutLimit() throws {
    var any = Google.Protobuf.AnyMessage()
    for _ in 0..<160 { any = try Google.Protobuf.AnyMessage(packing: any) }
    let text = try any.textFormat(options: .init(types: Self.types))
    #expect(text.contains("value: \""))
    let read = try Google.Protobuf.AnyMessage(
      textFormat: text, options: .init(depth: 400, types: Self.types))
    #expect(try read.textFormat(options: .init(types: Self.types)) == text)
  }
}
