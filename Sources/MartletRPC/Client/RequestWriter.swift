public import MartletProtobuf

/// Sends the messages of a streaming request. May be used from any thread.
public struct RequestWriter<Message: ProtoMessage>: Sendable {
  @usableFromInline let call: ClientCall

  @usableFromInline init(_ call: ClientCall) { self.call = call }

  /// Sends `message`; waits while the server does not keep up. Throws how the call ended if it
  /// has.
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

  /// Says that no more messages will come. Calling it again does nothing.
  @inlinable
  public func finish() { call.finishWriting() }
}
