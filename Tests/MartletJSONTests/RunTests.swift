import CodecTesting
import MartletJSON
import MartletProtobuf
import Testing

/// Arrays and maps of what is usual are read and written by code that does nothing else; here what is
/// unusual stands among it, anywhere.
@Suite
struct RunTests {
  static let numbers: [Int32] = [
    0, 7, 10, 99, 100, 9999, 10_000, 9_999_999, 10_000_000, 12_345_678, 99_999_999, 100_000_000,
    1 << 28, .max, -1, -10_000, .min,
  ]

  static let texts = [
    "", "a", "1234567", "12345678", "123456789", "0123456789abcdef0123456789abcdef",
    "0123456789abcdef0123456789abcdef01234567", "0123456789abcdef0123456789abcdef012345678",
    String(repeating: "long ", count: 40), "é", "12345678é", "a\"b", "back\\slash", "line\n",
    "\u{7F}",
    "\u{1}", "😀", "0123456789abcdef\u{2028}",
  ]

  /// Texts and numbers, mostly the usual ones, as JSON has them.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\u{1}": result += "\\u0001"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  static func some<Value>(
    of values: [Value], _ random: inout SeededGenerator
  ) -> [Value] {
    let isMixed = Bool.random(using: &random)
    return (0..<Int.random(in: 0...30, using: &random)).map { _ in
      let isUnusual = isMixed && Int.random(in: 0..<4, using: &random) == 0
      return values[Int.random(in: 0..<(isUnusual ? values.count : 4), using: &random)]
    }
  }

  /// The JSON with white space wherever it may be.
  static func spaced(_ json: String, _ random: inout SeededGenerator) -> String {
    var result = ""
    var isInText = false
    var isEscaped = false
    for scalar in json.unicodeScalars {
      if scalar == "\"", !isEscaped { isInText.toggle() }
      isEscaped = scalar == "\\" && !isEscaped
      let isMark = !isInText && "{}[],:".unicodeScalars.contains(scalar)
      if isMark, Int.random(in: 0..<6, using: &random) == 0 { result += " \n" }
      result.unicodeScalars.append(scalar)
      if isMark, Int.random(in: 0..<6, using: &random) == 0 { result += "\t\r " }
    }
    return result
  }

  /// So many that they are read in several runs, and written to more than one buffer; the place of the
  /// first one differs, so that each number lies across the end of a run at some time.
  @Test(arguments: [200, 400, 20_000])
  func longArrays(count: Int) throws {
    var random = SeededGenerator(seed: UInt64(count))
    for offset in 0..<12 {
      let message = Everything.with {
        $0.aInt32 = (0..<offset).reduce(0) { number, _ in number &* 10 &+ 1 }
        $0.rInt32 = (0..<count).map { _ in
          Self.numbers[Int.random(in: 0..<11, using: &random)]
        }
        $0.rUint32 = $0.rInt32.map(UInt32.init(bitPattern:))
      }
      let json = try message.jsonString()
      #expect(try Everything(jsonString: json) == message)
      let numbers = message.rInt32.map(String.init).joined(separator: ",")
      #expect(json.contains("\"rInt32\":[\(numbers)]"))
    }
  }

  @Test(arguments: 1...200)
  func arraysAndMaps(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    let numbers = Self.some(of: Self.numbers, &random)
    let texts = Self.some(of: Self.texts, &random)
    let message = Everything.with {
      $0.rInt32 = numbers
      $0.rInt64 = numbers.map { Int64($0) << 31 }
      $0.rUint32 = numbers.map(UInt32.init(bitPattern:))
      $0.rSint32 = numbers
      $0.uInt32 = numbers
      $0.rString = texts
      for (place, text) in texts.enumerated() {
        $0.mString[text + "\(place)"] = texts[texts.count - 1 - place]
      }
      for (text, number) in zip(texts, numbers) { $0.mCount[text] = number }
    }
    let arrays = Everything.with {
      ($0.rInt32, $0.rInt64, $0.rUint32, $0.rString) =
        (message.rInt32, message.rInt64, message.rUint32, message.rString)
    }
    let members = [
      ("rInt32", message.rInt32.map { "\($0)" }), ("rInt64", message.rInt64.map { "\"\($0)\"" }),
      ("rUint32", message.rUint32.map { "\($0)" }), ("rString", message.rString.map(Self.quoted)),
    ]
    let expected = members.filter { !$0.1.isEmpty }
      .map { "\"\($0)\":[\($1.joined(separator: ","))]" }.joined(separator: ",")
    #expect(try arrays.jsonString() == "{\(expected)}")

    let json = try message.jsonString()
    #expect(try Everything(jsonString: json) == message)
    #expect(try Everything(jsonString: Self.spaced(json, &random)) == message)
    let pretty = try message.jsonString(options: .init(isPretty: true))
    #expect(try Everything(jsonString: pretty) == message)
  }

  /// A fault is found wherever it stands among what is usual.
  @Test(arguments: [
    "", " ", ",", "01", "1.5", "00", "1e", "-", "x", "null", "2147483648", "\"a\"", "{}",
  ])
  func faultsAmongNumbers(fault: String) throws {
    for place in [0, 1, 7, 18] {
      var elements = (0..<20).map { "\($0)" }
      elements[place] = fault
      let json = "{\"rInt32\":[\(elements.joined(separator: ","))]}"
      let error = try #require(throws: ProtoJSONError.self) { try Everything(jsonString: json) }
      #expect(error.fieldPath == "r_int32[\(place)]", "\(error)")

      let entries = elements.enumerated().map { "\"k\($0)\":\($1)" }.joined(separator: ",")
      let map = "{\"mCount\":{\(entries)}}"
      let entry = try #require(throws: ProtoJSONError.self) { try Everything(jsonString: map) }
      #expect(entry.fieldPath.hasPrefix("m_count[\"k\(place)\"]"), "\(entry)")
    }
  }

  @Test
  func numbersInOtherSpellings() throws {
    let json = #"{"rInt32":[1,2,1e2,3.0,"4",-0,5],"mCount":{"a":1,"b":1e2,"c":"3","d":4.00,"e":5}}"#
    let message = try Everything(jsonString: json)
    #expect(message.rInt32 == [1, 2, 100, 3, 4, 0, 5])
    #expect(message.mCount == ["a": 1, "b": 100, "c": 3, "d": 4, "e": 5])
  }
}
