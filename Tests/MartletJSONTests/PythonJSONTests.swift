import CodecTesting
import MartletJSON
import MartletProtobuf
import Testing

/// JSON against Python protobuf, over random messages of every field type.
@Suite
struct PythonJSONTests {
  static let everything = "martlet.test.Everything"

  @Test(arguments: 1...2)
  func pythonsJSONMeansTheSameHere(seed: Int) throws {
    for sample in try Driver.json(Self.everything, seed: seed, count: 20) {
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
    let samples = try Driver.json(Self.everything, seed: 77, count: 20)
    let messages = try samples.map { try Everything(serializedBytes: $0.bytes) }
    let texts = try messages.map { try $0.jsonBytes(options: options) }
    for (verdict, message) in zip(try Driver.judgeJSON(Self.everything, texts), messages) {
      #expect(difference(verdict, dump(message)) == "")
    }
  }
}
