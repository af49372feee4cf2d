public import MartletProtobuf

/// Sends the messages of a streaming request. May be used from any thread.
public struct RequestWriter<Message: ProtoMessage>: Sendable {
  @usableFromInline let call: ClientCall

  @usableFromInline init(_ call: ClientCall) { self.call = call }

  /// Sends `message`; waits while the server does not keep up. Throws how the call ended if it
  /// has.
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

  /// Says that no more messages will come. Calling it again does nothing.
  @inlinable
  public func finish() { call.finishWriting() }
}
