public import MartletProtobuf
public import MartletRPC

/// Errors with details: messages that travel beside the code and the text, such as which field of the
/// request is wrong. Most are of the types in `Google.RPC`; any message may be one.
///
/// On the wire they are a `google.rpc.Status` in the metadata `grpc-status-details-bin`, as in the
/// other implementations ("Richer error model"; Python's `grpcio-status`, C++'s `ExtractErrorDetails`,
/// grpc-go's `status.WithDetails`).
extension RPCError {
  /// An error that carries `details`.
  ///
  /// Together they may take 6 KiB; a server sends an error without its details, and logs that, if they
  /// are more: a client that has to refuse the headers would get no status at all. A message that
  /// lacks required fields is left out.
  public init(
    _ code: Code, _ message: String = "", metadata: RPCMetadata = [:],
    details: [any ProtoMessage]
  ) {
    self.init(code, message, metadata: metadata)
    richStatus = Google.RPC.Status(
      code: Int32(code.rawValue), message: message,
      details: details.compactMap { try? Google.Protobuf.AnyMessage(packing: $0) })
  }

  /// The error with its details, as it travels; nil if it has none, or none that can be read.
  ///
  /// Setting it does not change the error's own code and message; some clients refuse a status whose
  /// code is another one.
  public var richStatus: Google.RPC.Status? {
    get {
      metadata[binary: Self.detailsKey].flatMap { try? Google.RPC.Status(serializedBytes: $0) }
    }
    set { metadata[binary: Self.detailsKey] = newValue.flatMap { try? $0.serializedBytes() } }
  }

  /// The details, still packed; empty if there are none. For types that are not known beforehand.
  public var details: [Google.Protobuf.AnyMessage] { richStatus?.details ?? [] }

  /// The first detail of a type; nil if there is none, or if it does not decode.
  public func detail<Message: ProtoMessage>(_ type: Message.Type = Message.self) -> Message? {
    for detail in details {
      if let message = try? detail.unpack(Message.self) { return message }
    }
    return nil
  }

  /// All details of a type, in order, without those that do not decode.
  public func details<Message: ProtoMessage>(of type: Message.Type) -> [Message] {
    details.compactMap { try? $0.unpack(Message.self) }
  }
}
