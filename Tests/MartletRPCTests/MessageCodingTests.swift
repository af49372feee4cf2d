import MartletProtobuf
import Testing

@testable import MartletRPC

/// What becomes of messages that cannot be sent or received.
@Suite
struct MessageCodingTests {
  /// A message as the generator makes it of `message Ticket { required int32 id = 1; }`.
  struct Ticket: ProtoMessage {
    var id: Int32?

    static var protoMessageName: String { "test.Ticket" }
    static let protoSchema = ProtoMessageSchema("test.Ticket", "1i! id;")

    static func decode(_ message: inout Self, _ reader: WireReader) throws(WireError) {
      var reader = reader
      var others = UnknownFields()
      while !reader.isAtEnd {
        let start = reader.position
        let tag = try reader.tag()
        if tag == 8 {
          message.id = try reader.int32()
        } else {
          try reader.unknown(tag, from: start, into: &others)
        }
      }
    }

    static func encode(_ message: UnsafePointer<Self>, _ writer: WireWriter) -> WireWriter {
      var writer = writer
      writer.need(11)
      if let id = message.pointee.id { writer.int32(id, 8) }
      return writer
    }

    static func isComplete(_ message: UnsafePointer<Self>) -> Bool { message.pointee.id != nil }
  }

  @Test
  func sendingAnIncompleteMessageIsAnErrorThatSaysWhatIsMissing() throws {
    let error = try #require(throws: RPCError.self) { try FramedMessage(framing: Ticket()) }
    #expect(error.code == .internal)
    #expect(error.message.contains("cannot encode test.Ticket: required fields are missing: id"))
    #expect(try FramedMessage(framing: Ticket(id: 5)).count == 7)
  }
}
