import MartletCodegen
import MartletDescriptors
import Testing

/// An IDL file in which every name of ``CollidingNames`` stands in one kind of place.
struct CollidingIDL: Sendable, CustomTestStringConvertible {
  let name: String
  /// The messages called `…__` are round-trip tested: everything in them has a value.
  var isForRoundTrips = false
  let source: String

  var testDescription: String { name }
  /// Several of them may be in one program.
  private var fileName: String { "colliding_\(name).proto" }

  static let all = [
    CollidingIDL(name: "messages", source: messages),
    CollidingIDL(name: "enums", source: enums),
    CollidingIDL(name: "nested", source: nested),
    CollidingIDL(name: "fields", isForRoundTrips: true, source: fields),
    CollidingIDL(name: "cases", isForRoundTrips: true, source: cases),
    CollidingIDL(name: "oneofs", isForRoundTrips: true, source: oneofs),
    CollidingIDL(name: "methods", source: methods),
    CollidingIDL(name: "services", source: services),
    CollidingIDL(name: "large", isForRoundTrips: true, source: large),
  ]

  func descriptor() throws -> FileDescriptor {
    var pool = DescriptorPool()
    try pool.insert(contentsOf: try Descriptors.compile(sources: [fileName: source]))
    return try #require(pool.file(named: fileName))
  }

  func generated(access: AccessLevel = .public, services: Bool = true) throws -> String {
    var options = GeneratorOptions()
    options.access = access
    options.moduleName = "Generated"
    options.services = services
    options.descriptors = .embed
    let generator = try SwiftGenerator(
      files: try Descriptors.compile(sources: [fileName: source]), options: options)
    return try generator.generate(fileName).contents
  }

  private static let names = CollidingNames.all
  private static let empty = "google.protobuf.Empty"

  private static func file(_ package: String, _ content: String) -> String {
    """
    edition = "2023";
    package \(package);
    import "google/protobuf/empty.proto";
    option features.json_format = LEGACY_BEST_EFFORT;

    """ + content
  }

  /// One declaration for each of some names, with its number from 1 on.
  private static func each(
    _ names: [String] = names, _ text: (Int, String) -> String
  ) -> String {
    names.enumerated().map { text($0 + 1, $1) + "\n" }.joined()
  }

  /// The names in portions, each with its number from 0 on.
  private static func portions(
    of size: Int, _ text: (Int, [String]) -> String
  ) -> String {
    stride(from: 0, to: names.count, by: size).enumerated().map { number, start in
      text(number, Array(names[start..<min(start + size, names.count)])) + "\n"
    }.joined()
  }

  private static let messages = file(
    "messages",
    each { "message \($1) {}" }
      + portions(of: 16) { portion, names in
        "message Uses\(portion)__ {\n"
          + each(names) { "  \($0 % 2 == 0 ? "repeated " : "").messages.\($1) f\($0) = \($0);" }
          + "  oneof any_of { .messages.\(names[0]) a = 98; .messages.\(names[names.count - 1]) b = 99; }\n}"
      })

  private static let enums = file(
    "enums",
    each { number, name in
      let closed = number % 2 == 0 ? "option features.enum_type = CLOSED; " : ""
      return "enum \(name) { \(closed)V\(number) = 0; }"
    }
      + portions(of: 16) { portion, names in
        "message Uses\(portion)__ {\n"
          + each(names) { "  \($0 % 3 == 0 ? "repeated " : "").enums.\($1) f\($0) = \($0);" } + "}"
      })

  private static let nested = file(
    "nested",
    portions(of: 8) { portion, names in
      let path = ".nested.Outer\(portion)"
      return "message Outer\(portion) {\n"
        + each(names) { "  message \($1) {}\n  \(path).\($1) f\($0) = \($0);" } + "}"
    }
      + portions(of: 8) { portion, names in
        let path = ".nested.Enums\(portion)"
        return "message Enums\(portion) {\n"
          + each(names) { "  enum \($1) { V\($0) = 0; }\n  \(path).\($1) f\($0) = \($0);" } + "}"
      })

  private static let kinds = [
    "int32 NAME = NUMBER [features.field_presence = IMPLICIT];", "string NAME = NUMBER;",
    "Sub NAME = NUMBER;", "repeated Sub NAME = NUMBER;", "Kind NAME = NUMBER;",
    "bytes NAME = NUMBER [features.field_presence = IMPLICIT];", "repeated sint32 NAME = NUMBER;",
  ]

