import CodecTesting
import MartletJSON
import MartletProtobuf
import Testing

/// Texts that no honest peer sends: each gets a typed error with its place, and none a trap.
@Suite
struct HostileJSONTests {
  /// Members of every kind, and the fields that they are.
  private static let members: [(text: String, field: String)] = [
    (#""aString":"x\u00e9é\ud83d\ude80 \"y\"\\""#, "a_string"),
    (#""aInt32":-12"#, "a_int32"),
    (#""aUint64":"18446744073709551615""#, "a_uint64"),
    (#""aDouble":-1.25e-3"#, "a_double"),
    (#""aFloat":"-Infinity""#, "a_float"),
    (#""aBool":false"#, "a_bool"),
    (#""aBytes":"AP-_+/A=""#, "a_bytes"),
    (#""aColor":"COLOR_BLUE""#, "a_color"),
    (#""aInner": {"number":300, "next" : {"children":[{"text":"t"},{}]} }"#, "a_inner"),
    (#""oString":null"#, "o_string"),
    (#""rInt32":[1,20,-300]"#, "r_int32"),
    (#""rString":["a","","longer than eight bytes"]"#, "r_string"),
    (#""rBool":[true,false]"#, "r_bool"),
    (#""mInt32":{"1":0.5,"-7":"NaN"}"#, "m_int32"),
    (#""mString":{"k":"v","\u006b2":""}"#, "m_string"),
    (#""mInner":{"k":{"color":2147483647}}"#, "m_inner"),
    (#""duration":"-1.500s""#, "duration"),
    (#""value":{"a":[1,"b",null,{"c":true}]}"#, "value"),
    (#""cBytes":"""#, "c_bytes"),
  ]

  /// A text cut off anywhere is an error that names the field, unless what is left of it is one whole.
  @Test
  func cutOffAtEveryByte() throws {
    let whole = "{" + Self.members.map(\.text).joined(separator: ",") + "}"
    #expect(throws: Never.self) { try Everything(jsonString: whole) }
    var before = Array("{".utf8)
    for (text, field) in Self.members {
      for count in 0..<text.utf8.count {
        let cut = before + text.utf8.prefix(count)
        let error = try #require(throws: ProtoJSONError.self) { try Everything(jsonBytes: cut) }
        #expect((0...cut.count).contains(error.byteOffset ?? -1), "\(error)")
        #expect(error.messageName == "martlet.test.Everything")
        if error.fieldPath.hasPrefix(field) { continue }
        // It is in the name, or at the end of a value that could be whole.
        let isInName = !text.utf8.prefix(count).contains(UInt8(ascii: ":"))
        let isWhole = (try? Everything(jsonBytes: cut + "}".utf8)) != nil
        #expect(error.fieldPath.isEmpty && (isInName || isWhole), "\(error)")
      }
      before += Array((text + ",").utf8)
    }
  }

  /// What is nested too deeply is refused, whatever it is nested in.
  @Test(arguments: [
    (#"{"next":"#, "martlet.test.Everything.Inner"),
    (#"{"children":["#, "martlet.test.Everything.Inner"),
    ("[", "google.protobuf.Value"), ("[", "google.protobuf.ListValue"),
    (#"{"a":"#, "google.protobuf.Value"), (#"{"a":"#, "google.protobuf.Struct"),
    (#"{"@type":"t/google.protobuf.Any","value":"#, "google.protobuf.Any"),
    (#"{"@type":"t/google.protobuf.Value","value":["#, "google.protobuf.Any"),
    (#"{"ogroup":{"legacy":"#, "martlet.legacy.Legacy"),
    (#"{"@type":[["#, "google.protobuf.Any"),
    (#"{"nope":[{"a":"#, "martlet.legacy.Legacy"),
  ])
  func nestingBombs(_ level: String, _ name: String) throws {
    let types: [any ProtoMessage.Type] = [
      Everything.Inner.self, Google.Protobuf.Value.self, Google.Protobuf.ListValue.self,
      Google.Protobuf.Struct.self, Google.Protobuf.AnyMessage.self, Legacy.self,
    ]
    let type = try #require(types.first { $0.protoMessageName == name })
    let text = String(repeating: level, count: 20_000)
    for ignoresUnknownFields in [false, true] {
      let options = ProtoJSONDecodingOptions(
        ignoresUnknownFields: ignoresUnknownFields, types: ProtoTypeRegistry(types))
      let error = try #require(throws: ProtoJSONError.self) {
        _ = try type.init(jsonString: text, options: options)
      }
      // Nothing looks much further than the limit.
      #expect((error.byteOffset ?? .max) <= 4 * 100 * level.utf8.count + 20, "\(error)")
    }
  }

  /// What lies encoded in an `Any` is opened level by level, so the limit holds there, too.
  @Test
  func nestedAnysAreNotWrittenWithoutLimit() throws {
    let types = ProtoTypeRegistry([Google.Protobuf.AnyMessage.self])
    var any = Google.Protobuf.AnyMessage()
    for _ in 0..<60 { any = try Google.Protobuf.AnyMessage(packing: any) }
    #expect(throws: Never.self) { try any.jsonBytes(options: .init(types: types)) }
    for _ in 0..<100 { any = try Google.Protobuf.AnyMessage(packing: any) }
    let error = try #require(throws: ProtoJSONError.self) {
      try any.jsonBytes(options: .init(types: types))
    }
    #expect(error.reason.contains("nested deeper"), "\(error)")
  }

  @Test(arguments: 1...4)
  func noiseNeverTraps(seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed))
    let pieces = Self.members.map { Array($0.text.utf8) }
    let marks = Array(#"{}[],:" \-+.eE019tfn"#.utf8)
    for _ in 0..<1000 {
      var text = Array("{".utf8)
      for _ in 0..<Int.random(in: 0...8, using: &random) {
        if Bool.random(using: &random), let piece = pieces.randomElement(using: &random) {
          text += piece.prefix(Int.random(in: 0...piece.count, using: &random))
        } else if let mark = marks.randomElement(using: &random) {
          text.append(mark)
        }
      }
      do throws(ProtoJSONError) {
        _ = try Everything(jsonBytes: text)
      } catch {
        #expect((0...text.count).contains(error.byteOffset ?? -1), "\(error)")
      }
    }
  }
}
