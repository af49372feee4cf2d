import MartletDescriptors

/// A type of the IDL that is neither a message nor an enum.
enum ScalarType: String {
  case double, float, int32, int64, uint32, uint64, sint32, sint64
  case fixed32, fixed64, sfixed32, sfixed64, bool, string, bytes
  /// A string that need not be UTF-8.
  case uncheckedString

  init?(_ field: FieldDescriptor) {
    switch field.type {
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
    case .string: self = field.requiresUTF8 ? .string : .uncheckedString
    case .bytes: self = .bytes
    case .message, .enumeration: return nil
    }
  }

  /// What one of the messages of `google/protobuf/wrappers.proto` wraps.
  init?(wrapper message: MessageDescriptor?) {
    guard let message, message.file.name == "google/protobuf/wrappers.proto",
      let field = message.field(number: 1)
    else { return nil }
    self.init(field)
  }

  var swiftType: String {
    switch self {
    case .double: "Swift::Double"
    case .float: "Swift::Float"
    case .int32, .sint32, .sfixed32: "Swift::Int32"
    case .int64, .sint64, .sfixed64: "Swift::Int64"
    case .uint32, .fixed32: "Swift::UInt32"
    case .uint64, .fixed64: "Swift::UInt64"
    case .bool: "Swift::Bool"
    case .string, .uncheckedString: "Swift::String"
    case .bytes: "[Swift::UInt8]"
    }
  }

  /// The value that implicit presence means by absence.
  var zero: String {
    switch self {
    case .bool: "false"
    case .string, .uncheckedString: "\"\""
    case .bytes: "[]"
    default: "0"
    }
  }

  /// The condition on which a field of implicit presence is written. Minus zero is.
  func isSet(_ value: String) -> String {
    switch self {
    case .bool: value
    case .string, .uncheckedString, .bytes: "!\(value).isEmpty"
    case .float, .double: "\(value).bitPattern != 0"
    default: "\(value) != 0"
    }
  }

  /// The library's type that codes it.
  var coding: String {
    switch self {
    case .double: "WireDouble"
    case .float: "WireFloat"
    case .int32: "WireInt32"
    case .int64: "WireInt64"
    case .uint32: "WireUInt32"
    case .uint64: "WireUInt64"
    case .sint32: "WireSInt32"
    case .sint64: "WireSInt64"
    case .fixed32: "WireFixed32"
    case .fixed64: "WireFixed64"
    case .sfixed32: "WireSFixed32"
    case .sfixed64: "WireSFixed64"
    case .bool: "WireBool"
    case .string: "WireString"
    case .uncheckedString: "WireUncheckedString"
    case .bytes: "WireBytes"
    }
  }

  var wireType: UInt32 {
    switch self {
    case .fixed64, .sfixed64, .double: 1
    case .string, .uncheckedString, .bytes: 2
    case .fixed32, .sfixed32, .float: 5
    default: 0
    }
  }

  /// The most bytes that a value takes; nil if it may be of any length.
  var longest: Int? {
    switch self {
    case .bool: 1
    case .fixed32, .sfixed32, .float: 4
    case .uint32, .sint32: 5
    case .fixed64, .sfixed64, .double: 8
    case .string, .uncheckedString, .bytes: nil
    default: 10
    }
  }
}
