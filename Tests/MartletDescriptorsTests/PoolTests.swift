import MartletDescriptors
import MartletProtobuf
import Testing

/// What a pool does with what is given to it one after the other, or not at all.
@Suite
struct PoolTests {
  @Test func filesInAnyOrder() throws {
    let files = [
      FileProto.proto3([.of("C", [.of("b", 1, .message, ".p.B")])], name: "c", imports: ["b"]),
      .proto3([.of("A")], name: "a"),
      .proto3([.of("B", [.of("a", 1, .message, ".p.A")])], name: "b", imports: ["a"]),
    ]
    let pool = try DescriptorPool(SetProto(file: files))
    #expect(pool.files.map(\.name) == ["a", "b", "c"])
    let a = try #require(pool.file(named: "a"))
    #expect(pool.dependents(of: a).map(\.name) == ["b"])
  }

  @Test func aPoolIsAValue() throws {
    var pool = DescriptorPool()
    let first = try pool.insert(.proto3([.of("A")], name: "a"))
    let copy = pool
    try pool.insert(
      .proto3([.of("B", [.of("a", 1, .message, ".p.A")])], name: "b", imports: ["a"]))
    #expect(copy.message(named: "p.B") == nil)
    #expect(copy.file(named: "a") == first)
    // The new file refers to the very message that was there.
    #expect(pool.message(named: "p.B")?.fields[0].messageType == copy.message(named: "p.A"))
  }

  @Test func aRefusedFileLeavesNothing() throws {
    var pool = DescriptorPool()
    let wrong = FileProto.proto3([.of("A"), .of("B", [.of("f", 0)])], name: "a") {
      $0.package = "some.package"
    }
    #expect(throws: DescriptorPoolError.self) { try pool.insert(wrong) }
    #expect(pool.files.isEmpty)
    try pool.insert(.proto3([.of("some")], name: "b") { $0.package = nil })
    #expect(pool.message(named: "some") != nil)

    let good = FileProto.proto3([.of("G")], name: "g")
    #expect(throws: DescriptorPoolError.self) { try pool.insert(contentsOf: [good, wrong]) }
    #expect(pool.file(named: "g") == nil)
    try pool.insert(contentsOf: [good])
    #expect(pool.message(named: "p.G") != nil)
  }

  @Test func theSameFileTwiceIsOne() throws {
    var pool = DescriptorPool()
    let file = FileProto.proto3([.of("A")])
    let first = try pool.insert(file)
    #expect(try pool.insert(file) == first)
    try pool.insert(contentsOf: [file, file])
    #expect(pool.files == [first])
  }

  @Test func missingDependencies() throws {
    let file = FileProto.proto2([
      .of(
        "M",
        [
          .of("message", 1, .message, ".gone.deep.Message"),
          .of("other", 2, nil, "gone.Other", label: .repeated),
          .of("again", 3, .message, ".gone.deep.Message"),
          .of("enum", 4, .enum, ".gone.Enum", default: "SOMETHING"),
        ])
    ]) {
      $0.dependency = ["gone.proto"]
      $0.extension = [.of("x", 5, extending: ".gone.Extended")]
    }
    #expect(throws: DescriptorPoolError.self) { try DescriptorPool(SetProto(file: [file])) }
    let pool = try DescriptorPool(
      SetProto(file: [file]), options: .init(allowsMissingDependencies: true))
    let message = try #require(pool.message(named: "p.M"))
    #expect(!message.isPlaceholder)
    #expect(message.file.dependencies.map(\.name) == ["gone.proto"])
    #expect(message.file.dependencies[0].isPlaceholder)
    let missing = try #require(message.fields[0].messageType)
    #expect(missing.fullName == "gone.deep.Message")
    #expect(missing.isPlaceholder)
    #expect(missing == message.fields[2].messageType)
    #expect(missing.fields.isEmpty)
    #expect(missing.proto.name == "Message")
    #expect(message.fields[1].messageType?.fullName == "gone.Other")
    #expect(message.fields[3].enumType?.fullName == "gone.Enum")
    #expect(message.fields[3].defaultValue == .enumeration(0))
    #expect(pool.message(named: "gone.deep.Message") == nil)
    #expect(pool.extensionField(named: "p.x")?.containingMessage.fullName == "gone.Extended")
  }

