public import MartletProtobuf

extension ProtoMessage {
  /// Decodes what a peer sent; a message that does not decode is the peer's fault and a status.
  @inlinable
  init(received message: ReceivedMessage) throws(RPCError) {
    do {
      try self.init(decoding: message.bytes)
    } catch {
      throw RPCError(.internal, "a received \(Self.protoMessageName) does not decode: \(error)")
    }
  }
}

extension FramedMessage {
  /// Encodes `message` behind its gRPC prefix.
  @inlinable
  init<Message: ProtoMessage>(framing message: Message) throws(RPCError) {
    do {
      try self.init(message)
    } catch {
      throw RPCError(.internal, "a \(Message.protoMessageName) does not encode: \(error)")
    }
  }
}
