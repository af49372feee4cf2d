/// One field of a message type, or an extension, as formats that use names need it.
public final class ProtoFieldSchema: Sendable {
  /// How many values there may be, and whether their absence can be told.
  public enum Cardinality: Hashable, Sendable {
    /// At most one; the default value is the same as none.
    case implicit
    /// At most one, whose presence is known.
    case optional
    /// Exactly one.
    case required
    case repeated
    case map
  }

  public let number: Int32
  /// The name in the IDL; of an extension, its full name.
  public let name: String
  /// The name in JSON; of an extension, the full name in brackets.
  public let jsonName: String
  public let type: ProtoFieldType
  public let cardinality: Cardinality
  /// Whether a repeated field is written packed; either form is read.
  public let isPacked: Bool
  /// The place of the oneof that it is a member of, real ones only.
  public let oneof: Int?
  /// Whether a string must be UTF-8.
  public let validatesUTF8: Bool
  public let isExtension: Bool
  /// Whether it extends a message set, where values are written as items.
  public let isMessageSetItem: Bool
  /// The type of the entries of a map: a message of two fields.
  public let mapEntry: ProtoMessageSchema?
  private let reference: ProtoSchemaReference?
  /// For the JSON of an extension, which belongs to no message's plan.
  package let jsonPlan = ProtoSchemaPlanSlot()

  package init(
    number: Int32, name: String, jsonName: String? = nil, type: ProtoFieldType,
    cardinality: Cardinality, isPacked: Bool = false, oneof: Int? = nil,
    validatesUTF8: Bool = true, isExtension: Bool = false, isMessageSetItem: Bool = false,
    mapEntry: ProtoMessageSchema? = nil, reference: ProtoSchemaReference? = nil
  ) {
    self.number = number
    self.name = name
    let jsonName = jsonName ?? (isExtension ? "[\(name)]" : JSONNames.camelCase(name))
    self.jsonName = jsonName
    self.type = type
    self.cardinality = cardinality
    self.isPacked = isPacked
    self.oneof = oneof
    self.validatesUTF8 = validatesUTF8
    self.isExtension = isExtension
    self.isMessageSetItem = isMessageSetItem
    self.mapEntry = mapEntry
    self.reference = reference
  }

  /// The type of its values, for messages and groups.
  public var messageSchema: ProtoMessageSchema? {
    switch reference {
    case .message(let type): type.protoSchema
    case .messageSlot(let slot): slot.target
    case .messageSource(let source): source.messageSchema
    default: mapEntry
    }
  }

  /// The type of its values, for enums.
  public var enumSchema: ProtoEnumSchema? {
    switch reference {
    case .enumeration(let type): type.protoSchema
    case .enumSchema(let schema): schema
    case .enumSource(let source): source.enumSchema
    default: nil
    }
  }

  /// The tag of a single value: number and wire type.
  @usableFromInline
  package var tag: UInt32 { UInt32(bitPattern: number) << 3 | UInt32(type.wireType) }
  /// The tag of a packed field.
  @usableFromInline
  package var packedTag: UInt32 { UInt32(bitPattern: number) << 3 | 2 }
  package var isRepeated: Bool { cardinality == .repeated }
  package var isMap: Bool { cardinality == .map }
}

/// What the type of a field is.
///
/// Generated types are found through their metatype when they are needed, so that schemas may
/// refer to each other in circles.
public enum ProtoSchemaReference: Sendable {
  case message(any ProtoMessage.Type)
  case enumeration(any ProtoEnum.Type)
  /// A message type of the same file of a pool, which outlives its schemas.
  case messageSlot(ProtoSchemaSlot)
  case enumSchema(ProtoEnumSchema)
  /// A type that has its schema made when it is asked for.
  case messageSource(any ProtoMessageType)
  case enumSource(any ProtoEnumType)
}

/// A message type that is known at run time: whatever can give its schema.
public protocol ProtoMessageType: Sendable {
  /// The fields of the type.
  ///
  /// A schema refers to others without keeping them alive: keep the type while using it.
  var messageSchema: ProtoMessageSchema { get }
}

/// An enum type that is known at run time.
public protocol ProtoEnumType: Sendable {
  /// The values of the type.
  var enumSchema: ProtoEnumSchema { get }
}

/// A message whose type is known at run time.
public protocol ProtoRuntimeMessage {
  associatedtype MessageType: ProtoMessageType

  /// Its type.
  var messageType: MessageType { get }

  /// Decodes a message of a type from the binary format. `partial`: whether fields that the IDL
  /// requires may be missing.
  ///
  /// - Throws: ``ProtoDecodingError`` with the fault and its byte offset.
  init(
    serializedBytes: [UInt8], type: MessageType, limits: ProtoDecodingLimits, partial: Bool
  ) throws(ProtoDecodingError)

  /// Encodes the message in the binary format. `partial`: whether fields that the IDL requires may be
  /// missing.
  ///
  /// - Throws: ``ProtoEncodingError`` if it would be larger than 2 GiB, or lacks required fields.
  func serializedBytes(partial: Bool) throws(ProtoEncodingError) -> [UInt8]
}

/// The place of a schema that is made later than the fields that refer to it.
///
/// `@unchecked Sendable`: `fill` is called once, by whoever makes the pool, before any other thread
/// sees the slot.
public final class ProtoSchemaSlot: @unchecked Sendable {
  /// Unowned, since schemas refer to each other in circles; the pool owns them all.
  private unowned(safe) var schema: ProtoMessageSchema?

  package init() {}

  package func fill(_ schema: ProtoMessageSchema) { self.schema = schema }

  package var target: ProtoMessageSchema? { schema }
}

/// How names are written in JSON.
package enum JSONNames {
  /// The JSON name that a field has by default: underscores go, the letter behind one is a capital.
  package static func camelCase(_ name: String) -> String {
    guard name.utf8.contains(UInt8(ascii: "_")) else { return name }
    var result: [UInt8] = []
    var raise = false
    for byte in name.utf8 {
      if byte == UInt8(ascii: "_") {
        raise = true
      } else {
        let isLower = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        result.append(raise && isLower ? byte - 0x20 : byte)
        raise = false
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
