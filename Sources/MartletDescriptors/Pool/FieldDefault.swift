/// A value that a field has while it is not set.
public enum FieldDefault: Hashable, Sendable {
  case int32(Int32)
  case int64(Int64)
  case uint32(UInt32)
  case uint64(UInt64)
  case float(Float)
  case double(Double)
  case bool(Bool)
  case string(String)
  case bytes([UInt8])
  /// An enum's number.
  case enumeration(Int32)

  /// What a descriptor's `default_value` says, by the rules of the field's type; nil if it is no
  /// value of that type. Enums are up to who knows their values.
  init?(_ text: String, _ kind: FieldKind) {
    switch kind {
    case .int32, .sint32, .sfixed32: self.init(Int32(text), FieldDefault.int32)
    case .int64, .sint64, .sfixed64: self.init(Int64(text), FieldDefault.int64)
    case .uint32, .fixed32: self.init(UInt32(text), FieldDefault.uint32)
    case .uint64, .fixed64: self.init(UInt64(text), FieldDefault.uint64)
    case .float: self.init(Float(text), FieldDefault.float)
    case .double: self.init(Double(text), FieldDefault.double)
    case .bool: self.init(Bool(text), FieldDefault.bool)
    case .string: self = .string(text)
    case .bytes: self.init(CEscapes.unescaped(text), FieldDefault.bytes)
    case .message, .enumeration: return nil
    }
  }

  /// The default of a type where none is given.
  init?(zeroOf kind: FieldKind) {
    switch kind {
    case .int32, .sint32, .sfixed32: self = .int32(0)
    case .int64, .sint64, .sfixed64: self = .int64(0)
    case .uint32, .fixed32: self = .uint32(0)
    case .uint64, .fixed64: self = .uint64(0)
    case .float: self = .float(0)
    case .double: self = .double(0)
    case .bool: self = .bool(false)
    case .string: self = .string("")
    case .bytes: self = .bytes([])
    case .message, .enumeration: return nil
    }
  }

  private init?<Value>(_ value: Value?, _ make: (Value) -> FieldDefault) {
    guard let value else { return nil }
    self = make(value)
  }
}

extension FieldDescriptor {
  /// Whether the IDL gives it a default.
  public var hasExplicitDefault: Bool { record.traits.contains(.hasDefault) }

  /// What an unset field reads as: its explicit default, else its type's zero, an enum's first
  /// value. Nil for messages and repeated fields.
  public var defaultValue: FieldDefault? {
    let record = record
    if record.cardinality == .repeated { return nil }
    let explicit = record.traits.contains(.hasDefault) ? proto.defaultValue : nil
    if let enumType {
      let value = explicit.flatMap { enumType.value(named: $0) } ?? enumType.values.first
      return .enumeration(value?.number ?? 0)
    }
    guard let explicit else { return FieldDefault(zeroOf: record.kind) }
    return FieldDefault(explicit, record.kind)
  }
}
