/// The type of a field's values.
///
/// A group is a message that ``FieldDescriptor/isDelimited``.
public enum FieldType: Hashable, Sendable {
  case double, float
  case int32, int64, uint32, uint64
  case sint32, sint64
  case fixed32, fixed64, sfixed32, sfixed64
  case bool, string, bytes
  case message(MessageDescriptor)
  case enumeration(EnumDescriptor)

  init(_ field: FieldDescriptor) {
    let record = field.record
    switch record.kind {
    case .double: self = .double
    case .float: self = .float
    case .int32: self = .int32
    case .int64: self = .int64
    case .uint32: self = .uint32
    case .uint64: self = .uint64
    case .sint32: self = .sint32
    case .sint64: self = .sint64
    case .fixed32: self = .fixed32
    case .fixed64: self = .fixed64
    case .sfixed32: self = .sfixed32
    case .sfixed64: self = .sfixed64
    case .bool: self = .bool
    case .string: self = .string
    case .bytes: self = .bytes
    case .message: self = .message(MessageDescriptor(position: field.typePosition(record)))
    case .enumeration: self = .enumeration(EnumDescriptor(position: field.typePosition(record)))
    }
  }
}

extension FieldType {
  /// Whether repeated values of it can stand behind one tag.
  public var isPackable: Bool {
    switch self {
    case .string, .bytes, .message: false
    default: true
    }
  }
}

extension FieldDescriptor {
  /// The message type of its values, if they are messages.
  public var messageType: MessageDescriptor? {
    let record = record
    return record.kind == .message ? MessageDescriptor(position: typePosition(record)) : nil
  }

  /// The enum type of its values, if they are of one.
  public var enumType: EnumDescriptor? {
    let record = record
    return record.kind == .enumeration ? EnumDescriptor(position: typePosition(record)) : nil
  }

  /// The key of a map: the first field of its entry.
  public var mapKey: FieldDescriptor? { isMap ? messageType?.fields.first : nil }
  /// The value of a map: the second field of its entry.
  public var mapValue: FieldDescriptor? { isMap ? messageType?.fields.last : nil }

  fileprivate func typePosition(_ record: FieldRecord) -> DescriptorPosition {
    guard let position = storage.position(of: record.type) else {
      preconditionFailure("a field without its type gets into no pool")
    }
    return position
  }
}

extension FieldKind {
  var isPackable: Bool {
    switch self {
    case .string, .bytes, .message: false
    default: true
    }
  }

  /// Whether a map may have such keys.
  var isMapKey: Bool {
    switch self {
    case .float, .double, .bytes, .message, .enumeration: false
    default: true
    }
  }
}
