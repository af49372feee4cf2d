import CodecTesting
import MartletJSON
import MartletProtobuf
import Testing

/// No key of a map or a `Struct` may come twice, as in Python's `json_format`.
@Suite
struct DuplicateKeyTests {
  /// The second key's place, behind its quote.
  @Test(arguments: [
    (#"{"mInt32":{"1":1,"2":2,"1":3}}"#, 24, #"m_int32["1"]"#),
    (#"{"mInt64":{"-1":1,"-1":1}}"#, 19, #"m_int64["-1"]"#),
    (#"{"mUint64":{"18446744073709551615":1,"18446744073709551615":1}}"#, 38, "m_uint64"),
    (#"{"mBool":{"true":false,"false":true,"true":true}}"#, 37, #"m_bool["true"]"#),
    (#"{"mString":{"":"x","":"x"}}"#, 20, #"m_string[""]"#),
    (#"{"mString":{"a":"x","b":"y","a":"z"}}"#, 29, #"m_string["a"]"#),
    // However the same key is spelled.
    (#"{"mString":{"é/":"x","\u00e9\/":"y"}}"#, 23, "m_string"),
    (#"{"mString":{"\ud83d\ude00":"x","😀":"y"}}"#, 32, "m_string"),
    (#"{"mInt32":{"10":1,"1e1":1}}"#, 19, #"m_int32["1e1"]"#),
    (#"{"mInt32":{"1":1,"\u0031":1}}"#, 18, "m_int32"),
    (#"{"mInner":{"k":{},"k":{}}}"#, 19, #"m_inner["k"]"#),
    (#"{"value":{"a":1,"a":1}}"#, 17, #"value["a"]"#),
    (#"{"value":[{"a":{"b":1,"b":2}}]}"#, 23, #"value[0]["a"]["b"]"#),
  ])
  func refused(_ json: String, _ offset: Int, _ path: String) throws {
    let error = try #require(throws: ProtoJSONError.self) { try Everything(jsonString: json) }
    #expect(error.reason == "the key is there twice")
    #expect(error.byteOffset == offset)
    #expect(error.fieldPath.hasPrefix(path), "\(error)")
  }

  @Test
  func otherKeysAndOtherMapsAreNoDuplicates() throws {
    let json = #"""
      {"mString":{"a":"x","A":"x","a ":"x","\u0000":"x","":"x"},"mBytes":{"a":"","A":""},
       "value":{"a":{"a":{"a":1},"b":1},"b":{"a":1}}}
      """#
    let message = try Everything(jsonString: json)
    #expect(message.mString.count == 5)
    #expect(throws: Never.self) { try Google.Protobuf.Struct(jsonString: #"{"a":{"b":1},"b":1}"#) }
  }

  /// Far beyond what is gone through one by one: the repeated key is found wherever it stands.
  @Test(arguments: [31, 32, 33, 64, 65, 5000])
  func largeMaps(count: Int) throws {
    let entries = (0..<count).map { #""k\#($0 * 64)":"v""# }
    let numbers = (0..<count).map { #""\#($0 << 16)":1"# }
    let all = try Everything(
      jsonString: #"{"mString":{\#(entries.joined(separator: ","))}}"#)
    #expect(all.mString.count == count)
    for place in Set([0, 1, count / 2, count - 1]) {
      #expect(throws: ProtoJSONError.self) {
        let json = (entries + [entries[place]]).joined(separator: ",")
        return try Everything(jsonString: #"{"mString":{\#(json)}}"#)
      }
      #expect(throws: ProtoJSONError.self) {
        let json = (numbers + [numbers[place]]).joined(separator: ",")
        return try Everything(jsonString: #"{"mInt32":{\#(json)}}"#)
      }
    }
  }

  @Test
  func pythonRefusesThemToo() throws {
    let texts = [
      #"{"mString":{"a":"x","b":"y","a":"z"}}"#, #"{"mString":{"é":"x","\u00e9":"y"}}"#,
      #"{"mInt32":{"1":1,"1":1}}"#, #"{"value":{"a":1,"a":1}}"#,
      #"{"mString":{"a":"x","A":"x"}}"#, #"{"value":{"a":{"a":1}}}"#,
    ].map { Array($0.utf8) }
    let verdicts = try Driver.judgeJSON("martlet.test.Everything", texts)
    for (text, verdict) in zip(texts, verdicts) {
      let isTaken = (try? Everything(jsonBytes: text)) != nil
      #expect(isTaken != verdict.hasPrefix("!"), "\(String(decoding: text, as: UTF8.self))")
    }
  }
}
