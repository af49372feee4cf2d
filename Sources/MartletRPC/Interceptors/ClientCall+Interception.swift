public import MartletProtobuf

/// Where interceptors take part in a call on the client.
extension ClientCall {
  /// The message that goes out.
  @inlinable
  func framed<Message: ProtoMessage>(_ message: Message) throws(RPCError) -> FramedMessage {
    guard let interceptions else { return try FramedMessage(framing: message) }
    return try framed(message, interceptions)
  }

  /// The message that came in.
  @inlinable
  func decoded<Message: ProtoMessage>(
    _ received: ReceivedMessage
  ) throws(RPCError) -> Message {
    guard let interceptions else { return try Message(received: received) }
    return try decoded(received, interceptions)
  }

  // Out of line: these are rare, and need not be compiled for each message.

  @inline(never)
  @usableFromInline
  func framed<Message: ProtoMessage>(
    _ message: Message, _ interceptions: CallInterceptions
  ) throws(RPCError) -> FramedMessage {
    var message = message
    do throws(RPCError) {
      try interceptions.request(&message)
    } catch {
      fail(error)
      throw error
    }
    return try FramedMessage(framing: message)
  }

  @inline(never)
  @usableFromInline
  func decoded<Message: ProtoMessage>(
    _ received: ReceivedMessage, _ interceptions: CallInterceptions
  ) throws(RPCError) -> Message {
    var message = try Message(received: received)
    do throws(RPCError) {
      try interceptions.response(&message)
    } catch {
      fail(error)
      throw error
    }
    return message
  }

  /// Lets the interceptors begin, before the call is started. What they throw ends the call, and so
  /// does its deadline.
  func beginInterceptions() async throws(RPCError) {
    guard let interceptions else { return }
    let call = InterceptedCall(
      side: .client, method: path.description, deadline: deadline,
      requestMetadata: options.metadata, peer: nil, peerIdentity: nil
    ) { metadata throws(RPCError) in try interceptions.addMetadata(metadata) }
    do throws(RPCError) {
      try await withDeadline(deadline) { () async throws(RPCError) in
        try await interceptions.begin(call)
      }
    } catch {
      fail(error)
      throw error
    }
    if Task.isCancelled {
      cancel()
      throw .cancelledByCaller
    }
  }
}

/// Runs `body`, and cancels it when `deadline` passes.
private func withDeadline(
  _ deadline: ContinuousClock.Instant?,
  _ body: @escaping @Sendable () async throws(RPCError) -> Void
) async throws(RPCError) {
  guard let deadline else { return try await body() }
  let result = await withTaskGroup(of: Result<Void, RPCError>?.self) { group in
    group.addTask {
      do throws(RPCError) {
        return .success(try await body())
      } catch {
        return .failure(error)
      }
    }
    group.addTask {
      try? await Task.sleep(until: deadline, clock: .continuous)
      return Task.isCancelled ? nil : .failure(.deadlineExceeded)
    }
    // The timer gives nil where it was not it that ended first.
    var first: Result<Void, RPCError>?
    while first == nil, let next = await group.next() { first = next }
    group.cancelAll()
    return first ?? .failure(.cancelledByCaller)
  }
  try result.get()
}
