import Testing

@testable import MartletIDL

@Suite struct MemoryTests {
  /// Declarations refer to each other in circles, in and between files.
  @Test func nothingOfARunStays() {
    let sources = InMemorySources([
      "a.proto": """
      syntax = "proto2";
      import "google/protobuf/descriptor.proto";
      message A { optional A a = 1; map<string, A> m = 2; extensions 100 to 200; enum E { X = 0; } }
      extend A { optional group G = 100 { optional A a = 1; } }
      extend google.protobuf.MessageOptions { optional A.E e = 50000; }
      """,
      "b.proto": """
      syntax = "proto3";
      import "a.proto";
      message B { option (e) = X; oneof o { B b = 1; A.E e = 2; } }
      service S { rpc M(B) returns (B) { option deprecated = true; } }
      """,
    ])
    weak var unit: FileUnit?
    weak var message: MessageInfo?
    do {
      let run = Compiler(sources: sources).run(["b.proto"], requested: ["b.proto"])
      unit = run.units.last
      message = run.units.last?.messages.first
      #expect(run.units.map(\.source.name).contains("b.proto"))
      #expect(message?.fullName == "B")
    }
    #expect(unit == nil)
    #expect(message == nil)
  }
}
