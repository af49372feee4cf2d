import MartletDescriptors
import MartletProtobuf

/// The table of a type's names, from which JSON, text and `description` are made: one string
/// literal and the metatypes it refers to, in the form that `ProtoMessageSchema` reads.
enum SchemaEmitter {
  static func emit(_ message: MessageModel, _ access: AccessLevel, _ buffer: inout SourceBuffer) {
    var types: [String] = []
    let fields = message.fieldsByNumber.map { text(of: $0, in: message, &types) }.joined()
    let reserved = message.descriptor.reservedNames.filter(isIdentifier).map { "-\($0);" }.joined()
    var arguments = "\"\(message.fullName)\", \"\(fields)\(reserved)\""
    if !types.isEmpty { arguments += ", types: [\(types.joined(separator: ", "))]" }
    let oneofs = message.members.compactMap { member -> String? in
      if case .oneof(let oneof) = member { "\"\(oneof.idlName)\"" } else { nil }
    }
    if !oneofs.isEmpty { arguments += ", oneofs: [\(oneofs.joined(separator: ", "))]" }
    if !message.descriptor.extensionRanges.isEmpty { arguments += ", isExtendable: true" }
    if message.descriptor.isMessageSet { arguments += ", isMessageSet: true" }
    buffer.line("\(access.prefix)static let protoSchema = MartletProtobuf::ProtoMessageSchema(")
    buffer.line("  \(arguments))")
  }

  static func emit(
    _ enumeration: EnumDescriptor, _ access: AccessLevel, _ buffer: inout SourceBuffer
  ) {
    let values = enumeration.values.map { "\($0.number) \($0.name);" }.joined()
    let closed = enumeration.isClosed ? ", isClosed: true" : ""
    buffer.line("\(access.prefix)static let protoSchema = MartletProtobuf::ProtoEnumSchema(")
    buffer.line("  \"\(enumeration.fullName)\", \"\(values)\"\(closed))")
  }

  /// Other names may be reserved too, but no text can use them.
  private static func isIdentifier(_ name: String) -> Bool {
    name.utf8.allSatisfy { byte in
      byte == UInt8(ascii: "_") || (0x30...0x39).contains(byte)
        || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
  }

  /// The arguments that make the schema of an extension.
  static func arguments(ofExtension field: FieldModel) -> String {
    var types: [String] = []
    let arguments = "\"\(text(of: field, in: nil, &types))\""
    return types.isEmpty ? arguments : arguments + ", types: [\(types.joined(separator: ", "))]"
  }

  /// - Parameter message: nil for extensions, which have their full names.
  private static func text(
    of field: FieldModel, in message: MessageModel?, _ types: inout [String]
  ) -> String {
    var text = "\(field.number)"
    if case .map(let key) = field.cardinality { text += "%" + key.schemaLetter }
    var reference: String?
    switch field.value {
    case .scalar(let scalar): text += scalar.schemaLetter
    case .enumeration(let type, _, _):
      text += "e"
      reference = ".enumeration(\(type).self)"
    case .message(let type, let isDelimited):
      text += isDelimited ? "g" : "m"
      reference = ".message(\(type).self)"
    }
    switch field.cardinality {
    case .explicit: text += field.descriptor.isRequired ? "!" : "?"
    case .repeated(let packed): text += packed && field.isPackable ? "+" : "*"
    case .implicit, .map, .oneof: break
    }
    if field.hasUncheckedText { text += "~" }
    if field.isMessageSetItem { text += "^" }
    if let reference {
      let place = types.firstIndex(of: reference) ?? types.count
      if place == types.count { types.append(reference) }
      text += "\(place)"
    }
    guard let message else {
      return text + " " + field.descriptor.fullName + ";"
    }
    if let place = place(ofOneof: field, in: message) { text += "@\(place)" }
    text += " " + field.idlName
    if let jsonName = otherJSONName(field, message) { text += " " + jsonName }
    return text + ";"
  }

  private static func place(ofOneof field: FieldModel, in message: MessageModel) -> Int? {
    guard case .oneof = field.cardinality else { return nil }
    var place = 0
    for case .oneof(let oneof) in message.members {
      if oneof.fields.contains(where: { $0.number == field.number }) { return place }
      place += 1
    }
    return nil
  }

  /// The JSON name, where it is not what the field's name gives, with everything escaped that has
  /// a meaning in the table or in a Swift literal.
  private static func otherJSONName(_ field: FieldModel, _ message: MessageModel) -> String? {
    guard let name = message.descriptor.field(number: field.number)?.jsonName,
      name != JSONNames.camelCase(field.idlName)
    else { return nil }
    return name.unicodeScalars.map { scalar in
      let isPlain =
        scalar.isASCII && scalar.value > 0x20 && !"%;\"\\".unicodeScalars.contains(scalar)
      if isPlain { return String(scalar) }
      return String(scalar).utf8.map { "%" + hex($0) }.joined()
    }.joined()
  }

  private static func hex(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return digits.utf8.count == 1 ? "0" + digits : digits
  }
}

extension FieldModel {
  fileprivate var isMessageSetItem: Bool {
    descriptor.isExtension && descriptor.containingMessage.isMessageSet
  }

  /// Whether there is a string in it, as the value or the key of a map, that need not be UTF-8.
  fileprivate var hasUncheckedText: Bool {
    if case .scalar(.uncheckedString) = value { return true }
    if case .map(.uncheckedString) = cardinality { return true }
    return false
  }
}

extension ScalarType {
  /// The letter of `SchemaText`.
  fileprivate var schemaLetter: String {
    switch self {
    case .double: "d"
    case .float: "f"
    case .int64: "x"
    case .uint64: "y"
    case .int32: "i"
    case .fixed64: "Q"
    case .fixed32: "I"
    case .bool: "b"
    case .string, .uncheckedString: "s"
    case .bytes: "B"
    case .uint32: "j"
    case .sfixed32: "J"
    case .sfixed64: "q"
    case .sint32: "z"
    case .sint64: "Z"
    }
  }
}
