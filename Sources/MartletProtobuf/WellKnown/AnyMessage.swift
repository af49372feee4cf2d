extension Google.Protobuf.AnyMessage {
  /// What stands before the name of a type, unless something else is said.
  public static let defaultTypeURLPrefix = "type.googleapis.com"

  /// A message of any type together with its type's name.
  ///
  /// - Throws: ``ProtoEncodingError`` if the message would be larger than 2 GiB.
  public init(
    packing message: some ProtoMessage, typeURLPrefix: String = Self.defaultTypeURLPrefix
  ) throws(ProtoEncodingError) {
    let name = type(of: message).protoMessageName
    let slash = typeURLPrefix.utf8.last == UInt8(ascii: "/") ? "" : "/"
    // The same message in the same form, so that two that are equal stay so.
    self.init(
      typeUrl: typeURLPrefix + slash + name,
      value: try message.serializedBytes(deterministic: true))
  }

  /// The full name of the type of the message inside: what stands behind the last slash.
  public var messageName: String {
    guard let slash = typeUrl.utf8.lastIndex(of: UInt8(ascii: "/")) else { return typeUrl }
    return String(typeUrl[typeUrl.utf8.index(after: slash)...])
  }

  /// Whether the message inside is of this type.
  public func contains<Message: ProtoMessage>(_: Message.Type) -> Bool {
    messageName == Message.protoMessageName
  }

  /// The message inside; nil if it is of another type.
  ///
  /// - Throws: ``ProtoDecodingError`` if the bytes are no message of its type.
  public func unpack<Message: ProtoMessage>(
    _: Message.Type = Message.self, limits: ProtoDecodingLimits = ProtoDecodingLimits()
  ) throws(ProtoDecodingError) -> Message? {
    contains(Message.self) ? try Message(serializedBytes: value, limits: limits) : nil
  }

  /// The message inside; nil if the registry does not know its type, or knows it by schema alone.
  ///
  /// - Throws: ``ProtoDecodingError`` if the bytes are no message of its type.
  public func unpack(
    using registry: ProtoTypeRegistry, limits: ProtoDecodingLimits = ProtoDecodingLimits()
  ) throws(ProtoDecodingError) -> (any ProtoMessage)? {
    guard let type = registry.messageType(named: messageName) else { return nil }
    return try type.init(serializedBytes: value, limits: limits)
  }
}
