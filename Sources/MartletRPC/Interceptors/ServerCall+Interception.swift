public import MartletProtobuf

/// Where interceptors take part in a call on the server.
extension ServerCall {
  /// The request that came in.
  @inlinable
  func decoded<Message: ProtoMessage>(
    _ received: ReceivedMessage
  ) throws(RPCError) -> Message {
    guard let interceptions else { return try Message(received: received) }
    return try decoded(received, interceptions)
  }

  /// The response that goes out.
  @inlinable
  func framed<Message: ProtoMessage>(_ message: Message) throws(RPCError) -> FramedMessage {
    guard let interceptions else { return try FramedMessage(framing: message) }
    return try framed(message, interceptions)
  }

  // Out of line: these are rare, and need not be compiled for each message.

  @inline(never)
  @usableFromInline
  func decoded<Message: ProtoMessage>(
    _ received: ReceivedMessage, _ interceptions: CallInterceptions
  ) throws(RPCError) -> Message {
    var message = try Message(received: received)
    try interceptions.request(&message)
    return message
  }

  @inline(never)
  @usableFromInline
  func framed<Message: ProtoMessage>(
    _ message: Message, _ interceptions: CallInterceptions
  ) throws(RPCError) -> FramedMessage {
    var message = message
    try interceptions.response(&message)
    return try FramedMessage(framing: message)
  }

  /// Lets the interceptors begin, before the handler runs.
  func beginInterceptions() async throws(RPCError) {
    guard let interceptions else { return }
    let call = InterceptedCall(
      side: .server, method: method.path, deadline: deadline,
      requestMetadata: parsedRequestMetadata(), peer: peer.address, peerIdentity: peer.identity
    ) { [weak self] metadata throws(RPCError) in try self?.addInitialMetadata(metadata) }
    try await interceptions.begin(call)
  }
}
