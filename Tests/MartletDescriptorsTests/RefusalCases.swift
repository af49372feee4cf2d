import MartletDescriptors
import MartletProtobuf

/// Types.
extension RefusalTests {
  private static func field(
    _ type: FieldProto.TypeEnum?, _ typeName: String?, label: FieldProto.Label? = .optional
  ) -> FileProto {
    .proto3(
      [.of("M", [.of("f", 1, type, typeName, label: label)])], enums: [.of("E", [("Z", 0)])])
  }

  private static let lostNumber = "a number that its enum does not name is as good as none"

  static let typeCases =
    [".p.Gone", "Gone", "", ".", "..", ".p.", ".p", ".p.M.", ".p.M.f.f", "p..M", "\0"].map {
      (name: String) in
      Case("a.proto: p.M.f: there is no type \(name)", field(.message, name))
    } + [
      Case("a.proto: p.M.f: .p.M is no enum", field(.enum, ".p.M")),
      Case("a.proto: p.M.f: .p.E is no message", field(.message, ".p.E")),
      Case("a.proto: p.M.f: .p.M.f is no message", field(.message, ".p.M.f")),
      Case("a.proto: p.M.f: .p.Z is no type", field(nil, ".p.Z")),
      Case(
        "a.proto: p.M.f: needs a type, and one only", field(nil, nil),
        protocTakesIt: "no type is one, too"),
      Case("a.proto: p.M.f: needs a type, and one only", field(.message, nil)),
      Case(
        "a.proto: p.M.f: needs a type, and one only", field(.int32, ".p.M")),
      Case(
        "a.proto: p.M.f: type 19 is not possible here", field(.unrecognized(19), nil),
        protocTakesIt: lostNumber),
      Case(
        "a.proto: p.M.f: type -1 is not possible here", field(.unrecognized(-1), nil),
        protocTakesIt: lostNumber),
      Case(
        "a.proto: p.M.f: type 10 is not possible here", field(.group, ".p.M")),
      Case(
        "a.proto: p.M.f: label 0 is not possible here",
        field(.int32, nil, label: .unrecognized(0)), protocTakesIt: lostNumber),
      Case(
        "a.proto: p.M.f: label 2 is not possible here", field(.int32, nil, label: .required)),
      Case(
        "a.proto: p.S.m: there is no type .p.Gone",
        .proto3 {
          let method = Google.Protobuf.MethodDescriptorProto(
            name: "m", inputType: ".p.Gone", outputType: ".p.Gone")
          $0.service = [.init(name: "S", method: [method])]
        }),
      Case(
        "a.proto: p.S.m: .p.E is no message",
        .proto3([.of("M")], enums: [.of("E", [("Z", 0)])]) {
          let method = Google.Protobuf.MethodDescriptorProto(
            name: "m", inputType: ".p.M", outputType: ".p.E")
          $0.service = [.init(name: "S", method: [method])]
        }),
      Case(
        "a.proto: p.S.m: needs a type, and one only",
        .proto3([.of("M")]) {
          let method = Google.Protobuf.MethodDescriptorProto(name: "m", inputType: ".p.M")
          $0.service = [.init(name: "S", method: [method])]
        }),
    ]
}

/// Numbers, ranges, extensions, enums.
extension RefusalTests {
  private static func ranges(
    _ extensions: [(Int32, Int32)], reserved: [(Int32, Int32)] = [], _ fields: [FieldProto] = []
  ) -> FileProto {
    .proto2([
      .of("M", fields) {
        $0.extensionRange = extensions.map { .init(start: $0.0, end: $0.1) }
        $0.reservedRange = reserved.map { .init(start: $0.0, end: $0.1) }
      }
    ])
  }

  private static func extending(
    _ fields: FieldProto..., more: [MessageProto] = []
  ) -> FileProto {
    .proto2(
      [.of("M") { $0.extensionRange = [.init(start: 10, end: 20)] }] + more,
      enums: [.of("E", [("Z", 0)])], extensions: fields)
  }

