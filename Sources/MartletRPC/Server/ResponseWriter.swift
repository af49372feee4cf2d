public import MartletProtobuf

/// Sends the messages of a streaming response. May be used from any thread.
public struct ResponseWriter<Message: ProtoMessage>: Sendable {
  @usableFromInline let call: ServerCall

  @usableFromInline init(_ call: ServerCall) { self.call = call }

  /// Sends `message`; waits while the client does not keep up (more than the server's
  /// `writeBufferBytes` unsent). Throws how the call ended if it has.
  @inlinable
  public nonisolated(nonsending) func write(_ message: Message) async throws(RPCError) {
    try await call.write(FramedMessage(framing: message))
  }

  /// Sends each message of `messages`.
  @inlinable
  public nonisolated(nonsending) func write(
    contentsOf messages: some Sequence<Message>
  ) async throws(RPCError) {
    for message in messages { try await write(message) }
  }
}
