import CodecTesting
import MartletProtobuf
import MartletText
import Testing

/// The forms of the text format, each way.
@Suite
struct TextFormTests {
  @Test
  func printed() throws {
    let message = Everything.with {
      $0.aFloat = 0.1
      $0.aString = "a\"\u{1}é"
      $0.aBytes = [0, 0xFF]
      $0.aColor = .unrecognized(7)
      $0.aInner = .init(number: -1, color: .red)
      $0.rInt32 = [1, 2]
      $0.mInt32 = [10: 1, -2: 0, 9: 2]
      $0.choice = .cInner(.init())
    }
    #expect(
      try message.textFormat() == #"""
        a_float: 0.1
        a_string: "a\"\001é"
        a_bytes: "\000\377"
        a_color: 7
        a_inner {
          number: -1
          color: COLOR_RED
        }
        r_int32: 1
        r_int32: 2
        m_int32 {
          key: -2
          value: 0
        }
        m_int32 {
          key: 9
          value: 2
        }
        m_int32 {
          key: 10
          value: 1
        }
        c_inner {
        }

        """#)
    let inner = Everything.Inner(number: 1, next: .init(text: "x"))
    let line = ProtoTextEncodingOptions(isSingleLine: true)
    #expect(try inner.textFormat(options: line) == #"number: 1 next { text: "x" }"#)
    #expect("\(inner)" == #"martlet.test.Everything.Inner { number: 1 next { text: "x" } }"#)
    #expect(Nothing().description == "martlet.test.Nothing {}")
  }

  /// A field with the wire type of another one is unknown, beside the one that is known.
  @Test
  func foreignWireTypes() throws {
    let message = try Everything(
      serializedBytes: Wire.varint(13, 1) + Wire.bytes(13, [1, 0]) + Wire.varint(13, 1))
    #expect(try message.textFormat() == "a_bool: true\n")
    let options = ProtoTextEncodingOptions(isSingleLine: true, writesUnknownFields: true)
    #expect(try message.textFormat(options: options) == #"a_bool: true 13: "\001\000""#)
  }

  /// A number that a closed enum lacks is an unknown field, in what we encoded and in an `Any`.
  @Test
  func numbersThatAClosedEnumLacks() throws {
    let message = try Delimited(serializedBytes: ClosedEnumNumbers.bytes)
    let line = ProtoTextEncodingOptions(isSingleLine: true)
    #expect(try message.textFormat(options: line) == ClosedEnumNumbers.text)
    let all = ProtoTextEncodingOptions(isSingleLine: true, writesUnknownFields: true)
    #expect(
      try message.textFormat(options: all)
        == #"explicit_number: 5 grade: GRADE_BAD 7: 99 grades { key: 2 value: GRADE_GOOD } "#
        + #"16 { 1: 1 2: 99 } many_grades: GRADE_GOOD many_grades: GRADE_BAD 24: 99 "#
        + #"grades_apart: GRADE_GOOD 25: 99 33: 99 c_text: "x""#)

    let any = Google.Protobuf.AnyMessage(
      typeUrl: "a.b/martlet.delimited.Delimited", value: ClosedEnumNumbers.bytes)
    let types = ProtoTextEncodingOptions(
      isSingleLine: true, types: ProtoTypeRegistry([Delimited.self]))
    #expect(
      try any.textFormat(options: types)
        == "[a.b/martlet.delimited.Delimited] { \(ClosedEnumNumbers.text) }")
  }

  /// Whatever its bits, there is one word for what is no number.
  @Test
  func notANumber() throws {
    let message = Everything.with {
      $0.aDouble = .signalingNaN
      $0.rFloat = [Float(bitPattern: 0xFF80_F300), .nan]
    }
    let text = try message.textFormat()
    #expect(text == "a_double: nan\nr_float: nan\nr_float: nan\n")
    #expect(try Everything(textFormat: text).aDouble.isNaN)
  }

  @Test
  func unknownFieldsShowTheirNumbers() throws {
    let bytes =
      Wire.varint(1, 5) + Wire.bytes(2, Wire.varint(3, 4)) + Wire.text(4, "xyz")
      + Wire.tag(5, 5) + [1, 0, 0, 0] + Wire.tag(6, 1) + [2, 0, 0, 0, 0, 0, 0, 0]
      + Wire.tag(7, 3) + Wire.varint(8, 1) + Wire.tag(7, 4)
    let message = try Nothing(serializedBytes: bytes)
    let options = ProtoTextEncodingOptions(isSingleLine: true, writesUnknownFields: true)
    #expect(
      try message.textFormat(options: options)
        == #"1: 5 2 { 3: 4 } 4: "xyz" 5: 0x00000001 6: 0x0000000000000002 7 { 8: 1 }"#)
    #expect(try message.textFormat() == "")
  }

  @Test(arguments: [
    ("a_int32: 0x1F, a_int64: -017; a_uint32: 5 # the end", "a_int32: 31 a_int64: -15 a_uint32: 5"),
    ("a_string: 'it''s' \"x\\x41\\102\\u00e9\"", #"a_string: "itsxABé""#),
    ("a_double: 1.f a_float: -inf", "a_double: 1 a_float: -inf"),
    ("a_double: .5 a_float: 3", "a_double: 0.5 a_float: 3"),
    ("a_bool: t r_bool: [1, False]", "a_bool: true r_bool: true r_bool: false"),
    ("a_color: 1", "a_color: COLOR_RED"),
    ("a_inner < number: 1 >", "a_inner { number: 1 }"),
    ("r_inner: [{number: 1}, <>] r_inner {}", "r_inner { number: 1 } r_inner { } r_inner { }"),
    ("r_int32: []", ""),
    (
      "m_string { value: 'v' } m_string: { key: 'k' }",
      #"m_string { key: "" value: "v" } m_string { key: "k" value: "" }"#
    ),
  ])
  func read(_ text: String, as normal: String) throws {
    let options = ProtoTextEncodingOptions(isSingleLine: true)
    #expect(try Everything(textFormat: text).textFormat(options: options) == normal)
  }

  @Test
  func anyIsExpanded() throws {
    let types = ProtoTypeRegistry([Everything.self])
    let text = "[type.googleapis.com/martlet.test.Everything] {\n  a_int32: 1\n}\n"
    let any = try Google.Protobuf.AnyMessage(
      textFormat: text, options: ProtoTextDecodingOptions(types: types))
    #expect(any.typeUrl == "type.googleapis.com/martlet.test.Everything")
    #expect(try any.textFormat(options: ProtoTextEncodingOptions(types: types)) == text)
    #expect(try any.textFormat().contains("type_url"))
  }

  /// White space, comments, and all that a URL may hold, between the brackets.
  @Test(arguments: [
    "[ type.goo\ngleapis.com/ # here it comes\n martlet. test.Every\tthing ]",
    "[non.default/~!$&()*+,;=_0/martlet.test.Everything]",
    "[a/%2F/martlet.test.Everything]:",
  ])
  func typeURLs(_ name: String) throws {
    let types = ProtoTypeRegistry([Everything.self])
    let any = try Google.Protobuf.AnyMessage(
      textFormat: name + " { a_int32: 1 }", options: ProtoTextDecodingOptions(types: types))
    #expect(any.value == [0x18, 1])
    let text = try any.textFormat(options: ProtoTextEncodingOptions(types: types))
    #expect(text == "[\(any.typeUrl)] {\n  a_int32: 1\n}\n")
  }

  /// What cannot stand in brackets, or is not what its URL says, is written as the two fields.
  @Test
  func anyThatCannotBeExpanded() throws {
    let types = ProtoTypeRegistry([Everything.self])
    let options = ProtoTextEncodingOptions(isSingleLine: true, types: types)
    let name = "martlet.test.Everything"
    for (url, value) in [
      ("a b/" + name, []), ("/" + name, []), ("a/%g0/" + name, []), ("a/%2", []),
      ("a/" + name + "/", []), (name, []), ("a/" + name, [0x18]),
      ("a/" + name, [0x72, 1, 0xFF]), ("a/" + name, [0x8A, 1, 1, 8]),
    ] as [(String, [UInt8])] {
      let any = Google.Protobuf.AnyMessage(typeUrl: url, value: value)
      let text = try any.textFormat(options: options)
      #expect(text.hasPrefix("type_url: \"\(url)\""))
      let reading = ProtoTextDecodingOptions(types: types)
      #expect(try Google.Protobuf.AnyMessage(textFormat: text, options: reading) == any)
    }
  }

  /// Fields that were removed from the IDL and left their names may still be there, with any value.
  @Test(arguments: [
    "true", "-123", "-.5e3f", "-inf", "NAME", "'hello' \"world\"", "{ a: 123 b < c: [] > }", "< >",
    "[-123, 456]", "[{}, <x: 1>, -2]", "{ [x.y]: 1; [a/b.c] {} , 7: 1 }",
  ])
  func reservedNamesArePassedOver(_ value: String) throws {
    #expect(try Everything(textFormat: "retired: \(value) a_int32: 1").aInt32 == 1)
  }

  @Test
  func fieldsByNumberOnRequest() throws {
    let options = ProtoTextDecodingOptions(acceptsFieldNumbers: true)
    let text = "3: 5 17 { 2: 'x' } 43: [1, 2]"
    let message = try Everything(textFormat: text, options: options)
    #expect(
      message == .with { ($0.aInt32, $0.aInner, $0.rInt32) = (5, .init(text: "x"), [1, 2]) })
    #expect(throws: ProtoTextError.self) { try Everything(textFormat: text) }
    #expect(throws: ProtoTextError.self) { try Everything(textFormat: "999: 5", options: options) }
  }

  @Test(arguments: [
    ("retired 1", "1:9", "", "expected \":\""),
    ("retired: -'x'", "1:11", "", "expected a value"),
    ("retired: -NAME", "1:11", "", "expected a number"),
    ("retired: [1 2]", "1:13", "", "at the end of the list"),
    ("retired: [1,]", "1:13", "", "expected a value"),
    ("retired: [[1]]", "1:11", "", "expected a value"),
    ("retired: {", "1:11", "", "expected the name of a field"),
    ("retired: }", "1:10", "", "expected a value"),
    ("[a.b", "1:1", "", "never closed"),
    ("[a-b]: 1", "1:1", "", "no full name"),
    ("[a.2b]: 1", "1:1", "", "no full name"),
    ("[a/%2]: 1", "1:4", "", "two hexadecimal digits"),
    ("[a/%+1/b]: 1", "1:4", "", "two hexadecimal digits"),
    ("[/b]: 1", "1:1", "", "no full name"),
    ("[a\"b]: 1", "1:3", "", "cannot stand in a name"),
    ("a_int32: 1,, a_bool: t", "1:12", "", "expected the name of a field"),
    ("r_int32: [1; 2]", "1:12", "r_int32", "at the end of the list"),
    ("nope: 1", "1:1", "", "no field \"nope\""),
    ("a_int32: 1\na_int32: 2", "2:1", "a_int32", "twice"),
    ("c_int32: 1 c_bool: true", "1:12", "c_bool", "\"c_int32\" of the same oneof"),
    ("a_int32: 2147483648", "1:10", "a_int32", "range"),
    ("a_int32: 1.5", "1:10", "a_int32", "whole number"),
    ("a_uint32: -1", "1:11", "a_uint32", "whole number"),
    ("a_int32: 09", "1:10", "a_int32", "range"),
    ("a_double: 0x1", "1:11", "a_double", "decimal"),
    ("a_double: 01.5", "1:11", "a_double", "cannot begin with 0"),
    ("a_string: x", "1:11", "a_string", "string in quotes"),
    ("a_string: 'x", "1:11", "a_string", "never closed"),
    ("a_string: '\\q'", "1:12", "a_string", "no such escape"),
    ("a_string: '\\xff'", "1:11", "a_string", "not UTF-8"),
    ("a_color: RED", "1:10", "a_color", "no value of martlet.test.Color"),
    ("a_inner { number: 1", "1:20", "a_inner", "never closed"),
    ("a_inner { next { number: x } }", "1:26", "a_inner.next.number", "whole number"),
    ("a_int32 1", "1:9", "a_int32", "expected \":\""),
    ("a_int32: [1]", "1:10", "a_int32", "not repeated"),
    ("[x.y]: 1", "1:1", "", "no extension \"x.y\""),
    ("[a/b] {}", "1:1", "", "google.protobuf.Any"),
    ("a_int32: 1é", "1:11", "a_int32", "outside of a string"),
  ])
  func refused(_ text: String, _ place: String, _ path: String, _ reason: String) throws {
    let error = try #require(throws: ProtoTextError.self) { try Everything(textFormat: text) }
    #expect("\(error.line):\(error.column)" == place, "\(error)")
    #expect(error.fieldPath == path, "\(error)")
    #expect(error.reason.contains(reason), "\(error)")
  }

  /// A text cut off anywhere is an error, or a message with less in it.
  @Test
  func cutTexts() throws {
    let text = Array(
      """
      a_string: 'x\\u00e9' "\\101\\x41" a_inner { next < number: -0x1F > } r_int32: [1, 2]; a_double: -1.5e-3f
      m_string { key: "k" } retired: [<a: 1>] c_bool: t # end
      """.utf8)
    #expect(throws: Never.self) {
      try Everything(textFormat: String(decoding: text, as: UTF8.self))
    }
    for count in text.indices {
      do throws(ProtoTextError) {
        _ = try Everything(textFormat: String(decoding: text[..<count], as: UTF8.self))
      } catch {
        #expect((0...count).contains(error.byteOffset), "\(error)")
      }
    }
  }

  @Test
  func deepTextsAreRefusedWithoutHarm() throws {
    let deep = String(repeating: "next {", count: 100_000)
    #expect(throws: ProtoTextError.self) { try Everything.Inner(textFormat: deep) }
    let options = ProtoTextDecodingOptions(ignoresUnknownFields: true)
    let unknown = "x: " + String(repeating: "[", count: 100_000)
    #expect(throws: ProtoTextError.self) { try Everything(textFormat: unknown, options: options) }
    #expect(throws: Never.self) {
      try Everything(textFormat: "x { y: [1, {z: -2}] } a_int32: 1", options: options)
    }
  }
}
