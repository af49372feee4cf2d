import CodecTesting
import MartletJSON
import MartletProtobuf
import Testing

/// The forms of single values, each way.
@Suite
struct JSONFormTests {
  struct Form: Sendable, CustomTestStringConvertible {
    let json: String
    let message: Everything
    var testDescription: String { json }

    init(_ json: String, _ populate: (inout Everything) -> Void) {
      self.json = json
      message = .with(populate)
    }
  }

  static let forms = [
    Form("{}") { _ in },
    Form(#"{"aDouble":1}"#) { $0.aDouble = 1 },
    Form(#"{"aDouble":-0.1}"#) { $0.aDouble = -0.1 },
    Form(#"{"aDouble":1e+300}"#) { $0.aDouble = 1e300 },
    Form(#"{"aDouble":5e-324}"#) { $0.aDouble = .leastNonzeroMagnitude },
    Form(#"{"aDouble":"-Infinity"}"#) { $0.aDouble = -.infinity },
    Form(#"{"aDouble":-0.0}"#) { $0.aDouble = -0.0 },
    Form(#"{"aFloat":3.4028235e+38}"#) { $0.aFloat = .greatestFiniteMagnitude },
    Form(#"{"aInt32":-2147483648}"#) { $0.aInt32 = .min },
    Form(#"{"aInt64":"-9223372036854775808"}"#) { $0.aInt64 = .min },
    Form(#"{"aUint64":"18446744073709551615"}"#) { $0.aUint64 = .max },
    Form(#"{"aSint32":-1}"#) { $0.aSint32 = -1 },
    Form(#"{"aSint64":"-1"}"#) { $0.aSint64 = -1 },
    Form(#"{"aFixed32":4294967295}"#) { $0.aFixed32 = .max },
    Form(#"{"aBool":true}"#) { $0.aBool = true },
    Form(#"{"aString":"\"\\/\b\f\n\r\t\u0001é😀"}"#) {
      $0.aString = "\"\\/\u{8}\u{C}\n\r\t\u{1}é😀"
    },
    Form(#"{"aBytes":"AAH/"}"#) { $0.aBytes = [0, 1, 255] },
    Form(#"{"aBytes":"/w=="}"#) { $0.aBytes = [255] },
    Form(#"{"aColor":"COLOR_RED"}"#) { $0.aColor = .red },
    Form(#"{"aColor":7}"#) { $0.aColor = .unrecognized(7) },
    Form(#"{"oInt32":0}"#) { $0.oInt32 = 0 },
    Form(#"{"rInt64":["1","-2"]}"#) { $0.rInt64 = [1, -2] },
    Form(#"{"rInner":[{},{"number":1}]}"#) { $0.rInner = [.init(), .init(number: 1)] },
    Form(#"{"mBool":{"true":false}}"#) { $0.mBool = [true: false] },
    Form(#"{"mInt64":{"-3":0.5}}"#) { $0.mInt64 = [-3: 0.5] },
    Form(#"{"mInner":{"a b":{"text":"x"}}}"#) { $0.mInner = ["a b": .init(text: "x")] },
    Form(#"{"cString":""}"#) { $0.choice = .cString("") },
    Form(#"{"duration":"-1.500s"}"#) { $0.duration = .init(seconds: -1, nanos: -500_000_000) },
    Form(#"{"duration":"0.000000001s"}"#) { $0.duration = .init(nanos: 1) },
    Form(#"{"wrapped":""}"#) { $0.wrapped = .init() },
    Form(#"{"value":null}"#) { $0.value = .init(kind: .nullValue(.nullValue)) },
    Form(#"{"value":{"a":[1.5,"x",true,null,{}]}}"#) {
      let list: [Google.Protobuf.Value] = [
        .init(kind: .numberValue(1.5)), .init(kind: .stringValue("x")),
        .init(kind: .boolValue(true)), .init(kind: .nullValue(.nullValue)),
        .init(kind: .structValue(.init())),
      ]
      $0.value = .init(
        kind: .structValue(.init(fields: ["a": .init(kind: .listValue(.init(values: list)))])))
    },
  ]

  @Test(arguments: forms)
  func writtenAndRead(_ form: Form) throws {
    #expect(try form.message.jsonString() == form.json)
    #expect(try Everything(jsonString: form.json) == form.message)
  }

  /// Other spellings that mean the same.
  @Test(arguments: [
    (#" { "a_int32" : 1.0 , "aBool":true}"#, #"{"aInt32":1,"aBool":true}"#),
    (#"{"aInt32":"12e1"}"#, #"{"aInt32":120}"#),
    (#"{"aInt64":12}"#, #"{"aInt64":"12"}"#),
    (#"{"aUint64":18446744073709551615}"#, #"{"aUint64":"18446744073709551615"}"#),
    (#"{"aUint64":1.8446744073709551615e19}"#, #"{"aUint64":"18446744073709551615"}"#),
    (#"{"aDouble":"1.5"}"#, #"{"aDouble":1.5}"#),
    (#"{"aFloat":0.1}"#, #"{"aFloat":0.1}"#),
    (#"{"aDouble":123456789012345678901234567890}"#, #"{"aDouble":1.2345678901234568e+29}"#),
    (#"{"aString":"\u00e9\ud83d\ude00\/"}"#, #"{"aString":"é😀/"}"#),
    (#"{"aBytes":"_w"}"#, #"{"aBytes":"/w=="}"#),
    (#"{"aColor":1}"#, #"{"aColor":"COLOR_RED"}"#),
    (
      #"{"aColor":"1","rColor":["-5","9"]}"#,
      #"{"aColor":"COLOR_RED","rColor":["COLOR_NEGATIVE",9]}"#
    ),
    (#"{"aColor":"COLOR_CRIMSON"}"#, #"{"aColor":"COLOR_RED"}"#),
    (#"{"aInt32":null,"rInt32":null,"mBool":null,"aInner":null,"cString":null}"#, "{}"),
    (#"{"cString":null,"cInt32":1}"#, #"{"cInt32":1}"#),
    (#"{"rInt32":[],"mBool":{}}"#, "{}"),
    (#"{"duration":"3s"}"#, #"{"duration":"3s"}"#),
    (#"{"\u0061Int32":5}"#, #"{"aInt32":5}"#),
    (#"{"mInt32":{"\u0031":2}}"#, #"{"mInt32":{"1":2}}"#),
  ])
  func read(_ json: String, as normal: String) throws {
    #expect(try Everything(jsonString: json).jsonString() == normal)
  }

  @Test
  func timestampsAreCivilTimes() throws {
    let cases: [(Int64, Int32, String)] = [
      (0, 0, "1970-01-01T00:00:00Z"), (-1, 0, "1969-12-31T23:59:59Z"),
      (951_782_400, 1_000_000, "2000-02-29T00:00:00.001Z"),
      (253_402_300_799, 999_999_999, "9999-12-31T23:59:59.999999999Z"),
      (-62_135_596_800, 0, "0001-01-01T00:00:00Z"),
    ]
    for (seconds, nanos, text) in cases {
      let time = Google.Protobuf.Timestamp(seconds: seconds, nanos: nanos)
      #expect(try time.jsonString() == "\"\(text)\"")
      #expect(try Google.Protobuf.Timestamp(jsonString: "\"\(text)\"") == time)
    }
    let shifted = try Google.Protobuf.Timestamp(jsonString: #""1970-01-01T02:00:00+02:00""#)
    #expect(shifted == Google.Protobuf.Timestamp())
  }

  @Test
  func fieldMasksAreOneString() throws {
    let mask = Google.Protobuf.FieldMask(paths: ["foo_bar.baz", "qux"])
    #expect(try mask.jsonString() == #""fooBar.baz,qux""#)
    #expect(try Google.Protobuf.FieldMask(jsonString: #""fooBar.baz,qux""#) == mask)
    #expect(throws: ProtoJSONError.self) {
      try Google.Protobuf.FieldMask(paths: ["fooBar"]).jsonString()
    }
  }

  @Test
  func anyHoldsTypesOfTheRegistry() throws {
    let types = ProtoTypeRegistry([Everything.self, Google.Protobuf.Duration.self])
    let reading = ProtoJSONDecodingOptions(types: types)
    let writing = ProtoJSONEncodingOptions(types: types)
    for json in [
      #"{"@type":"type.googleapis.com/martlet.test.Everything","aInt32":1}"#,
      #"{"@type":"type.googleapis.com/google.protobuf.Duration","value":"1.500s"}"#,
      "{}",
    ] {
      let any = try Google.Protobuf.AnyMessage(jsonString: json, options: reading)
      #expect(try any.jsonString(options: writing) == json)
    }
    let late = #"{"aInt32":1,"@type":"type.googleapis.com/martlet.test.Everything"}"#
    let any = try Google.Protobuf.AnyMessage(jsonString: late, options: reading)
    #expect(any.value == [0x18, 1])
    #expect(throws: ProtoJSONError.self) { try any.jsonString() }
  }

  @Test
  func optionsOfWriting() throws {
    let message = Everything.Inner(text: "x", color: .red)
    let defaults = ProtoJSONEncodingOptions(writesDefaults: true)
    #expect(
      try message.jsonString(options: defaults)
        == #"{"number":0,"text":"x","children":[],"color":"COLOR_RED"}"#)
    let numbers = ProtoJSONEncodingOptions(writesEnumsAsNumbers: true)
    #expect(try message.jsonString(options: numbers) == #"{"text":"x","color":1}"#)
    let names = ProtoJSONEncodingOptions(usesIDLFieldNames: true)
    #expect(try Everything.with { $0.aInt32 = 1 }.jsonString(options: names) == #"{"a_int32":1}"#)
    let pretty = ProtoJSONEncodingOptions(isPretty: true)
    let text = """
      {
        "rInt32": [
          1,
          2
        ],
        "mBool": {
          "true": true
        },
        "cInner": {}
      }
      """
    let nested = Everything.with {
      $0.rInt32 = [1, 2]
      $0.mBool = [true: true]
      $0.choice = .cInner(.init())
    }
    #expect(try nested.jsonString(options: pretty) == text)
  }

  /// A field with the wire type of another one is unknown, so it has no part in the JSON.
  @Test
  func foreignWireTypes() throws {
    let entry =
      Wire.bytes(1, [7]) + Wire.varint(1, 5) + Wire.varint(2, 6) + Wire.tag(2, 1)
      + [UInt8](repeating: 9, count: 8)
    let bytes =
      Wire.bytes(13, [1, 0]) + Wire.varint(13, 1) + Wire.bytes(13, [1, 0]) + Wire.bytes(83, entry)
    let json = try ProtoJSON.json(of: bytes, Everything.protoSchema)
    #expect(String(decoding: json, as: UTF8.self) == #"{"aBool":true,"mUint32":{"5":6}}"#)
  }

  /// Foreign bytes may hold the fields in any order, in pieces and packed or not.
  @Test
  func fieldsInAnyOrder() throws {
    let inner = Wire.varint(1, 1)
    let pieces =
      Wire.bytes(17, inner) + Wire.varint(3, 5) + Wire.varint(43, 7) + Wire.bytes(43, [8, 9])
      + Wire.bytes(17, Wire.text(2, "x")) + Wire.varint(3, 6) + Wire.varint(101, 1)
      + Wire.text(103, "last")
    let json = try ProtoJSON.json(of: pieces, Everything.protoSchema)
    #expect(
      String(decoding: json, as: UTF8.self)
        == #"{"aInt32":6,"aInner":{"number":1,"text":"x"},"rInt32":[7,8,9],"cString":"last"}"#)
  }

  /// A number that a closed enum lacks is an unknown field, in what we encoded and in an `Any`.
  @Test
  func numbersThatAClosedEnumLacks() throws {
    let message = try Delimited(serializedBytes: ClosedEnumNumbers.bytes)
    #expect(try message.jsonString() == ClosedEnumNumbers.json)
    let both = try Delimited(serializedBytes: Wire.varint(7, 2) + Wire.varint(7, 99))
    #expect(try both.jsonString() == #"{"grade":"GRADE_GOOD"}"#)
    let numbers = ProtoJSONEncodingOptions(writesEnumsAsNumbers: true)
    #expect(try both.jsonString(options: numbers) == #"{"grade":2}"#)

    let any = Google.Protobuf.AnyMessage(
      typeUrl: "a.b/martlet.delimited.Delimited", value: ClosedEnumNumbers.bytes)
    let types = ProtoJSONEncodingOptions(types: ProtoTypeRegistry([Delimited.self]))
    #expect(
      try any.jsonString(options: types)
        == #"{"@type":"a.b/martlet.delimited.Delimited","#
        + ClosedEnumNumbers.json.dropFirst())
  }
}
