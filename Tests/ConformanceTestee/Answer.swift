import MartletJSON
import MartletProtobuf
import MartletText

/// Answers the runner's requests: reads a message in one format and writes it in another.
enum Answer {
  static func to(_ request: ConformanceRequest) -> ConformanceResponse {
    // The first request of a run: which tests are known to fail. None.
    if request.messageType == FailureSet.protoMessageName {
      return ConformanceResponse(result: .protobufPayload([]))
    }
    guard let type = TestMessages.type(named: request.messageType) else {
      return ConformanceResponse(result: .skipped("no message \(request.messageType) here"))
    }
    return answer(request, type)
  }

  private static func answer<Message: ProtoMessage>(
    _ request: ConformanceRequest, _: Message.Type
  ) -> ConformanceResponse {
    let message: Message
    do {
      guard let read: Message = try read(request) else {
        return ConformanceResponse(result: .skipped("JSPB is not spoken here"))
      }
      message = read
      try TestMessages.readExtensions(message)
    } catch {
      return ConformanceResponse(result: .parseError("\(error)"))
    }
    do {
      return try write(message, request)
    } catch {
      return ConformanceResponse(result: .serializeError("\(error)"))
    }
  }

  /// Nil for a format that we do not have.
  private static func read<Message: ProtoMessage>(
    _ request: ConformanceRequest
  ) throws -> Message? {
    switch request.payload {
    case .protobufPayload(let bytes): return try Message(serializedBytes: bytes)
    case .jsonPayload(let text):
      let options = ProtoJSONDecodingOptions(
        ignoresUnknownFields: request.testCategory == .jsonIgnoreUnknownParsingTest,
        types: TestMessages.registry)
      return try Message(jsonString: text, options: options)
    case .textPayload(let text):
      let options = ProtoTextDecodingOptions(types: TestMessages.registry)
      return try Message(textFormat: text, options: options)
    default: return nil
    }
  }

  private static func write(
    _ message: some ProtoMessage, _ request: ConformanceRequest
  ) throws -> ConformanceResponse {
    switch request.requestedOutputFormat {
    case .protobuf:
      return ConformanceResponse(result: .protobufPayload(try message.serializedBytes()))
    case .json:
      let options = ProtoJSONEncodingOptions(types: TestMessages.registry)
      return ConformanceResponse(result: .jsonPayload(try message.jsonString(options: options)))
    case .textFormat:
      let options = ProtoTextEncodingOptions(
        writesUnknownFields: request.printUnknownFields, types: TestMessages.registry)
      return ConformanceResponse(result: .textPayload(try message.textFormat(options: options)))
    default:
      return ConformanceResponse(result: .skipped("\(request.requestedOutputFormat)"))
    }
  }
}
