import MartletDescriptors
import MartletProtobuf
import Testing

/// Descriptors that contradict themselves: each is refused, with an error that names the element.
@Suite
struct RefusalTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let files: [FileProto]
    let error: String
    /// Why protoc takes it.
    let protocTakesIt: String?
    let line: Int

    init(
      _ error: String, _ files: FileProto..., protocTakesIt: String? = nil, line: Int = #line
    ) {
      self.files = files
      self.error = error
      self.protocTakesIt = protocTakesIt
      self.line = line
    }

    var testDescription: String { "\(line): \(error)" }
  }

  static let cases = fileCases + nameCases + typeCases + numberCases + shapeCases

  @Test(arguments: cases)
  func isRefused(_ refusal: Case) throws {
    let error = #expect(throws: DescriptorPoolError.self) {
      try DescriptorPool(SetProto(file: refusal.files))
    }
    #expect(error?.description == refusal.error)
  }

  /// protoc's pool, which is C++'s, refuses the same sets, but for those with a reason.
  @Test(.enabled(if: Peers.areAvailable), arguments: cases)
  func protocRefusesItToo(_ refusal: Case) throws {
    let answer = try Peers.refusal(SetProto(file: refusal.files))
    if refusal.protocTakesIt == nil {
      #expect(answer != nil)
    } else {
      #expect(answer == nil)
    }
  }

  /// Not among the cases: protoc cannot be asked for such a file.
  @Test func aFileNameWithNUL() {
    let error = #expect(throws: DescriptorPoolError.self) {
      try DescriptorPool(SetProto(file: [FileProto(name: "a\0.proto")]))
    }
    #expect(error?.reason == .invalidFileName)
  }

  @Test func bytesThatAreNoSet() {
    let error = #expect(throws: DescriptorPoolError.self) {
      try DescriptorPool(serializedBytes: [0x0A, 0x05, 0x00])
    }
    guard case .malformed(let fault) = error?.reason else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(fault.reason == .truncated)
  }
}

/// Files and imports.
extension RefusalTests {
  static let fileCases = [
    Case("a file needs a name, without NUL", FileProto(name: "")),
    Case("a.proto: there is no syntax \"proto4\"", FileProto(name: "a.proto", syntax: "proto4")),
    Case(
      "a.proto: edition 1500 is not supported",
      FileProto(name: "a.proto", syntax: "editions", edition: .unrecognized(1500))),
    Case(
      "a.proto: edition 998 is not supported",
      FileProto(name: "a.proto", syntax: "editions", edition: .proto2),
      protocTakesIt: "proto2 is an edition to it"),
    Case("a.proto: edition 0 is not supported", FileProto(name: "a.proto", syntax: "editions")),
    Case(
      "a.proto: there is another file of this name", .proto3(), .proto3([.of("M")]),
      protocTakesIt: "the first counts"),
    Case(
      "a.proto: imports \"gone.proto\", which is not there", .proto3(imports: ["gone.proto"])),
    Case(
      "b.proto: imports \"a.proto\" twice",
      .proto3(), .proto3(name: "b.proto", imports: ["a.proto", "a.proto"])),
    Case(
      "a.proto: imports itself: a.proto → a.proto", .proto3(imports: ["a.proto"])),
    Case(
      "b.proto: imports itself: b.proto → c.proto → b.proto",
      .proto3(imports: ["b.proto"]), .proto3(name: "b.proto", imports: ["c.proto"]),
      .proto3(name: "c.proto", imports: ["b.proto"])),
    Case(
      "a.proto: there is no import with index 0", .proto3 { $0.publicDependency = [0] }),
    Case(
      "b.proto: there is no import with index -1",
      .proto3(), .proto3(name: "b.proto", imports: ["a.proto"]) { $0.publicDependency = [-1] }),
    Case(
      "a.proto: there is no import with index 2147483647",
      .proto3 { $0.weakDependency = [.max] }),
    Case(
      "a.proto: features that are not possible here",
      .proto3 { $0.options = .with { $0.features = .init(fieldPresence: .explicit) } }),
    Case(
      "a.proto: p.M.f: features that are not possible here",
      .edition([
        .of(
          "M",
          [
            FieldProto.of("f", 1).with {
              $0.options = .with { $0.features = .init(fieldPresence: .unrecognized(9)) }
            }
          ])
      ]),
      protocTakesIt: "it looks at no values"),
  ]
}

