/// How names of the IDL become names in Swift. This is the only place where it is decided.
///
/// | IDL | Swift | rule |
/// | --- | --- | --- |
/// | `user_name` | `userName` | words are joined, each but the first capitalised |
/// | `foo_id`, `foo_ID` | `fooId` | a word without small letters is made small first |
/// | `URL`, `HTTPServer` | `url`, `httpServer` | leading capitals are made small |
/// | `line_2`, `x_1_y` | `line2`, `x1Y` | digits stay where they are |
/// | `_hidden`, `tail_` | `hidden`, `tail` | underscores at the ends go |
/// | `_1` | `_1` | unless a digit would come first |
/// | `class`, `in` | `` `class` ``, `` `in` `` | keywords get backticks |
/// | `init`, `self`, `Type` | `init_`, `self_`, `type` | backticks do not help here |
/// | `STATUS_OK` in `Status` | `ok` | the enum's name is left out of its values |
/// | `EDITION_2023` in `Edition` | `edition2023` | unless a digit would come first |
/// | `message Type`, `enum Type` | `TypeMessage`, `TypeEnum` | so for `Any`, `Protocol`, `Self` |
enum SwiftNames {
  /// A property, a method, an enum case, an argument: lowerCamelCase, without backticks.
  static func lowerCamel(_ name: String) -> String {
    let joined = camel(name, capitalisingFirst: false)
    guard let first = joined.utf8.first else { return "_" }
    return isDigit(first) ? "_" + joined : joined
  }

  /// A type made from a name in snake_case, such as the enum of a oneof.
  static func upperCamel(_ name: String) -> String {
    let joined = camel(name, capitalisingFirst: true)
    guard let first = joined.utf8.first else { return "_" }
    return isDigit(first) ? "_" + joined : joined
  }

  /// What comes before the types of a package if their names are qualified: `foo.bar_baz.v1` gives
  /// `Foo_BarBaz_V1_`, as with swift-protobuf.
  static func prefix(ofPackage package: String) -> String {
    var result: [UInt8] = []
    var beginsWord = true
    for byte in package.utf8 {
      switch byte {
      case underscore: beginsWord = true
      case dot:
        result.append(underscore)
        beginsWord = true
      default:
        result.append(beginsWord ? upper(byte) : byte)
        beginsWord = false
      }
    }
    return package.isEmpty ? "" : String(decoding: result, as: UTF8.self) + "_"
  }

  /// Whether a text can begin the name of a Swift type: letters, digits and underscores, the first
  /// one no digit. The empty text can.
  static func isPrefix(_ text: String) -> Bool {
    if let first = text.utf8.first, isDigit(first) { return false }
    return text.utf8.allSatisfy { isUpper($0) || isLower($0) || isDigit($0) || $0 == underscore }
  }

  /// UPPER_SNAKE_CASE of a type's name, as style guides prescribe it as the prefix of enum values:
  /// `Utf8Validation` is `UTF8_VALIDATION`, `JSType` is `JS_TYPE`.
  static func upperSnake(_ name: String) -> String {
    let bytes = Array(name.utf8)
    var result: [UInt8] = []
    for (index, byte) in bytes.enumerated() {
      if index > 0, isUpper(byte), bytes[index - 1] != underscore {
        let beginsWord = index + 1 < bytes.count && isLower(bytes[index + 1])
        if !isUpper(bytes[index - 1]) || beginsWord { result.append(underscore) }
      }
      result.append(upper(byte))
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// The words between underscores, joined.
  private static func camel(_ name: String, capitalisingFirst: Bool) -> String {
    var result: [UInt8] = []
    for word in name.utf8.split(separator: underscore) {
      let isFirst = result.isEmpty
      let small = word.contains(where: isLower) ? Array(word) : word.map(lower)
      if isFirst && !capitalisingFirst {
        result += loweringFirst(small)
      } else {
        result.append(upper(small[0]))
        result += small.dropFirst()
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Leading capitals made small, but not the one that begins the next word: `HTTPServer` is
  /// `httpServer`.
  private static func loweringFirst(_ word: [UInt8]) -> [UInt8] {
    var result = word
    for index in result.indices {
      guard isUpper(word[index]) else { break }
      let beginsWord = index > 0 && index + 1 < word.count && isLower(word[index + 1])
      if beginsWord { break }
      result[index] = lower(word[index])
    }
    return result
  }

  private static let underscore = UInt8(ascii: "_")
  private static let dot = UInt8(ascii: ".")

  static func isUpper(_ byte: UInt8) -> Bool { byte >= 0x41 && byte <= 0x5A }
  static func isLower(_ byte: UInt8) -> Bool { byte >= 0x61 && byte <= 0x7A }
  static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
  static func upper(_ byte: UInt8) -> UInt8 { isLower(byte) ? byte - 0x20 : byte }
  static func lower(_ byte: UInt8) -> UInt8 { isUpper(byte) ? byte + 0x20 : byte }
}