  /// Short messages, so that there are memberwise initialisers and methods with arguments.
  private static let fields = fields("fields", portions: 8)
  /// Messages whose fields are in an object of their own.
  private static let large = fields("large", portions: 20)

  private static func fields(_ package: String, portions size: Int) -> String {
    file(
      package,
      "message Sub { int32 a = 1; }\nenum Kind { A = 0; B = 1; }\n"
        + portions(of: size) { portion, names in
          "message Fields\(portion)__ {\n"
            + each(names) { number, name in
              "  "
                + kinds[(number + portion) % kinds.count].replacing("NAME", with: name)
                .replacing("NUMBER", with: "\(number)")
            } + "}"
        }
        + "service All {\n"
        + portions(of: size) { portion, _ in
          "  rpc Do\(portion)(Fields\(portion)__) returns (\(empty));"
        } + "}\n")
  }

  /// Names that differ in case or underscores only cannot be values of one enum.
  private static let cases: String = {
    let groups = Dictionary(grouping: names) {
      $0.lowercased().filter { $0 != "_" }
    }.values.sorted { $0[0] < $1[0] }
    var text = ""
    for rank in 0..<(groups.map(\.count).max() ?? 0) {
      let names = groups.filter { $0.count > rank }.map { $0[rank] }
      text += "message Cases\(rank)__ {\n  enum Quux {\n"
      if rank % 2 == 1 { text += "    option features.enum_type = CLOSED;\n" }
      text += each(names) { "    \($1) = \($0 - 1);" } + "  }\n"
      text += "  .cases.Cases\(rank)__.Quux all = 1;\n}\n"
    }
    return file("cases", text)
  }()

  private static let oneofs = file(
    "oneofs",
    "message Sub { int32 a = 1; }\n"
      + portions(of: 20) { portion, names in
        "message Choices\(portion)__ { oneof all {\n"
          + each(names) { "  \($0 % 2 == 0 ? "string" : "Sub") \($1) = \($0);" } + "} }"
      }
      + portions(of: 10) { portion, names in
        "message Oneofs\(portion)__ {\n"
          + each(names) {
            "  oneof \($1) { int32 n\($0)x = \(2 * $0); Sub m\($0)x = \(2 * $0 + 1); }"
          }
          + "}"
      })

  private static let methods = file(
    "methods",
    "message Request { string name = 1; int32 value = 2; }\nservice Methods {\n"
      + each { number, name in
        let requests = number % 4 > 1 ? "stream " : ""
        let responses = number % 2 == 0 ? "stream " : ""
        return "  rpc \(name)(\(requests).methods.Request) returns (\(responses)\(empty));"
      } + "}\n")

  private static let services = file(
    "services", each { "service \($1) { rpc Call\($0)(\(empty)) returns (\(empty)); }" })
}

extension MessageDescriptor {
  /// Encoded messages of this type, in which every field, oneof case and enum value appears.
  var payloads: [[UInt8]] {
    var payloads = [
      fields.filter { $0.oneof == nil }.sorted { $0.number < $1.number }
        .flatMap { $0.encoded(1) }
    ]
    for field in fields where field.oneof != nil { payloads.append(field.encoded(1)) }
    for field in fields {
      guard let values = field.enumType?.values, !field.isRepeated else { continue }
      payloads += values.map { field.encoded(UInt64($0.number)) }
    }
    return payloads
  }
}

extension FieldDescriptor {
  /// The field with one value: a number, or a byte, or an empty message.
  fileprivate func encoded(_ value: UInt64) -> [UInt8] {
    let number = UInt64(number) << 3
    switch type {
    case .message: return [UInt8].varint(number | 2) + [0]
    case .string, .bytes: return .varint(number | 2) + [1, UInt8(ascii: "a")]
    default:
      let varint = [UInt8].varint(value)
      if isPacked { return .varint(number | 2) + [UInt8(varint.count)] + varint }
      return .varint(number) + varint
    }
  }
}

extension [UInt8] {
  fileprivate static func varint(_ value: UInt64) -> [UInt8] {
    value < 0x80 ? [UInt8(value)] : [UInt8(value & 0x7F) | 0x80] + varint(value >> 7)
  }

  var hex: String {
    map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
