import CodecTesting
import MartletProtobuf
import Testing

/// The codec against Python protobuf, over random messages of every field type.
@Suite
struct PythonDifferentialTests {
  static let everything = "martlet.test.Everything"

  @Test(arguments: 1...4)
  func randomMessagesMeanTheSameInBothDirections(seed: Int) throws {
    let samples = try Driver.random(Self.everything, seed: seed, count: 60)
    #expect(samples.count == 60)
    var encoded: [[UInt8]] = []
    for sample in samples {
      let message = try Everything(serializedBytes: sample.bytes)
      #expect(difference(dump(message), sample.dump) == "")
      #expect(message.unknownFields.isEmpty)
      encoded.append(try message.serializedBytes())
    }
    let verdicts = try Driver.judge(Self.everything, encoded)
    for (verdict, sample) in zip(verdicts, samples) {
      #expect(difference(verdict, sample.dump) == "")
    }
  }

  @Test
  func whatIsUnknownSurvives() throws {
    let samples = try Driver.random(Self.everything, seed: 11, count: 40)
    var encoded: [[UInt8]] = []
    for sample in samples {
      let nothing = try Nothing(serializedBytes: sample.bytes)
      #expect(try nothing.serializedBytes() == sample.bytes)
      encoded.append(try Half(serializedBytes: sample.bytes).serializedBytes())
    }
    for (verdict, sample) in zip(try Driver.judge(Self.everything, encoded), samples) {
      #expect(difference(verdict, sample.dump) == "")
    }
  }

  /// Broken messages: both accept or both refuse, and both read the same from what they accept.
  @Test(arguments: 1...4)
  func verdictsOnBrokenMessagesAgree(seed: Int) throws {
    let samples = try Driver.random(Self.everything, seed: 100 + seed, count: 25)
    var random = SeededGenerator(seed: UInt64(seed))
    let broken = samples.flatMap { sample in
      (0..<20).map { _ in random.broken(sample.bytes) }
    }
    let verdicts = try Driver.judge(Self.everything, broken)
    for (bytes, verdict) in zip(broken, verdicts) {
      let own = Result { try Everything(serializedBytes: bytes) }
      switch own {
      case .success(let message):
        if verdict == "~" { continue }
        #expect(difference(dump(message), verdict) == "", "\(bytes)")
      case .failure(let error):
        #expect(verdict.hasPrefix("!"), "\(error): \(bytes)")
      }
    }
  }
}