  static let numberCases =
    [0, -1, .min, 19000, 19999, 536_870_912, .max].map { (number: Int32) in
      Case(
        "a.proto: p.M.f: \(number) is no valid number", .proto3([.of("M", [.of("f", number)])]))
    }
    + [(0, 5), (-5, 5), (5, 5), (10, 5), (.min, .max), (1, 536_870_913)].map {
      Case(
        "a.proto: p.M: \($0) to \($1) is no valid range", ranges([($0, $1)]))
    } + [
      Case(
        "a.proto: p.M: 7 to 7 is no valid range", ranges([], reserved: [(7, 7)])),
      Case(
        "a.proto: p.M.g: number 1 is taken",
        .proto3([.of("M", [.of("f", 1), .of("x", 2), .of("g", 1)])])),
      Case(
        "a.proto: p.M: number 8 is taken", ranges([(1, 10), (8, 12)])),
      Case(
        "a.proto: p.M: number 1 is taken", ranges([(1, 10)], reserved: [(1, 2)])),
      Case(
        "a.proto: p.M.f: number 9 is taken", ranges([(1, 10)], [.of("f", 9)])),
      Case(
        "a.proto: p.M.f: number 3 is taken", ranges([], reserved: [(3, 4)], [.of("f", 3)])),
      Case(
        "a.proto: p.M.f: the name is reserved",
        .proto3([.of("M", [.of("f", 1)]) { $0.reservedName = ["g", "f"] }])),

      Case(
        "a.proto: p.x: an extension has to say what it extends, a field must not",
        extending(.of("x", 10))),
      Case(
        "a.proto: p.N.f: an extension has to say what it extends, a field must not",
        extending(more: [.of("N", [.of("f", 1, extending: ".p.M")])])),
      Case(
        "a.proto: p.x: there is no type .p.Gone",
        extending(.of("x", 10, extending: ".p.Gone"))),
      Case(
        "a.proto: p.x: .p.E is no message", extending(.of("x", 10, extending: ".p.E"))),
      Case(
        "a.proto: p.x: what it extends has no extension range with 20",
        extending(.of("x", 20, extending: ".p.M"))),
      Case(
        "a.proto: p.y: number 10 is taken",
        extending(.of("x", 10, extending: ".p.M"), .of("y", 10, extending: ".p.M"))),
      Case(
        "b.proto: p.y: number 10 is taken", extending(.of("x", 10, extending: ".p.M")),
        .proto3(name: "b.proto", imports: ["a.proto"]) {
          $0.extension = [.of("y", 10, extending: ".p.M")]
        }),
      Case(
        "a.proto: p.x: there is no oneof with index 0",
        extending(.of("x", 10, oneof: 0, extending: ".p.M"))),
      Case(
        "a.proto: p.x: label 2 is not possible here",
        extending(.of("x", 10, label: .required, extending: ".p.M"))),

      Case(
        "a.proto: p.E: an enum needs a first value, an open one zero",
        .proto3(enums: [.of("E", [])])),
      Case(
        "a.proto: p.E: an enum needs a first value, an open one zero",
        .proto3(enums: [.of("E", [("ONE", 1)])])),
      Case(
        "a.proto: p.TWO: number 1 is taken",
        .proto2(enums: [.of("E", [("ONE", 1), ("THREE", 3), ("TWO", 1)])])),
      Case(
        "a.proto: p.E: 5 to 4 is no valid range",
        .proto2(enums: [
          .of("E", [("ONE", 1)]) { $0.reservedRange = [.init(start: 5, end: 4)] }
        ])),
    ]
}

/// Oneofs, maps, defaults.
extension RefusalTests {
  private static func oneofs(_ names: [String], _ fields: FieldProto...) -> FileProto {
    .proto3([.of("M", fields) { $0.oneofDecl = names.map { .init(name: $0) } }])
  }

  private static func optional(_ name: String, _ number: Int32, oneof: Int32?) -> FieldProto {
    FieldProto.of(name, number, oneof: oneof).with { $0.proto3Optional = true }
  }

  private static func map(
    _ entry: MessageProto, label: FieldProto.Label = .repeated, name: String = "map"
  ) -> FileProto {
    .proto3([
      .of("M", [.of(name, 1, .message, ".p.M.MapEntry", label: label)]) {
        $0.nestedType = [entry]
      }
    ])
  }

  private static let noEntry = "a.proto: p.M.map: not a valid entry of a map, or not used as one"

  private static func noDefault(
    _ text: String, _ type: FieldProto.TypeEnum, _ typeName: String? = nil,
    label: FieldProto.Label = .optional, protocTakesIt: String? = nil, line: Int = #line
  ) -> Case {
    Case(
      "a.proto: p.M.f: the default \"\(text)\" is not possible here",
      .proto2(
        [.of("M", [.of("f", 1, type, typeName, label: label, default: text)])],
        enums: [.of("E", [("ONE", 1)])]),
      protocTakesIt: protocTakesIt, line: line)
  }

