/// What one IDL file declares, for JSON, text and whatever else finds types by name.
///
/// Generated code has one for each file, as a static property that is named as the file with its
/// folders: `.shopV1Order` for `shop/v1/order.proto`.
///
///     let types = ProtoTypeRegistry(files: [.shopV1Order, .shopV1Review])
///     try order.jsonString(options: .init(types: types))
public struct ProtoFileTypes: Sendable {
  /// The messages, nested ones among them.
  public private(set) var messages: [any ProtoMessage.Type] = []
  /// The extensions, wherever they are declared.
  public private(set) var extensions: [ProtoExtensionSchema] = []

  public init() {}

  public mutating func add(_ message: any ProtoMessage.Type) {
    messages.append(message)
  }

  public mutating func add<Extendee, Value>(_ handle: ProtoExtension<Extendee, Value>) {
    extensions.append(
      ProtoExtensionSchema(field: handle.field, extended: Extendee.protoMessageName))
  }
}

/// An extension and what it extends.
public struct ProtoExtensionSchema: Sendable {
  public let field: ProtoFieldSchema
  /// The full name of the message that is extended.
  public let extended: String
}