  /// Even then, a type must be called something.
  @Test func missingDependenciesStillNeedNames() {
    for name in ["", ".", "a..b", ".1", "\0"] {
      let file = FileProto.proto3([.of("M", [.of("f", 1, .message, name)])], imports: ["gone"])
      #expect(throws: DescriptorPoolError.self) {
        try DescriptorPool(
          SetProto(file: [file]), options: .init(allowsMissingDependencies: true))
      }
    }
  }

  @Test func weakImportsMayBeMissing() throws {
    let file = FileProto.proto3(
      [.of("M", [.of("f", 1, .message, ".gone.Message")])], imports: ["gone.proto"]
    ) { $0.weakDependency = [0] }
    let pool = try DescriptorPool(SetProto(file: [file]))
    #expect(pool.files[0].weakDependencies.map(\.isPlaceholder) == [true])
    #expect(pool.message(named: "p.M")?.fields[0].messageType?.isPlaceholder == true)
  }

  /// Names without a leading dot mean what they mean in the IDL: from the innermost scope outwards.
  @Test func relativeNames() throws {
    func message(_ name: String) -> FieldProto { .of("f", 1, nil, name) }
    let inner = MessageProto.of("Inner", [message("Target")]) {
      $0.nestedType = [.of("Target")]
    }
    let file = FileProto.proto3([
      .of("Target"),
      .of("Outer", [message("Target")]) { $0.nestedType = [inner] },
      .of("Other", [message("Outer.Inner.Target")]),
      .of("Far", [message("p.Target")]),
      .of("Hidden", [message("q.Target")]) { $0.field += [.of("q", 2)] },
    ]) { $0.package = "p.q" }
    let pool = try DescriptorPool(
      SetProto(file: [
        .proto3([.of("Target")], name: "b.proto"), file,
      ]))
    func type(of message: String) -> String? {
      pool.message(named: "p.q." + message)?.fields[0].messageType?.fullName
    }
    #expect(type(of: "Outer") == "p.q.Target")
    #expect(type(of: "Outer.Inner") == "p.q.Outer.Inner.Target")
    #expect(type(of: "Other") == "p.q.Outer.Inner.Target")
    #expect(type(of: "Far") == "p.Target")
    // The field `q` can have nothing in it, so the package is meant.
    #expect(type(of: "Hidden") == "p.q.Target")
  }

  @Test func namesThatAreNotThere() throws {
    let pool = try DescriptorPool(
      SetProto(file: [
        .proto3([.of("M", [.of("f", 1)])], enums: [.of("E", [("ZERO", 0)])])
      ]))
    for name in ["", ".", "p", "p.", ".p.M", "p.M.", "p.M.g", "p.M.f.f", "p.E.ZERO", "M", "q.M"] {
      #expect(pool.symbol(named: name) == nil, "\(name)")
      #expect(pool.message(named: name) == nil)
    }
    #expect(pool.message(named: "p.E") == nil)
    #expect(pool.enumeration(named: "p.M") == nil)
    #expect(pool.service(named: "p.M") == nil)
    #expect(pool.extensionField(named: "p.M.f") == nil)
    for path in ["", "/", "p.M/f", "/p.S/", "//"] { #expect(pool.method(named: path) == nil) }
  }

  @Test func jsonNamesOfWhichThereAreTwo() throws {
    let pool = try DescriptorPool(
      SetProto(file: [
        .proto2([
          .of("First", [.of("foo_bar", 1), .of("fooBar", 2)]),
          .of("Second", [.of("fooBar", 1), .of("foo_bar", 2)]),
        ])
      ]))
    for name in ["p.First", "p.Second"] {
      #expect(pool.message(named: name)?.field(jsonName: "fooBar")?.number == 1)
    }
    #expect(pool.message(named: "p.First")?.field(jsonName: "foo_bar") == nil)
  }

  @Test func optionsKeepWhatTheyDoNotKnow() throws {
    var options = Google.Protobuf.MessageOptions()
    try options.merge(serializedBytes: [0x18, 0x01, 0xC0, 0x3E, 0x07])
    let pool = try DescriptorPool(
      SetProto(file: [.proto3([.of("M") { $0.options = options }])]))
    let message = try #require(pool.message(named: "p.M"))
    #expect(message.isDeprecated)
    #expect(message.options.unknownFields.bytes == [0xC0, 0x3E, 0x07])
  }

  @Test func reservedAndRanges() throws {
    let pool = try DescriptorPool(
      SetProto(file: [
        .proto2(
          [
            .of("M") {
              $0.reservedRange = [.init(start: 1, end: 5)]
              $0.reservedName = ["gone"]
              $0.extensionRange = [.init(start: 10, end: 536_870_912)]
            }
          ],
          enums: [
            .of("E", [("ONE", 1)]) {
              $0.reservedRange = [.init(start: -5, end: -5)]
              $0.reservedName = ["GONE"]
            }
          ])
      ]))
    let message = try #require(pool.message(named: "p.M"))
    #expect(message.reservedRanges == [1..<5])
    #expect(message.reservedNames == ["gone"])
    #expect(message.extensionRanges == [10..<536_870_912])
    let enumeration = try #require(pool.enumeration(named: "p.E"))
    #expect(enumeration.reservedRanges == [-5 ... -5])
    #expect(enumeration.reservedNames == ["GONE"])
  }
}
