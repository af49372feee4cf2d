public import MartletProtobuf

/// Sends the messages of a streaming response. May be used from any thread.
public struct ResponseWriter<Message: ProtoMessage>: Sendable {
  @usableFromInline let call: ServerCall

  @usableFromInline init(_ call: ServerCall) { self.call = call }

  /// Sends `message`; waits while the client does not keep up (more than the server's
  /// `writeBufferBytes` unsent). Throws how the call ended if it has.
  ///
  /// - Parameter compress: false sends this message as it is, in a call that compresses: one with
  ///   secrets beside what others choose (which its length would tell), or one that is compressed
  ///   already.
  @inlinable
  public nonisolated(nonsending) func write(
    _ message: Message, compress: Bool = true
  ) async throws(RPCError) {
    try await call.write(call.framed(message), compress: compress)
  }

  /// Sends each message of `messages`.
  @inlinable
  public nonisolated(nonsending) func write(
    contentsOf messages: some Sequence<Message>
  ) async throws(RPCError) {
    for message in messages { try await write(message) }
  }
}
