/// The declared type of a field; the numbers are those of `FieldDescriptorProto.Type`.
public enum ProtoFieldType: UInt8, Hashable, Sendable {
  case double = 1
  case float = 2
  case int64 = 3
  case uint64 = 4
  case int32 = 5
  case fixed64 = 6
  case fixed32 = 7
  case bool = 8
  case string = 9
  case group = 10
  case message = 11
  case bytes = 12
  case uint32 = 13
  case enumeration = 14
  case sfixed32 = 15
  case sfixed64 = 16
  case sint32 = 17
  case sint64 = 18

  /// How a single value is written: 0 varint, 1 eight bytes, 2 length-delimited, 3 group, 5 four
  /// bytes (protobuf encoding, "Message Structure").
  public var wireType: UInt8 {
    switch self {
    case .int64, .uint64, .int32, .bool, .uint32, .enumeration, .sint32, .sint64: 0
    case .double, .fixed64, .sfixed64: 1
    case .string, .message, .bytes: 2
    case .group: 3
    case .float, .fixed32, .sfixed32: 5
    }
  }

  /// Whether a repeated field of this type may be packed.
  public var isPackable: Bool { wireType != 2 && wireType != 3 }

  /// Whether values are messages, however they are delimited.
  public var isMessage: Bool { self == .message || self == .group }
}
