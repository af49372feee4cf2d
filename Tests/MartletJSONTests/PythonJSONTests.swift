import CodecTesting
import MartletJSON
import MartletProtobuf
import Testing

/// JSON against Python protobuf, over random messages of every field type.
@Suite
struct PythonJSONTests {
  static let everything = "martlet.test.Everything"

  @Test(arguments: 1...3)
  func pythonsJSONMeansTheSameHere(seed: Int) throws {
    for sample in try Driver.json(Self.everything, seed: seed, count: 40) {
      let expected = try dump(Everything(serializedBytes: sample.bytes))
      for json in sample.texts {
        let message = try Everything(jsonString: json)
        // Unset fields and fields with their default are the same where there is no presence.
        #expect(difference(dump(message), expected) == "")
      }
    }
  }

  @Test(arguments: [
    ProtoJSONEncodingOptions(), ProtoJSONEncodingOptions(isPretty: true),
    ProtoJSONEncodingOptions(usesIDLFieldNames: true, writesEnumsAsNumbers: true),
    ProtoJSONEncodingOptions(writesDefaults: true),
  ])
  func ourJSONMeansTheSameToPython(options: ProtoJSONEncodingOptions) throws {
    let samples = try Driver.json(Self.everything, seed: 77, count: 60)
    let messages = try samples.map { try Everything(serializedBytes: $0.bytes) }
    let texts = try messages.map { try $0.jsonBytes(options: options) }
    for (verdict, message) in zip(try Driver.judgeJSON(Self.everything, texts), messages) {
      #expect(difference(verdict, dump(message)) == "")
    }
  }

  /// In a bad text, a fault is found wherever Python finds one; what both take means the same.
  @Test(arguments: 1...3)
  func verdictsOnBrokenJSONAgree(seed: Int) throws {
    let samples = try Driver.json(Self.everything, seed: 500 + seed, count: 6)
    var random = SeededGenerator(seed: UInt64(seed))
    let broken = samples.flatMap { sample in
      (0..<40).map { _ in random.broken(Array(sample.texts[0].utf8)) }
    }
    let verdicts = try Driver.judgeJSON(Self.everything, broken)
    for (bytes, verdict) in zip(broken, verdicts) {
      // Python's own parser is lenient with what is no JSON number, as NaN, and with 1_000.
      guard let message = try? Everything(jsonBytes: bytes) else { continue }
      #expect(difference(dump(message), verdict) == "", "\(String(decoding: bytes, as: UTF8.self))")
    }
  }
}
