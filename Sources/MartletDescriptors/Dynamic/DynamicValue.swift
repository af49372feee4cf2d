/// The value of a field of a ``DynamicMessage``.
public indirect enum DynamicValue: Hashable, Sendable {
  case double(Double)
  case float(Float)
  /// int32, sint32 and sfixed32.
  case int32(Int32)
  /// int64, sint64 and sfixed64.
  case int64(Int64)
  /// uint32 and fixed32.
  case uint32(UInt32)
  /// uint64 and fixed64.
  case uint64(UInt64)
  case bool(Bool)
  case string(String)
  case bytes([UInt8])
  /// The number of an enum's value.
  case enumeration(Int32)
  case message(DynamicMessage)
  /// The values of a repeated field.
  case list([DynamicValue])
  /// The entries of a map. Keys are integers, bool or string.
  case map([DynamicValue: DynamicValue])
}

extension DynamicValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByArrayLiteral
{
  public init(stringLiteral value: String) { self = .string(value) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(arrayLiteral elements: DynamicValue...) { self = .list(elements) }
}

/// A value that a field cannot have.
public struct DynamicFieldError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The full name of the field.
  public let field: String
  /// What is wrong with it.
  public let reason: String

  public var description: String { "field \(field): \(reason)" }
}

extension FieldDescriptor {
  /// The value of a field that is not set: its default, an empty message, list or map.
  var unsetValue: DynamicValue {
    if isMap { return .map([:]) }
    if isRepeated { return .list([]) }
    if let messageType { return .message(DynamicMessage(messageType)) }
    switch defaultValue {
    case .int32(let value): return .int32(value)
    case .int64(let value): return .int64(value)
    case .uint32(let value): return .uint32(value)
    case .uint64(let value): return .uint64(value)
    case .float(let value): return .float(value)
    case .double(let value): return .double(value)
    case .bool(let value): return .bool(value)
    case .string(let value): return .string(value)
    case .bytes(let value): return .bytes(value)
    case .enumeration(let value): return .enumeration(value)
    case nil: return .int32(0)
    }
  }

  /// Why the field cannot have a value; nil if it can.
  func fault(in value: DynamicValue) -> String? {
    switch value {
    case .list(let elements):
      guard isRepeated, !isMap else { return isMap ? "it takes a map" : "it is not repeated" }
      return elements.lazy.compactMap { elementFault($0) }.first
    case .map(let entries):
      guard let key = mapKey, let mapValue else { return "it is no map" }
      return entries.lazy.compactMap { key.elementFault($0) ?? mapValue.elementFault($1) }.first
    default:
      if isRepeated { return isMap ? "it takes a map" : "it takes a list" }
      return elementFault(value)
    }
  }

  private func elementFault(_ value: DynamicValue) -> String? {
    let fits =
      switch (type, value) {
      case (.double, .double), (.float, .float), (.int32, .int32), (.sint32, .int32),
        (.sfixed32, .int32), (.int64, .int64), (.sint64, .int64), (.sfixed64, .int64),
        (.uint32, .uint32), (.fixed32, .uint32), (.uint64, .uint64), (.fixed64, .uint64),
        (.bool, .bool), (.string, .string), (.bytes, .bytes), (.enumeration, .enumeration):
        true
      case (.message(let type), .message(let message)): message.descriptor == type
      default: false
      }
    return fits ? nil : "it takes \(typeName), not \(value.kindName)"
  }

  private var typeName: String {
    switch type {
    case .message(let message): "a message \(message.fullName)"
    case .enumeration(let enumeration): "a number of the enum \(enumeration.fullName)"
    default: "a value of type \(type)"
    }
  }
}

extension DynamicValue {
  fileprivate var kindName: String {
    switch self {
    case .double: "a double"
    case .float: "a float"
    case .int32: "an int32"
    case .int64: "an int64"
    case .uint32: "a uint32"
    case .uint64: "a uint64"
    case .bool: "a bool"
    case .string: "a string"
    case .bytes: "bytes"
    case .enumeration: "a number of an enum"
    case .message(let message): "a message \(message.descriptor.fullName)"
    case .list: "a list"
    case .map: "a map"
    }
  }
}
