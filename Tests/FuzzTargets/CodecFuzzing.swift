import CodecTesting
import MartletJSON
import MartletProtobuf
import MartletText

/// The codec, fed with messages in each of its formats. What it accepts it must write in all formats
/// and read back the same; what it refuses, it refuses at a place within the input.
public enum CodecFuzzing {
  /// The binary format; the first byte says of which type.
  public static func binary(_ input: [UInt8]) {
    guard let first = input.first else { return }
    let types: [any ProtoMessage.Type] = [
      Everything.self, Legacy.self, Delimited.self, Nothing.self, Google.Protobuf.Struct.self,
      Google.Protobuf.AnyMessage.self,
    ]
    let type = types[Int(first) % types.count]
    decode(type, Array(input.dropFirst()))
  }

  private static func decode<Message: ProtoMessage>(_: Message.Type, _ bytes: [UInt8]) {
    do throws(ProtoDecodingError) {
      check(try Message(serializedBytes: bytes))
    } catch {
      precondition((0...bytes.count).contains(error.byteOffset), "\(error)")
    }
  }

  /// JSON, read as several types. The input's length decides whether unknown fields are ignored.
  public static func json(_ input: [UInt8]) {
    let ignores = input.count & 1 != 0
    json(Everything.self, input, ignores)
    json(Legacy.self, input, ignores)
    json(Google.Protobuf.Value.self, input, ignores)
    json(Google.Protobuf.AnyMessage.self, input, ignores)
  }

  private static func json<Message: ProtoMessage>(
    _: Message.Type, _ text: [UInt8], _ ignores: Bool
  ) {
    let options = ProtoJSONDecodingOptions(ignoresUnknownFields: ignores, types: types)
    do throws(ProtoJSONError) {
      check(try Message(jsonBytes: text, options: options))
    } catch {
      precondition((0...text.count).contains(error.byteOffset ?? -1), "\(error)")
    }
  }

  /// The text format, read as several types. The input's length decides about unknown fields.
  public static func text(_ input: [UInt8]) {
    let text = String(decoding: input, as: UTF8.self)
    let ignores = input.count & 1 != 0
    self.text(Everything.self, text, ignores)
    self.text(Legacy.self, text, ignores)
    self.text(Google.Protobuf.AnyMessage.self, text, ignores)
  }

  private static func text<Message: ProtoMessage>(
    _: Message.Type, _ text: String, _ ignores: Bool
  ) {
    let options = ProtoTextDecodingOptions(
      ignoresUnknownFields: ignores, acceptsFieldNumbers: ignores, types: types)
    do throws(ProtoTextError) {
      check(try Message(textFormat: text, options: options))
    } catch {
      precondition((0...text.utf8.count).contains(error.byteOffset), "\(error)")
    }
  }

  // MARK: - What holds for every message

  private static let types = ProtoTypeRegistry([
    Everything.self, Legacy.self, Google.Protobuf.Duration.self, Google.Protobuf.Struct.self,
    Google.Protobuf.AnyMessage.self,
  ])

  private static func check<Message: ProtoMessage>(_ message: Message) {
    do {
      let bytes = try message.serializedBytes()
      let again = try Message(serializedBytes: bytes)
      // Maps have no order, so only the length is the same for certain.
      let count = try again.serializedBytes().count
      precondition(count == bytes.count, "the bytes changed")
      try checkText(message)
      try checkJSON(message)
    } catch {
      fatalError("what was written is not read back: \(error)")
    }
  }

  private static func checkText<Message: ProtoMessage>(_ message: Message) throws {
    let options = ProtoTextEncodingOptions(types: types)
    let text = try message.textFormat(options: options)
    let again = try Message(
      textFormat: text, options: ProtoTextDecodingOptions(depth: depth, types: types))
    let rewritten = try again.textFormat(options: options)
    precondition(rewritten == text, "the text changed")
    _ = try message.textFormat(options: ProtoTextEncodingOptions(writesUnknownFields: true))
  }

  private static func checkJSON<Message: ProtoMessage>(_ message: Message) throws {
    let options = ProtoJSONEncodingOptions(types: types)
    // Not every message has a JSON form.
    guard let json = try? message.jsonBytes(options: options) else { return }
    let again = try Message(
      jsonBytes: json, options: ProtoJSONDecodingOptions(depth: depth, types: types))
    let rewritten = try again.jsonBytes(options: options)
    precondition(rewritten.sorted() == json.sorted(), "the JSON changed")
  }

  /// What was decoded within the limit may be nested deeper by an object or two in the text.
  private static let depth = 400
}
