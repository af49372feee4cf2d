import MartletDescriptors
import MartletProtobuf

/// What `ProtoMessage` asks for: the message's name, `decode` and `encode`, and `isComplete` where
/// there is something to look for.
struct CodecEmitter {
  let message: MessageModel
  let access: AccessLevel
  let required: RequiredReach

  func emit(_ buffer: inout SourceBuffer) throws(GenerationError) {
    let level = access.prefix
    try buffer.block(
      "nonisolated extension \(message.qualifiedName)"
    ) { buffer throws(GenerationError) in
      buffer.line(
        "\(level)static var protoMessageName: Swift::String { \"\(message.fullName)\" }")
      buffer.line()
      SchemaEmitter.emit(message, access, &buffer)
      buffer.line()
      markDeprecated(&buffer)
      emitDecode(&buffer)
      buffer.line()
      markDeprecated(&buffer)
      buffer.line("\(level)static func encode(")
      buffer.line(
        "  _ message: Swift::UnsafePointer<Self>, _ writer: MartletProtobuf::WireWriter")
      buffer.block(") -> MartletProtobuf::WireWriter") { EncodeEmitter(message).emit(&$0) }
      if !required.contains(message.descriptor) { return }
      buffer.line()
      markDeprecated(&buffer)
      buffer.line("\(level)static func isComplete(")
      buffer.line("  _ message: Swift::UnsafePointer<Self>")
      buffer.block(") -> Swift::Bool") {
        CompletenessEmitter(message: message, required: required).emit(&$0)
      }
    }
  }

  private func emitDecode(_ buffer: inout SourceBuffer) {
    func block(
      _ access: String, _ type: String, _ body: (inout SourceBuffer) -> Void
    ) {
      buffer.line("\(access)static func decode(")
      buffer.line("  _ message: inout \(type), _ reader: MartletProtobuf::WireReader")
      buffer.block(") throws(MartletProtobuf::WireError)", body)
    }
    guard message.isLarge else {
      return block(access.prefix, "Self") { DecodeEmitter(message).emit(&$0) }
    }
    block(access.prefix, "Self") { buffer in
      buffer.line("try decode(&message.\(LargeMessage.storage).fields, reader)")
    }
    buffer.line()
    markDeprecated(&buffer)
    block("private ", LargeMessage.fields) { DecodeEmitter(message).emit(&$0) }
  }

  /// What is deprecated may be used without a warning only in what is deprecated itself. The library
  /// calls these functions through the protocol, and does not notice.
  private func markDeprecated(_ buffer: inout SourceBuffer) {
    guard message.hasDeprecatedFields else { return }
    buffer.deprecated("called by MartletProtobuf only")
  }
}
