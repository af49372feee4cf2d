public import MartletProtobuf

extension MessageDescriptor: ProtoMessageType {
  /// The names and types of the fields in the form that `MartletJSON` and `MartletText` take. It is
  /// valid while a descriptor of the file is kept.
  public var messageSchema: ProtoMessageSchema { storage.schemas.messages[index] }
}

extension EnumDescriptor: ProtoEnumType {
  /// The names and numbers of the values.
  public var enumSchema: ProtoEnumSchema { storage.schemas.enums[index] }
}

extension FieldDescriptor {
  /// The schema of an extension; nil for other fields, which are found in their message's.
  public var extensionSchema: ProtoFieldSchema? {
    isExtension ? storage.schemas.extensions[index - records.firstExtension] : nil
  }
}

/// A pool knows the types that may stand in an `Any`, and extensions:
/// `ProtoTypeRegistry(pool)`.
extension DescriptorPool: ProtoTypeResolver {
  public func messageSchema(named fullName: String) -> ProtoMessageSchema? {
    message(named: fullName)?.messageSchema
  }

  public func extensionSchema(of extended: String, number: Int32) -> ProtoFieldSchema? {
    message(named: extended).flatMap { extensionField(of: $0, number: number) }?.extensionSchema
  }

  public func extensionSchema(of extended: String, named fullName: String) -> ProtoFieldSchema? {
    if let field = extensionField(named: fullName) {
      return field.containingMessage.fullName == extended ? field.extensionSchema : nil
    }
    // In a message set, an extension that is declared in its own type goes by that name, too.
    guard let type = message(named: fullName) else { return nil }
    return type.extensions.first {
      $0.containingMessage.fullName == extended && $0.containingMessage.isMessageSet
        && $0.messageType == type
    }?.extensionSchema
  }
}
