import MartletDescriptors
import MartletProtobuf

/// Short words to make descriptors with.
typealias FileProto = Google.Protobuf.FileDescriptorProto
typealias MessageProto = Google.Protobuf.DescriptorProto
typealias FieldProto = Google.Protobuf.FieldDescriptorProto
typealias EnumProto = Google.Protobuf.EnumDescriptorProto
typealias SetProto = Google.Protobuf.FileDescriptorSet

extension FileProto {
  /// A file of proto3 with package `p`.
  static func proto3(
    _ messages: [MessageProto] = [], name: String = "a.proto", imports: [String] = [],
    enums: [EnumProto] = [], _ change: (inout FileProto) -> Void = { _ in }
  ) -> FileProto {
    var file = FileProto(
      name: name, package: "p", dependency: imports, messageType: messages, enumType: enums,
      syntax: "proto3")
    change(&file)
    return file
  }

  /// A file of proto2 with package `p`.
  static func proto2(
    _ messages: [MessageProto] = [], enums: [EnumProto] = [], extensions: [FieldProto] = [],
    _ change: (inout FileProto) -> Void = { _ in }
  ) -> FileProto {
    var file = FileProto(
      name: "a.proto", package: "p", messageType: messages, enumType: enums,
      extension: extensions, syntax: "proto2")
    change(&file)
    return file
  }

  /// A file of edition 2023 with package `p`.
  static func edition(
    _ messages: [MessageProto] = [], enums: [EnumProto] = []
  ) -> FileProto {
    FileProto(
      name: "a.proto", package: "p", messageType: messages, enumType: enums, syntax: "editions",
      edition: .edition2023)
  }
}

extension MessageProto {
  /// A message with fields.
  static func of(
    _ name: String, _ fields: [FieldProto] = [], _ change: (inout MessageProto) -> Void = { _ in }
  ) -> MessageProto {
    var message = MessageProto(name: name, field: fields)
    change(&message)
    return message
  }

  /// The entry of a map.
  static func entry(
    _ name: String, key: FieldProto = .of("key", 1), value: FieldProto = .of("value", 2),
    _ change: (inout MessageProto) -> Void = { _ in }
  ) -> MessageProto {
    var message = MessageProto(name: name, field: [key, value])
    message.options = .with { $0.mapEntry = true }
    change(&message)
    return message
  }
}

extension FieldProto {
  /// A field, of type `int32` unless given.
  static func of(
    _ name: String, _ number: Int32, _ type: FieldProto.TypeEnum? = .int32,
    _ typeName: String? = nil, label: FieldProto.Label? = .optional, oneof: Int32? = nil,
    default value: String? = nil, extending extendee: String? = nil
  ) -> FieldProto {
    FieldProto(
      name: name, number: number, label: label, type: type, typeName: typeName,
      extendee: extendee, defaultValue: value, oneofIndex: oneof)
  }
}

extension EnumProto {
  /// An enum with values.
  static func of(
    _ name: String, _ values: [(String, Int32)], _ change: (inout EnumProto) -> Void = { _ in }
  ) -> EnumProto {
    var enumeration = EnumProto(
      name: name, value: values.map { .init(name: $0.0, number: $0.1) })
    change(&enumeration)
    return enumeration
  }
}
