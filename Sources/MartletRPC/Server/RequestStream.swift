public import MartletProtobuf

/// The messages that a client streams to a handler, one at a time as they arrive.
///
/// While nobody reads, the client's writer is stopped by flow control. Iteration ends after the
/// last message; it throws `RPCError` if the call is cancelled, late or malformed. One task reads
/// at a time.
public struct RequestStream<Message: ProtoMessage>: AsyncSequence, Sendable {
  public typealias Element = Message
  public typealias Failure = RPCError

  @usableFromInline let call: ServerCall

  @usableFromInline init(_ call: ServerCall) { self.call = call }

  /// The next message, or nil after the last.
  @inlinable
  public nonisolated(nonsending) func next() async throws(RPCError) -> Message? {
    guard let message = try await call.nextRequest() else { return nil }
    return try call.decoded(message)
  }

  @inlinable
  public func makeAsyncIterator() -> Iterator { Iterator(stream: self) }

  public struct Iterator: AsyncIteratorProtocol {
    @usableFromInline let stream: RequestStream

    @usableFromInline init(stream: RequestStream) { self.stream = stream }

    @inlinable
    public mutating func next() async throws -> Message? { try await stream.next() }

    @inlinable
    public mutating func next(
      isolation actor: isolated (any Actor)?
    ) async throws(RPCError) -> Message? { try await stream.next() }
  }
}
