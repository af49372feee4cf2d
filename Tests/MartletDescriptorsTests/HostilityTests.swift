import MartletProtobuf
import Testing

@testable import MartletDescriptors

/// Descriptors that are meant to do harm: to overflow the stack, to fill the memory, to take for
/// ever, or to be wrong in ways that nobody thought of.
@Suite
struct HostilityTests {
  /// Neither building nor letting go of it goes down the chain by recursion.
  @Test func aChainOfManyFiles() throws {
    let count = 50_000
    let files = (0..<count).map { index in
      FileProto.proto3(
        [.of("M\(index)")], name: "\(index)", imports: index == 0 ? [] : ["\(index - 1)"])
    }
    var pool: DescriptorPool? = try DescriptorPool(SetProto(file: files.reversed()))
    var last = pool?.message(named: "p.M\(count - 1)")
    #expect(last != nil)
    pool = nil
    #expect(last?.file.dependencies.first?.name == "\(count - 2)")
    last = nil
  }

  /// The long name is not repeated for every element in it.
  @Test func manyElementsUnderALongName() throws {
    let name = String(repeating: "a", count: 1_000_000)
    let package = String(repeating: "b", count: 1_000_000)
    let inner = (0..<5_000).map { MessageProto.of("M\($0)") }
    let file = FileProto.proto3([.of(name) { $0.nestedType = inner }]) {
      $0.package = package
      $0.messageType += inner
    }
    let pool = try DescriptorPool(SetProto(file: [file]))
    let message = try #require(pool.message(named: package + "." + name + ".M4999"))
    #expect(message.fullName.utf8.count == 2_000_007)
  }

  @Test func longPathsToNowhere() throws {
    let dots = String(repeating: ".a", count: 500_000)
    let message = MessageProto.of(
      "M", [.of("f", 1, .message, dots), .of("g", 2, .message, String(dots.dropFirst()))])
    #expect(throws: DescriptorPoolError.self) {
      try DescriptorPool(SetProto(file: [.proto3([message])]))
    }
  }

  @Test func manyNumbers() throws {
    let fields = (0..<50_000).map { FieldProto.of("f\($0)", 500_000 - Int32($0) * 7) }
    let ranges = (0..<50_000).map {
      MessageProto.ExtensionRange(start: 1_000_000 - $0 * 10, end: 1_000_001 - $0 * 10)
    }
    let extensions = (0..<50_000).map {
      FieldProto.of("x\($0)", 1_000_000 - Int32($0) * 10, extending: ".p.M")
    }
    let file = FileProto.proto2(
      [.of("M", fields) { $0.extensionRange = ranges }], extensions: extensions)
    let pool = try DescriptorPool(SetProto(file: [file]))
    let message = try #require(pool.message(named: "p.M"))
    #expect(message.field(number: 499_993)?.name == "f1")
    #expect(pool.extensions(of: message).map(\.number).first == 500_010)
  }

  /// The same set with some wrong bytes: refused or taken, and if taken, whole.
  @Test func wrongBytes() throws {
    let set = SetProto(file: [
      .proto2(
        [
          .of(
            "M",
            [
              .of("a", 1, .message, ".p.M"), .of("b", 2, .enum, ".p.E", default: "TWO"),
              .of("c", 3, .string, oneof: 0), .of("d", 4, .bytes, oneof: 0),
              .of("map", 5, .message, ".p.M.MapEntry", label: .repeated),
            ]
          ) {
            $0.oneofDecl = [.init(name: "o")]
            $0.nestedType = [.entry("MapEntry")]
            $0.extensionRange = [.init(start: 10, end: 20)]
            $0.reservedRange = [.init(start: 30, end: 31)]
          }
        ],
        enums: [.of("E", [("ONE", 1), ("TWO", 2)])],
        extensions: [.of("x", 10, .group, "M", extending: "M")]),
      .proto3(
        [.of("N", [.of("m", 1, .message, "M"), .of("n", 2, .message, "p.N")])],
        name: "b.proto", imports: ["a.proto"]
      ) {
        let method = Google.Protobuf.MethodDescriptorProto(
          name: "m", inputType: ".p.M", outputType: ".p.N")
        $0.service = [.init(name: "S", method: [method])]
      },
    ])
    let bytes = try set.serializedBytes()
    var generator = Seeded(state: 20_261_124)
    var taken = 0
    for _ in 0..<3_000 {
      var changed = bytes
      for _ in 0...generator.next() % 3 {
        let place = Int(generator.next() % UInt64(changed.count))
        changed[place] = UInt8(truncatingIfNeeded: generator.next())
      }
      guard let pool = try? DescriptorPool(serializedBytes: changed) else { continue }
      taken += 1
      let facts = Facts(pool, files: pool.files.map(\.name))
      #expect(facts.lines.count >= pool.files.count)
    }
    #expect(taken > 10)
  }

  /// Numbers in a row that anyone can repeat.
  private struct Seeded {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
      return mixed ^ mixed >> 31
    }
  }

  /// A descriptor keeps its file, and nothing keeps itself.
  @Test func nothingIsLeftBehind() throws {
    weak var file: FileStorage?
    weak var other: FileStorage?
    do {
      var pool: DescriptorPool? = try DescriptorPool(
        SetProto(file: [
          .proto3([.of("M", [.of("self", 1, .message, ".p.M")])]),
          .proto3(
            [.of("N", [.of("m", 1, .message, ".p.M")])], name: "b.proto", imports: ["a.proto"]),
        ]))
      file = pool?.file(named: "a.proto")?.storage
      other = pool?.file(named: "b.proto")?.storage
      let field = pool?.message(named: "p.N")?.field(number: 1)
      pool = nil
      #expect(field?.messageType?.fullName == "p.M")
      #expect(file != nil)
    }
    #expect(file == nil)
    #expect(other == nil)
  }
}
