import MartletProtobuf

/// The schemas of the types that a file declares: what JSON, text and dynamic messages go by.
///
/// They belong to the file. Within it they refer to each other unowned, and to the types of other
/// files through descriptors, which keep those files alive as the file itself does.
final class FileSchemas: Sendable {
  let messages: [ProtoMessageSchema]
  let enums: [ProtoEnumSchema]
  /// In the order of the file's extensions.
  let extensions: [ProtoFieldSchema]

  init(_ storage: FileStorage) {
    let records = storage.records
    let enums = records.enums.indices.map { index in
      Self.schema(EnumDescriptor(position: DescriptorPosition(storage: storage, index: index)))
    }
    let slots = records.messages.map { _ in ProtoSchemaSlot() }
    let maker = FieldMaker(storage: storage, slots: slots, enums: enums)
    // From the back: the entries of maps stand behind the messages that they are declared in.
    var made = [ProtoMessageSchema?](repeating: nil, count: slots.count)
    for index in slots.indices.reversed() {
      let message = MessageDescriptor(
        position: DescriptorPosition(storage: storage, index: index))
      let schema = ProtoMessageSchema(
        fullName: message.fullName, fields: message.fields.map { maker.schema($0, made) },
        oneofs: message.realOneofs.map(\.name), reservedNames: Set(message.reservedNames),
        isExtendable: !message.extensionRanges.isEmpty, isMessageSet: message.isMessageSet)
      slots[index].fill(schema)
      made[index] = schema
    }
    self.messages = made.compactMap { $0 }
    self.enums = enums
    self.extensions = (records.firstExtension..<records.fields.count).map { index in
      let field = FieldDescriptor(position: DescriptorPosition(storage: storage, index: index))
      return maker.schema(field, made)
    }
  }

  private static func schema(_ enumeration: EnumDescriptor) -> ProtoEnumSchema {
    ProtoEnumSchema(
      fullName: enumeration.fullName,
      values: enumeration.values.map { .init(name: $0.name, number: $0.number) },
      isClosed: enumeration.isClosed)
  }
}

/// Makes the schemas of fields from their descriptors.
private struct FieldMaker {
  let storage: FileStorage
  let slots: [ProtoSchemaSlot]
  let enums: [ProtoEnumSchema]

  func schema(_ field: FieldDescriptor, _ made: [ProtoMessageSchema?]) -> ProtoFieldSchema {
    let type = field.type
    return ProtoFieldSchema(
      number: field.number, name: field.isExtension ? field.fullName : field.name,
      jsonName: field.isExtension ? nil : field.jsonName, type: fieldType(field),
      cardinality: cardinality(field), isPacked: field.isPacked,
      oneof: field.oneof?.indexInMessage, validatesUTF8: field.requiresUTF8,
      isExtension: field.isExtension,
      isMessageSetItem: field.isExtension && field.containingMessage.isMessageSet,
      mapEntry: field.isMap ? entry(type, made) : nil, reference: reference(type))
  }

  /// The entry of a map, which is declared in the message that has the map.
  private func entry(_ type: FieldType, _ made: [ProtoMessageSchema?]) -> ProtoMessageSchema? {
    guard case .message(let message) = type, message.storage === storage,
      made.indices.contains(message.index)
    else { return nil }
    return made[message.index]
  }

  private func cardinality(_ field: FieldDescriptor) -> ProtoFieldSchema.Cardinality {
    if field.isMap { return .map }
    if field.isRepeated { return .repeated }
    if field.isRequired { return .required }
    return field.hasPresence ? .optional : .implicit
  }

  private func reference(_ type: FieldType) -> ProtoSchemaReference? {
    switch type {
    case .message(let message):
      message.storage === storage ? .messageSlot(slots[message.index]) : .messageSource(message)
    case .enumeration(let enumeration):
      enumeration.storage === storage
        ? .enumSchema(enums[enumeration.index]) : .enumSource(enumeration)
    default: nil
    }
  }

  private func fieldType(_ field: FieldDescriptor) -> ProtoFieldType {
    switch field.type {
    case .double: .double
    case .float: .float
    case .int32: .int32
    case .int64: .int64
    case .uint32: .uint32
    case .uint64: .uint64
    case .sint32: .sint32
    case .sint64: .sint64
    case .fixed32: .fixed32
    case .fixed64: .fixed64
    case .sfixed32: .sfixed32
    case .sfixed64: .sfixed64
    case .bool: .bool
    case .string: .string
    case .bytes: .bytes
    case .message: field.isDelimited ? .group : .message
    case .enumeration: .enumeration
    }
  }
}
