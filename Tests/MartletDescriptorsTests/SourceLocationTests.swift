import MartletDescriptors
import MartletProtobuf
import Testing

/// Every descriptor finds its own place in the source, and its comments.
@Suite(.enabled(if: Peers.areAvailable))
struct SourceLocationTests {
  /// In this file each element has a comment with its full name in it.
  static let source = """
    // file
    syntax = "proto2";

    // package
    package p;

    // detached

    // p.M
    message M {
      // p.M.f
      optional int32 f = 1;  // behind
      // p.M.o
      oneof o {
        // p.M.g
        int32 g = 2;
      }
      // p.M.N
      message N {
        // p.M.N.h
        required int32 h = 1;
        // p.M.N.E
        enum E {
          // p.M.N.ZERO
          ZERO = 0;
        }
      }
      extensions 10 to 20;
      extend M {
        // p.M.x
        optional int32 x = 10;
      }
    }
    // p.F
    enum F {
      // p.ONE
      ONE = 1;
    }
    extend M {
      // p.y
      optional int32 y = 11;
    }
    // p.S
    service S {
      // p.S.Call
      rpc Call(M) returns (M);
    }
    """

  @Test func comments() throws {
    let pool = try DescriptorPool(serializedBytes: try Peers.descriptorSet(of: Self.source))
    func expectComment(_ element: some Descriptor) {
      let comment = element.sourceLocation?.leadingComments
      #expect(comment == " \(element.fullName)\n", "\(element.fullName)")
    }
    let file = pool.files[0]
    for message in Array(file.messages) + Array(file.messages[0].messages) {
      expectComment(message)
      for field in message.fields { expectComment(field) }
      for oneof in message.oneofs { expectComment(oneof) }
      for field in message.extensions { expectComment(field) }
      for enumeration in message.enums {
        expectComment(enumeration)
        for value in enumeration.values { expectComment(value) }
      }
    }
    for enumeration in file.enums {
      expectComment(enumeration)
      for value in enumeration.values { expectComment(value) }
    }
    for field in file.extensions { expectComment(field) }
    for service in file.services {
      expectComment(service)
      for method in service.methods { expectComment(method) }
    }

    let message = try #require(file.messages[0].sourceLocation)
    #expect(message.leadingDetachedComments == [" detached\n"])
    #expect(message.startLine == 9)
    #expect(message.startColumn == 0)
    #expect(message.endLine == 32)
    let field = try #require(file.messages[0].fields[0].sourceLocation)
    #expect(field.trailingComments == " behind\n")
    #expect(field.startLine == field.endLine)
    #expect(field.startColumn == 2)
    #expect(file.sourceLocation?.startLine == 1)
  }

  @Test func withoutSourceInformation() throws {
    let pool = try DescriptorPool(SetProto(file: [.proto3([.of("M")])]))
    #expect(pool.message(named: "p.M")?.sourceLocation == nil)
    let broken = FileProto.proto3([.of("M")]) {
      $0.sourceCodeInfo = .with { $0.location = [.init(path: [4, 0], span: [1, 2])] }
    }
    let other = try DescriptorPool(SetProto(file: [broken]))
    #expect(other.message(named: "p.M")?.sourceLocation == nil)
  }
}
