internal import MartletDescriptors
internal import MartletProtobuf

/// The kinds of things that options are set on.
enum OptionTarget {
  case file, message, field, oneof, enumeration, enumValue, service, method, extensionRange

  /// The file that declares the messages of options.
  static let schemaFile = "google/protobuf/descriptor.proto"

  /// The message whose fields are the options.
  var messageName: String {
    switch self {
    case .file: "google.protobuf.FileOptions"
    case .message: "google.protobuf.MessageOptions"
    case .field: "google.protobuf.FieldOptions"
    case .oneof: "google.protobuf.OneofOptions"
    case .enumeration: "google.protobuf.EnumOptions"
    case .enumValue: "google.protobuf.EnumValueOptions"
    case .service: "google.protobuf.ServiceOptions"
    case .method: "google.protobuf.MethodOptions"
    case .extensionRange: "google.protobuf.ExtensionRangeOptions"
    }
  }

  /// The same as an option's `targets` name it.
  var targetType: Google.Protobuf.FieldOptions.OptionTargetType {
    switch self {
    case .file: .targetTypeFile
    case .message: .targetTypeMessage
    case .field: .targetTypeField
    case .oneof: .targetTypeOneof
    case .enumeration: .targetTypeEnum
    case .enumValue: .targetTypeEnumEntry
    case .service: .targetTypeService
    case .method: .targetTypeMethod
    case .extensionRange: .targetTypeExtensionRange
    }
  }

  /// What it is called in messages, with its article.
  var noun: String {
    switch self {
    case .file: "a file"
    case .message: "a message"
    case .field: "a field"
    case .oneof: "a oneof"
    case .enumeration: "an enum"
    case .enumValue: "an enum value"
    case .service: "a service"
    case .method: "a method"
    case .extensionRange: "an extension range"
    }
  }
}

/// A field or an enum value that some option uses, to be checked once all options are linked.
struct OptionUse {
  enum Subject {
    case field(FieldInfo)
    /// The value by its number.
    case value(Int32, EnumInfo)
  }

  var subject: Subject
  /// Nil where protoc does not look at targets: within groups, and for enum values.
  var target: OptionTarget?
  var range: TextRange
}
