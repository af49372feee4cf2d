import CodecTesting
import MartletJSON
import MartletProtobuf
import Testing

/// Texts that are no JSON of the message: what is wrong, where, and in which field.
@Suite
struct JSONRefusalTests {
  @Test(arguments: [
    ("", 0, "", "expected \"{\""),
    ("{", 1, "", "the name of a field"),
    ("[]", 0, "", "expected \"{\""),
    ("{} x", 3, "", "more text"),
    (#"{"aInt32":1,}"#, 12, "", "the name of a field"),
    (#"{"aInt32" 1}"#, 10, "", "expected \":\""),
    (#"{'aInt32':1}"#, 1, "", "the name of a field"),
    (#"{"aInt32":1 "aBool":true}"#, 12, "", "expected \"}\""),
    (#"{"nope":1}"#, 2, "", "has no field \"nope\""),
    (#"{"aInt32":1,"a_int32":2}"#, 13, "", "twice"),
    (#"{"cInt32":1,"cString":"x"}"#, 22, "c_string", "another field of the oneof \"choice\""),
    (#"{"aInt32":2147483648}"#, 10, "a_int32", "range"),
    (#"{"aInt32":1.5}"#, 10, "a_int32", "range"),
    (#"{"aInt32":"x"}"#, 10, "a_int32", "not a number"),
    (#"{"aInt32":" 1"}"#, 10, "a_int32", "not a number"),
    (#"{"aInt32":01}"#, 11, "a_int32", "begin with 0"),
    (#"{"aInt32":1.}"#, 12, "a_int32", "digits behind the point"),
    (#"{"aInt32":1e}"#, 12, "a_int32", "digits in the exponent"),
    (#"{"aInt32":+1}"#, 10, "a_int32", "expected a value"),
    (#"{"aUint32":-1}"#, 11, "a_uint32", "range"),
    (#"{"aUint64":18446744073709551616}"#, 11, "a_uint64", "range"),
    (#"{"aDouble":1e309}"#, 11, "a_double", "double's range"),
    (#"{"aFloat":1e39}"#, 10, "a_float", "float's range"),
    (#"{"aDouble":NaN}"#, 11, "a_double", "expected a value"),
    (#"{"aBool":"true"}"#, 9, "a_bool", "true or false"),
    (#"{"aBool":1}"#, 9, "a_bool", "true or false"),
    (#"{"aString":1}"#, 11, "a_string", "a string in quotes"),
    (#"{"aString":"x}"#, 11, "a_string", "never closed"),
    (#"{"aString":"\x"}"#, 12, "a_string", "no such escape"),
    (#"{"aString":"\ud83d"}"#, 12, "a_string", "second half"),
    (#"{"aString":"\ude00"}"#, 12, "a_string", "first half"),
    (#"{"aString":"\u12"}"#, 12, "a_string", "four hexadecimal digits"),
    ("{\"aString\":\"a\nb\"}", 13, "a_string", "control character"),
    (#"{"aBytes":"a"}"#, 11, "a_bytes", "base64"),
    (#"{"aBytes":"!!!!"}"#, 11, "a_bytes", "base64"),
    (#"{"aColor":"RED"}"#, 11, "a_color", "no value of the enum martlet.test.Color"),
    (#"{"rInt32":[1,null]}"#, 17, "r_int32[1]", "null cannot be an element"),
    (#"{"rInt32":1}"#, 10, "r_int32", "expected \"[\""),
    (#"{"rInner":[{"number":"x"}]}"#, 21, "r_inner[0].number", "not a number"),
    (#"{"mInt32":{"x":1}}"#, 12, "m_int32[\"x\"]", "not a number"),
    (#"{"mBool":{"TRUE":true}}"#, 11, "m_bool[\"TRUE\"]", "neither"),
    (#"{"mInner":{"k":{"next":{"number":false}}}}"#, 33, "m_inner[\"k\"].next.number", "a value"),
    (#"{"duration":"1"}"#, 13, "duration", "duration"),
    (#"{"duration":"1.0000000001s"}"#, 13, "duration", "duration"),
    (#"{"duration":"315576000001s"}"#, 13, "duration", "duration"),
  ])
  func refused(_ json: String, _ offset: Int, _ path: String, _ reason: String) throws {
    let error = try #require(throws: ProtoJSONError.self) { try Everything(jsonString: json) }
    #expect(error.reason.contains(reason), "\(error)")
    #expect(error.byteOffset == offset, "\(error)")
    #expect(error.fieldPath == path, "\(error)")
    #expect(error.messageName == "martlet.test.Everything")
  }

  @Test
  func unknownFieldsAndNamesArePassedOverOnRequest() throws {
    let json = #"""
      {"nope":{"a":[1,"\u00e9",null,{"b":true}]},"aColor":"RED","rColor":["RED","COLOR_BLUE"],
       "mColor":{"x":"RED"},"aInt32":1}
      """#
    let options = ProtoJSONDecodingOptions(ignoresUnknownFields: true)
    let message = try Everything(jsonString: json, options: options)
    #expect(message == Everything.with { ($0.aInt32, $0.rColor) = (1, [.blue]) })
    #expect(throws: ProtoJSONError.self) {
      try Everything(jsonString: #"{"nope":{"a":[1,]}}"#, options: options)
    }
  }

  @Test
  func deepTextsAreRefusedWithoutHarm() throws {
    let deep = String(repeating: #"{"next":"#, count: 100_000)
    #expect(throws: ProtoJSONError.self) { try Everything.Inner(jsonString: deep) }
    let brackets = #"{"x":"# + String(repeating: "[", count: 100_000)
    let ignoring = ProtoJSONDecodingOptions(ignoresUnknownFields: true)
    #expect(throws: ProtoJSONError.self) { try Everything(jsonString: brackets, options: ignoring) }
    let value = String(repeating: "[", count: 100_000)
    #expect(throws: ProtoJSONError.self) { try Google.Protobuf.Value(jsonString: value) }
    let levels =
      String(repeating: #"{"next":"#, count: 98) + "{}" + String(repeating: "}", count: 98)
    #expect(throws: Never.self) { try Everything.Inner(jsonString: levels) }
  }

  /// A text cut off anywhere is an error, and so is one with a byte that is no UTF-8.
  @Test
  func cutTexts() throws {
    let sample = try #require(try Driver.json("martlet.test.Everything", seed: 5, count: 1).first)
    let text = Array(sample.texts[0].utf8)
    for count in stride(from: 0, to: text.count, by: max(1, text.count / 500)) {
      #expect(throws: ProtoJSONError.self) { try Everything(jsonBytes: Array(text[..<count])) }
    }
    #expect(throws: ProtoJSONError.self) {
      try Everything(jsonBytes: Array(#"{"aString":""#.utf8) + [0xFF] + Array(#""}"#.utf8))
    }
  }

  @Test
  func whatHasNoJSONForm() throws {
    let bad: [(Everything, String)] = [
      (.with { $0.duration = .init(seconds: 1, nanos: -1) }, "duration"),
      (.with { $0.value = .init(kind: .numberValue(.nan)) }, "value.number_value"),
    ]
    for (message, path) in bad {
      let error = try #require(throws: ProtoJSONError.self) { try message.jsonString() }
      #expect(path.hasPrefix(error.fieldPath), "\(error)")
      #expect(error.byteOffset == nil)
    }
    #expect(throws: ProtoJSONError.self) {
      try Google.Protobuf.Timestamp(seconds: 253_402_300_800).jsonString()
    }
  }
}
