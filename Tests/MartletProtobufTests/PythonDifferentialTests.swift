import CodecTesting
import MartletProtobuf
import Testing

/// The codec against Python protobuf, over random messages of every field type.
@Suite
struct PythonDifferentialTests {
  static let everything = "martlet.test.Everything"

  /// A schema for each of the languages: proto3, proto2, editions.
  static let kinds: [any ProtoMessage.Type] = [Everything.self, Legacy.self, Delimited.self]

  @Test(arguments: 0..<3, 1...2)
  func randomMessagesMeanTheSameInBothDirections(kind: Int, seed: Int) throws {
    try bothDirections(Self.kinds[kind], seed)
  }

  private func bothDirections<Message: ProtoMessage>(_: Message.Type, _ seed: Int) throws {
    let name = Message.protoMessageName
    let samples = try Driver.random(name, seed: seed, count: 20)
    #expect(samples.count == 20)
    var encoded: [[UInt8]] = []
    for sample in samples {
      let message = try Message(serializedBytes: sample.bytes)
      // All of it is known.
      #expect(difference(dumpAll(message), sample.dump) == "")
      encoded.append(try message.serializedBytes())
    }
    for (verdict, sample) in zip(try Driver.judgeAll(name, encoded), samples) {
      #expect(difference(verdict, sample.dump) == "")
    }
  }

  @Test(arguments: 0..<3)
  func whatIsUnknownSurvives(kind: Int) throws {
    let name = Self.kinds[kind].protoMessageName
    let samples = try Driver.random(name, seed: 11, count: 10)
    for sample in samples {
      let nothing = try Nothing(serializedBytes: sample.bytes)
      #expect(try nothing.serializedBytes() == sample.bytes)
    }
  }

  @Test
  func whatIsUnknownSurvivesBesideWhatIsKnown() throws {
    let samples = try Driver.random(Self.everything, seed: 12, count: 10)
    let encoded = try samples.map { try Half(serializedBytes: $0.bytes).serializedBytes() }
    for (verdict, sample) in zip(try Driver.judge(Self.everything, encoded), samples) {
      #expect(difference(verdict, sample.dump) == "")
    }
  }

  /// Broken messages: both accept or both refuse, and both read the same from what they accept.
  /// (More of them, smaller ones, in all formats, are in `CodecMutantTests`.)
  @Test(arguments: 0..<3)
  func verdictsOnBrokenMessagesAgree(kind: Int) throws {
    try verdictsAgree(Self.kinds[kind], 1)
  }

  private func verdictsAgree<Message: ProtoMessage>(_: Message.Type, _ seed: Int) throws {
    let name = Message.protoMessageName
    let samples = try Driver.random(name, seed: 100 + seed, count: 6)
    var random = SeededGenerator(seed: UInt64(seed))
    let broken = samples.flatMap { sample in
      (0..<20).map { _ in random.broken(sample.bytes) }
    }
    let verdicts = try Driver.judge(name, broken)
    for (bytes, verdict) in zip(broken, verdicts) {
      let own = Result { try Message(serializedBytes: bytes) }
      switch own {
      case .success(let message):
        #expect(disagreement(message, verdict) == "", "\(bytes)")
      case .failure(let error):
        #expect(verdict.hasPrefix("!"), "\(error): \(bytes)")
      }
    }
  }
}