/// Names.
extension RefusalTests {
  static let nameCases =
    ["", "a.b", "1a", "a b", "a\0b", "é"].map {
      Case(
        "a.proto: p.\($0): \"\($0)\" is no valid name", .proto3([.of($0)]),
        protocTakesIt: $0 == "1a" ? "digits may come first for it" : nil)
    } + [
      Case("a.proto: p.M.: \"\" is no valid name", .proto3([.of("M", [.of("", 1)])])),
      Case(
        "a.proto: p.M.x-y: \"x-y\" is no valid name",
        .proto3([.of("M", [.of("a", 1, oneof: 0)]) { $0.oneofDecl = [.init(name: "x-y")] }])),
      Case(
        "a.proto: p.A.B: \"A.B\" is no valid name", .proto3(enums: [.of("E", [("A.B", 0)])])),
      Case(
        "a.proto: p.S.x/y: \"x/y\" is no valid name",
        .proto3([.of("M")]) {
          let method = Google.Protobuf.MethodDescriptorProto(
            name: "x/y", inputType: ".p.M", outputType: ".p.M")
          $0.service = [.init(name: "S", method: [method])]
        }),
      Case("a.proto: \"a..b\" is no valid name", FileProto(name: "a.proto", package: "a..b")),
      Case("a.proto: \".a\" is no valid name", FileProto(name: "a.proto", package: ".a")),
      Case(
        "a.proto: nested deeper than 100",
        FileProto(
          name: "a.proto",
          package: Array(repeating: "a", count: 101).joined(separator: ".")),
        protocTakesIt: "it has no limit"),
      Case(
        "a.proto: p.M.M.M.M.M.M.M.M.M.M.M.M.M.M.M.M.M.M.M.M.M.M.M.M.M.M.M.M.M.M.M.M.M: "
          + "nested deeper than 32",
        .proto3([
          (0..<32).reduce(.of("M")) { inner, _ in .of("M") { $0.nestedType = [inner] } }
        ])),

      Case(
        "a.proto: p.M: a.proto declares something else of this name",
        .proto3([.of("M"), .of("M")])),
      Case(
        "a.proto: p.M: a.proto declares something else of this name",
        .proto3([.of("M")], enums: [.of("M", [("Z", 0)])])),
      Case(
        "b.proto: p.ZERO: a.proto declares something else of this name",
        .proto3(enums: [.of("E", [("ZERO", 0)])]),
        .proto3(name: "b.proto", enums: [.of("F", [("ZERO", 0)])])),
      Case(
        "a.proto: p.M.f: a.proto declares something else of this name",
        .proto3([.of("M", [.of("f", 1), .of("f", 2)])])),
      Case(
        "a.proto: p.M.f: a.proto declares something else of this name",
        .proto3([.of("M", [.of("f", 1, oneof: 0)]) { $0.oneofDecl = [.init(name: "f")] }])),
      Case(
        "a.proto: p.M.f: a.proto declares something else of this name",
        .proto3([.of("M", [.of("f", 1)]) { $0.nestedType = [.of("f")] }])),
      Case(
        "a.proto: p.M.f: a.proto declares something else of this name",
        .proto3([.of("M", [.of("f", 1)]) { $0.enumType = [.of("E", [("f", 0)])] }])),
      Case(
        "b.proto: p.q: a.proto declares something else of this name",
        .proto3([.of("q")]), FileProto(name: "b.proto", package: "p.q")),
      Case(
        "b.proto: p.q: a.proto declares something else of this name",
        FileProto(name: "a.proto", package: "p.q"), .proto3([.of("q")], name: "b.proto")),
      Case(
        "a.proto: p.S.m: a.proto declares something else of this name",
        .proto3([.of("M")]) {
          let method = Google.Protobuf.MethodDescriptorProto(
            name: "m", inputType: ".p.M", outputType: ".p.M")
          $0.service = [.init(name: "S", method: [method, method])]
        }),
    ]
}

extension FieldProto {
  /// The field with a change.
  func with(_ change: (inout FieldProto) -> Void) -> FieldProto {
    var field = self
    change(&field)
    return field
  }
}
