/// The types that may stand in an `Any`, and the extensions that may stand in messages, for formats
/// that have to know them by name.
///
/// A value: adding to a copy does not change the original.
public struct ProtoTypeRegistry: Sendable {
  private var messages: [String: ProtoMessageSchema] = [:]
  private var messageTypes: [String: any ProtoMessage.Type] = [:]
  private var extensionsByNumber: [String: [Int32: ProtoFieldSchema]] = [:]
  private var extensionsByName: [String: (extended: String, field: ProtoFieldSchema)] = [:]

  private var resolver: (any ProtoTypeResolver)?

  /// A registry without any type.
  public init() {}

  /// A registry that asks `resolver` for what has not been added to it: a descriptor pool, say.
  public init(_ resolver: any ProtoTypeResolver) { self.resolver = resolver }

  /// A registry of generated types: `[Order.self, Invoice.self]`.
  public init(_ types: [any ProtoMessage.Type]) {
    for type in types { add(type) }
  }

  /// A registry of what generated files declare: `ProtoTypeRegistry(files: [.shopV1Order])`.
  public init(files: [ProtoFileTypes]) {
    for file in files { add(file) }
  }

  /// Adds the messages and extensions that a generated file declares.
  public mutating func add(_ file: ProtoFileTypes) {
    for type in file.messages { add(type) }
    for known in file.extensions { add(known.field, extending: known.extended) }
  }

  /// Adds a generated extension.
  public mutating func add<Extendee, Value>(_ handle: ProtoExtension<Extendee, Value>) {
    add(handle.field, extending: Extendee.protoMessageName)
  }

  /// Adds a generated type.
  public mutating func add(_ type: any ProtoMessage.Type) {
    add(type.protoSchema)
    messageTypes[type.protoMessageName] = type
  }

  /// Adds a type by its schema. A later one of the same name replaces an earlier one.
  public mutating func add(_ schema: ProtoMessageSchema) { messages[schema.fullName] = schema }

  /// Adds an extension of the message type `extended`.
  public mutating func add(_ field: ProtoFieldSchema, extending extended: String) {
    extensionsByNumber[extended, default: [:]][field.number] = field
    extensionsByName[field.name] = (extended, field)
    if let name = field.messageSetItemName { extensionsByName[name] = (extended, field) }
  }

  /// The type of this full name.
  public func message(named fullName: String) -> ProtoMessageSchema? {
    messages[fullName] ?? resolver?.messageSchema(named: fullName)
  }

  /// The generated type of this full name, of those that were added.
  public func messageType(named fullName: String) -> (any ProtoMessage.Type)? {
    messageTypes[fullName]
  }

  /// The extension of a message type with this number.
  public func extensionField(of extended: String, number: Int32) -> ProtoFieldSchema? {
    if !extensionsByNumber.isEmpty, let field = extensionsByNumber[extended]?[number] {
      return field
    }
    return resolver?.extensionSchema(of: extended, number: number)
  }

  /// The extension of this full name, if it extends that message type.
  public func extensionField(of extended: String, named fullName: String) -> ProtoFieldSchema? {
    guard let found = extensionsByName[fullName] else {
      return resolver?.extensionSchema(of: extended, named: fullName)
    }
    return found.extended == extended ? found.field : nil
  }
}

/// Where a registry looks for what has not been added to it.
public protocol ProtoTypeResolver: Sendable {
  /// The message type of this full name.
  func messageSchema(named fullName: String) -> ProtoMessageSchema?
  /// The extension of a message type with this number.
  func extensionSchema(of extended: String, number: Int32) -> ProtoFieldSchema?
  /// The extension of this full name, if it extends that message type.
  func extensionSchema(of extended: String, named fullName: String) -> ProtoFieldSchema?
}
