public import MartletProtobuf

/// A field of a message, or an extension.
public struct FieldDescriptor: Descriptor {
  /// How many values there may be.
  public enum Cardinality: UInt8, Sendable {
    /// One or none.
    case singular
    /// One; a message without it is not complete.
    case required
    /// Any number. Maps are repeated, too.
    case repeated
  }

  public let position: DescriptorPosition

  public init(position: DescriptorPosition) {
    self.position = position
  }

  var record: FieldRecord { records.fields[index] }

  public var name: String { record.name }
  public var fullName: String { records.fullName(of: Member(.field, index)) }
  public var features: ResolvedFeatures { record.features }
  public var sourcePath: [Int32] {
    let record = record
    guard let scope: MessageDescriptor = sibling(optional: record.scope) else {
      return [7, record.position]
    }
    return scope.sourcePath + [isExtension ? 6 : 2, record.position]
  }

  /// The number on the wire.
  public var number: Int32 { record.number }
  /// The name in JSON: `json_name`, or the name in lowerCamelCase. An extension has the name that
  /// the descriptor gives it, but is written as `[full.name]`.
  public var jsonName: String { record.jsonName }
  /// The type of one value.
  public var type: FieldType { FieldType(self) }
  /// How many values there may be.
  public var cardinality: Cardinality { record.cardinality }
  public var isRepeated: Bool { record.cardinality == .repeated }
  /// Whether a message must have it.
  public var isRequired: Bool { record.cardinality == .required }
  /// Whether it is a map: repeated, of a message with key and value.
  public var isMap: Bool { record.traits.contains(.isMap) }
  /// Whether unset and set to the default are two things. Never for repeated fields.
  public var hasPresence: Bool { record.traits.contains(.hasPresence) }
  /// Whether its values are written behind one tag. They must be read both ways.
  public var isPacked: Bool { record.traits.contains(.isPacked) }
  /// Whether its messages stand between two tags, as groups do, rather than behind their length.
  public var isDelimited: Bool { record.traits.contains(.isDelimited) }
  /// Whether its strings must be UTF-8, of which JSON takes no other.
  public var requiresUTF8: Bool {
    let record = record
    return record.kind == .string && record.features.utf8Validation == .verify
  }

  /// The options as they are set, with those that this library does not know as unknown fields.
  public var options: Google.Protobuf.FieldOptions { proto.options ?? .init() }
  /// The descriptor that it was made from, unchanged.
  public var proto: Google.Protobuf.FieldDescriptorProto { storage.fieldProto(index) }
  public var isDeprecated: Bool { proto.options?.deprecated ?? false }

  // MARK: - Surroundings

  /// The message that has the field; for an extension, the one that is extended.
  public var containingMessage: MessageDescriptor {
    let reference = isExtension ? records.extendees[index - records.firstExtension] : ownMessage
    guard let position = storage.position(of: reference) else {
      preconditionFailure("a field without a message gets into no pool")
    }
    return MessageDescriptor(position: position)
  }

  /// Whether it is declared as an extension.
  public var isExtension: Bool { record.traits.contains(.isExtension) }
  /// The message that an extension is declared in; nil for fields, and outside of messages.
  public var extensionScope: MessageDescriptor? {
    isExtension ? sibling(optional: record.scope) : nil
  }

  /// The oneof that the field is in as the IDL has it.
  public var oneof: OneofDescriptor? {
    containingOneof.flatMap { $0.isSynthetic ? nil : $0 }
  }

  /// The oneof that the descriptor puts the field in, even if it only stands for `optional`.
  public var containingOneof: OneofDescriptor? { sibling(optional: record.oneof) }

  /// Which of its message's fields it is, or of its scope's extensions.
  public var indexInScope: Int { Int(record.position) }

  private var ownMessage: TypeReference { TypeReference(link: -1, index: record.scope) }
}
