import MartletDescriptors
import MartletProtobuf

/// One field as the emitters see it: everything about it is decided.
struct FieldModel {
  /// What one value of the field is.
  enum Value {
    case scalar(ScalarType)
    /// The Swift type, and the expression of its default.
    case enumeration(String, first: String, isClosed: Bool)
    /// The Swift type; delimited as groups are, or else by its length.
    case message(String, isDelimited: Bool)
  }

  /// How often there is a value, and how its absence shows.
  enum Cardinality {
    /// A plain value; its zero is not written.
    case implicit
    /// An optional.
    case explicit
    case repeated(packed: Bool)
    case map(key: ScalarType)
    /// A case of the oneof with this index.
    case oneof(Int)
  }

  let descriptor: FieldDescriptor
  let number: Int32
  let idlName: String
  let value: Value
  let cardinality: Cardinality
  /// The property's or the oneof case's name, without backticks.
  var name: String
  /// What the property is an optional of instead of the wrapper message that is stored.
  var wrapped: ScalarType?
  /// The name of the stored property behind a submessage.
  var storage = ""
  /// What the field reads as while it is not set; empty for messages and what is repeated.
  let defaultValue: String
  /// The name of the property that has the default instead of nil; empty if there is none.
  var orDefault = ""

  /// Whether there is a default beside `nil` to read it as. (The members of a oneof have one only
  /// where the IDL gives them one: the oneof is one optional for all.)
  var hasOrDefault: Bool {
    switch cardinality {
    case .explicit: true
    case .oneof: descriptor.hasExplicitDefault
    case .implicit, .repeated, .map: false
    }
  }

  /// The name with backticks if it needs them.
  var escapedName: String { SwiftNames.escaped(name) }

  /// A singular submessage, which lives in a box.
  var isBoxed: Bool {
    if case (.explicit, .message) = (cardinality, value) { return true }
    return false
  }

  /// The type of one value.
  var elementType: String {
    switch value {
    case .scalar(let scalar): scalar.swiftType
    case .enumeration(let type, _, _): type
    case .message(let type, _): type
    }
  }

  /// The property's type.
  var propertyType: String {
    switch cardinality {
    case .implicit, .oneof: elementType
    case .explicit: (wrapped?.swiftType ?? elementType) + "?"
    case .repeated: "[\(elementType)]"
    case .map(let key): "[\(key.swiftType): \(elementType)]"
    }
  }

  /// The property's value in a fresh message.
  var initial: String {
    switch (cardinality, value) {
    case (.repeated, _): "[]"
    case (.map, _): "[:]"
    case (.implicit, .scalar(let scalar)): scalar.zero
    case (.implicit, .enumeration(_, let first, _)): first
    default: "nil"
    }
  }

  /// The library's type that codes one value.
  var coding: String {
    switch value {
    case .scalar(let scalar): "MartletProtobuf::" + scalar.coding
    case .enumeration(let type, _, _): "MartletProtobuf::WireEnum<\(type)>"
    case .message(let type, _): "MartletProtobuf::WireMessage<\(type)>"
    }
  }

  /// The reader's and writer's method for a single value.
  var method: String {
    switch value {
    case .scalar(let scalar): scalar.rawValue
    case .enumeration: "enumeration"
    case .message(_, let isDelimited): isDelimited ? "group" : "message"
    }
  }

  var isPackable: Bool { longest != nil }

  /// The most bytes that a value takes; nil if it may be of any length.
  var longest: Int? {
    switch value {
    case .scalar(let scalar): scalar.longest
    case .enumeration: 10
    case .message: nil
    }
  }

  /// The tag that stands before each value.
  var tag: UInt32 {
    let wireType: UInt32 =
      switch (cardinality, value) {
      case (.map, _), (_, .message(_, isDelimited: false)): 2
      case (_, .message(_, isDelimited: true)): 3
      case (_, .scalar(let scalar)): scalar.wireType
      case (_, .enumeration): 0
      }
    return UInt32(bitPattern: number) << 3 | wireType
  }

  /// The tag that stands before a packed field.
  var packedTag: UInt32 { UInt32(bitPattern: number) << 3 | 2 }

  /// How many bytes the tag has.
  var tagBytes: Int {
    var bytes = 1
    var rest = tag >> 7
    while rest > 0 {
      bytes += 1
      rest >>= 7
    }
    return bytes
  }
}
