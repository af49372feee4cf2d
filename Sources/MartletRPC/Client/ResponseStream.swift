public import MartletProtobuf

/// The messages that a server streams, one at a time as they arrive.
///
/// While nobody reads, the server's writer is stopped by flow control. Iteration ends after the
/// last message if the status is OK and throws the status as `RPCError` otherwise. Leaving the
/// stream (`break`, dropping it, cancelling the Task) cancels the call. One task reads at a time.
public struct ResponseStream<Message: ProtoMessage>: AsyncSequence, Sendable {
  public typealias Element = Message
  public typealias Failure = RPCError

  @usableFromInline let handle: StreamHandle

  /// `endsCall` says whether the call ends with its stream; within a scope it ends with the scope,
  /// even where the compiler sees the stream's last use earlier.
  @usableFromInline init(_ call: ClientCall, endsCall: Bool) {
    handle = StreamHandle(.success(call), endsCall: endsCall)
  }

  @usableFromInline init(failed error: RPCError) {
    handle = StreamHandle(.failure(error), endsCall: false)
  }

  /// The next message, or nil after the last.
  @inlinable
  public nonisolated(nonsending) func next() async throws(RPCError) -> Message? {
    let call = try handle.call.get()
    guard let message = try await call.nextResponse() else { return nil }
    return try call.decoded(message)
  }

  /// Ends the call now.
  public func cancel() { handle.cancel() }

  @inlinable
  public func makeAsyncIterator() -> Iterator { Iterator(stream: self) }

  public struct Iterator: AsyncIteratorProtocol {
    @usableFromInline let stream: ResponseStream

    @usableFromInline init(stream: ResponseStream) { self.stream = stream }

    @inlinable
    public mutating func next() async throws -> Message? { try await stream.next() }

    @inlinable
    public mutating func next(
      isolation actor: isolated (any Actor)?
    ) async throws(RPCError) -> Message? { try await stream.next() }
  }
}

/// Ends the call when the last copy of its stream is gone.
@usableFromInline
final class StreamHandle: Sendable {
  @usableFromInline let call: Result<ClientCall, RPCError>

  private let endsCall: Bool

  init(_ call: Result<ClientCall, RPCError>, endsCall: Bool) {
    self.call = call
    self.endsCall = endsCall
  }

  deinit { if endsCall { cancel() } }

  func cancel() {
    if case .success(let call) = call { call.cancel() }
  }
}
