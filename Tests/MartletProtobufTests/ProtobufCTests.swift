import CodecTesting
import MartletProtobuf
import Testing

/// The codec against protobuf-c, over random messages of what protoc-c can compile.
@Suite
struct ProtobufCTests {
  static let subset = "martlet.subset.Subset"

  @Test(arguments: 1...3)
  func randomMessagesSurviveTheWayThroughC(seed: Int) throws {
    let samples = try Driver.random(Self.subset, seed: seed, count: 60, plain: true)
    let messages = try samples.map { try Subset(serializedBytes: $0.bytes) }
    for (message, sample) in zip(messages, samples) {
      #expect(difference(dump(message), sample.dump) == "")
    }

    // What we write, C reads; what C writes, we read; and it is the same.
    let back = try Driver.throughC(try messages.map { try $0.serializedBytes() })
    for (sample, bytes) in zip(samples, back) {
      let bytes = try #require(bytes)
      let message = try Subset(serializedBytes: bytes)
      #expect(difference(dump(message), sample.dump) == "")
    }
  }
}
