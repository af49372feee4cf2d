import InteropAPI
import MartletDescriptors
import MartletProtobuf
import MartletRPC
import Testing

/// What reflection stands on: the descriptors of a service that `swift build` generated.
@Suite struct DescriptorTests {
  @Test func aServiceAndItsMessagesHaveDescriptors() {
    #expect(Interop.descriptor.fullName == "martlet.test.Interop")
    #expect(
      Interop.descriptor.methods.map(\.name) == ["Echo", "Expand", "Collect", "Chat", "Stats"])
    #expect(Interop.descriptor.methods.first?.input == EchoRequest.descriptor)
    #expect(EchoRequest.descriptor.field(named: "text")?.number == 1)
  }

  @Test func aRegistrationReachesTheFiles() throws {
    let file = try #require(Interop.serving(InteropService()).file)
    #expect(file === Interop.protoFile)
    #expect(file.withImports.map(\.name).last == "interop.proto")
    #expect(file.withImports.allSatisfy { $0.serializedDescriptor != nil })
  }
}
