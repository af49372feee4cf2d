import CodecTesting
import MartletProtobuf
import MartletText
import Testing

/// The text format against Python protobuf, over random messages of every field type.
@Suite
struct PythonTextTests {
  static let everything = "martlet.test.Everything"

  @Test(arguments: 1...2)
  func pythonsTextMeansTheSameHere(seed: Int) throws {
    for (bytes, text) in try Driver.text(Self.everything, seed: seed, count: 20) {
      let expected = try dump(Everything(serializedBytes: bytes))
      #expect(difference(dump(try Everything(textFormat: text)), expected) == "")
    }
  }

  @Test(arguments: [
    ProtoTextEncodingOptions(), ProtoTextEncodingOptions(isSingleLine: true),
    ProtoTextEncodingOptions(escapesNonASCII: true),
  ])
  func ourTextMeansTheSameToPython(options: ProtoTextEncodingOptions) throws {
    let samples = try Driver.text(Self.everything, seed: 9, count: 20)
    let messages = try samples.map { try Everything(serializedBytes: $0.bytes) }
    let texts = try messages.map { Array(try $0.textFormat(options: options).utf8) }
    for (verdict, message) in zip(try Driver.judgeText(Self.everything, texts), messages) {
      #expect(difference(verdict, dump(message)) == "")
    }
  }
}