  static let shapeCases = [
    Case("a.proto: p.M.f: there is no oneof with index 0", oneofs([], .of("f", 1, oneof: 0))),
    Case("a.proto: p.M.f: there is no oneof with index -1", oneofs(["o"], .of("f", 1, oneof: -1))),
    Case(
      "a.proto: p.M.f: there is no oneof with index 2147483647",
      oneofs(["o"], .of("f", 1, oneof: .max))),
    Case(
      "a.proto: p.M.o: a oneof needs single fields, one behind the other",
      oneofs(["o"], .of("f", 1))),
    Case(
      "a.proto: p.M.h: a oneof needs single fields, one behind the other",
      oneofs(["o"], .of("f", 1, oneof: 0), .of("g", 2), .of("h", 3, oneof: 0))),
    Case(
      "a.proto: p.M.f: a oneof needs single fields, one behind the other",
      oneofs(["o"], .of("f", 1, label: .repeated, oneof: 0))),
    Case(
      "a.proto: p.M.f: an optional field needs a oneof of its own, behind all others",
      oneofs([], optional("f", 1, oneof: nil))),
    Case(
      "a.proto: p.M.f: an optional field needs a oneof of its own, behind all others",
      oneofs(["o"], optional("f", 1, oneof: 0), .of("g", 2, oneof: 0))),
    Case(
      "a.proto: p.M.o: an optional field needs a oneof of its own, behind all others",
      oneofs(["_f", "o"], optional("f", 1, oneof: 0), .of("g", 2, oneof: 1))),

    Case(noEntry, map(.entry("MapEntry"), label: .optional)),
    Case(noEntry, map(.entry("MapEntry") { $0.field = [] })),
    Case(
      noEntry, map(.entry("MapEntry") { $0.field.removeLast() })),
    Case(
      noEntry, map(.entry("MapEntry", key: .of("key", 3)))),
    Case(
      noEntry, map(.entry("MapEntry", value: .of("worth", 2)))),
    Case(
      noEntry, map(.entry("MapEntry", key: .of("key", 1, .double)))),
    Case(
      noEntry, map(.entry("MapEntry", key: .of("key", 1, .message, ".p.M")))),
    Case(
      noEntry, map(.entry("MapEntry", value: .of("value", 2, label: .repeated)))),
    Case(
      noEntry, map(.entry("MapEntry") { $0.nestedType = [.of("Inner")] })),
    Case(
      "a.proto: p.M.other: not a valid entry of a map, or not used as one",
      map(.entry("MapEntry"), name: "other")),
    Case(
      "a.proto: p.N.map: not a valid entry of a map, or not used as one",
      .proto3([
        .of("M") { $0.nestedType = [.entry("MapEntry")] },
        .of("N", [.of("map", 1, .message, ".p.M.MapEntry", label: .repeated)]),
      ])),

    noDefault("x", .int32),
    noDefault("", .int32),
    noDefault("2147483648", .int32, protocTakesIt: "it takes the nearest"),
    noDefault("-1", .uint64, protocTakesIt: "it takes the nearest"),
    noDefault("18446744073709551616", .uint64, protocTakesIt: "it takes the nearest"),
    noDefault("1.5x", .double),
    noDefault("yes", .bool),
    noDefault("TWO", .enum, ".p.E"),
    noDefault("1", .int32, label: .repeated),
    noDefault("1", .message, ".p.M"),
    noDefault("\\q", .bytes),
    noDefault("\\", .bytes),
    noDefault("\\777", .bytes),
    Case(
      "a.proto: p.M.f: the default \"1\" is not possible here",
      .proto3([.of("M", [.of("f", 1, default: "1")])])),
    Case(
      "a.proto: p.M.f: p.E is closed, so the field needs explicit presence",
      .edition(
        [
          .of(
            "M",
            [
              FieldProto.of("f", 1, .enum, ".p.E").with {
                $0.options = .with { $0.features = .init(fieldPresence: .implicit) }
              }
            ])
        ],
        enums: [
          .of("E", [("ONE", 1)]) {
            $0.options = .with { $0.features = .init(enumType: .closed) }
          }
        ])),
  ]
}
