import MartletDescriptors
import MartletProtobuf

/// The parts of a field's declaration, as IDL.
enum FieldText {
  /// `repeated string name = 1 [deprecated = true]`, without what ends it.
  static func head(of field: FieldDescriptor) -> String {
    let type = field.isMap ? mapType(of: field) : typeName(of: field)
    let name = field.messageType.flatMap { $0.isGroup ? $0.name : nil } ?? field.name
    let head = label(of: field) + type + " \(name) = \(field.number)"
    let options = options(of: field)
    return options.isEmpty ? head : head + " [\(options.joined(separator: ", "))]"
  }

  /// A type's name as it can be written in a file: without the file's own package.
  static func name(of type: some Descriptor, in file: FileDescriptor) -> String {
    let own = file.package + "."
    return type.fullName.hasPrefix(own) ? String(type.fullName.dropFirst(own.count)) : type.fullName
  }

  static func range(_ range: Range<Int32>) -> String {
    self.range(range.lowerBound...(range.upperBound - 1), max: 536_870_911)
  }

  static func range(_ range: ClosedRange<Int32>) -> String { self.range(range, max: .max) }

  /// A reserved name: quoted up to proto3, a word in editions.
  static func reserved(_ name: String, _ file: FileDescriptor) -> String {
    FileSyntax.hasLabels(file) ? "\"\(name)\"" : name
  }

  private static func range(_ range: ClosedRange<Int32>, max: Int32) -> String {
    if range.count == 1 { return "\(range.lowerBound)" }
    return "\(range.lowerBound) to \(range.upperBound == max ? "max" : "\(range.upperBound)")"
  }

  private static func label(of field: FieldDescriptor) -> String {
    if field.isMap { return "" }
    if field.isRepeated { return "repeated " }
    // Within a oneof there are no labels.
    if let oneof = field.oneof, !oneof.isSynthetic { return "" }
    guard FileSyntax.hasLabels(field.file) else { return "" }
    if field.isRequired { return "required " }
    let isOptional = field.file.edition == .proto2 || field.proto.proto3Optional ?? false
    return isOptional ? "optional " : ""
  }

  private static func mapType(of field: FieldDescriptor) -> String {
    guard let key = field.mapKey, let value = field.mapValue else { return typeName(of: field) }
    return "map<\(typeName(of: key)), \(typeName(of: value))>"
  }

  private static func typeName(of field: FieldDescriptor) -> String {
    if let message = field.messageType {
      return message.isGroup ? "group" : name(of: message, in: field.file)
    }
    if let enumeration = field.enumType { return name(of: enumeration, in: field.file) }
    return "\(field.type)"
  }

  private static func options(of field: FieldDescriptor) -> [String] {
    var options: [String] = []
    let proto = field.proto
    if let value = proto.defaultValue { options.append("default = \(literal(value, field))") }
    if let packed = proto.options?.packed { options.append("packed = \(packed)") }
    if let name = proto.jsonName, name != JSONName.made(of: field.name), !field.isExtension {
      options.append("json_name = \"\(name)\"")
    }
    if field.isDeprecated { options.append("deprecated = true") }
    return options
  }

  /// A default as it is written: descriptors have strings bare, and bytes with escapes.
  private static func literal(_ value: String, _ field: FieldDescriptor) -> String {
    switch field.type {
    case .string:
      let escaped = value.unicodeScalars.map { scalar in
        switch scalar {
        case "\"": "\\\""
        case "\\": "\\\\"
        case "\n": "\\n"
        default: String(scalar)
        }
      }
      return "\"\(escaped.joined())\""
    case .bytes: return "\"\(value)\""
    default: return value
    }
  }
}

/// The JSON name that a field has if the IDL does not say one.
enum JSONName {
  static func made(of name: String) -> String {
    var made = ""
    var isRaised = false
    for character in name {
      if character == "_" {
        isRaised = true
      } else {
        made += isRaised ? character.uppercased() : String(character)
        isRaised = false
      }
    }
    return made
  }
}

extension MessageDescriptor {
  /// Whether it is the type of a group, which the field declares along with itself.
  var isGroup: Bool {
    guard file.edition == .proto2 else { return false }
    let scope = containingMessage.map { Array($0.fields) + Array($0.extensions) }
    return (scope ?? Array(file.extensions)).contains {
      $0.isDelimited && $0.messageType == self && $0.name == name.lowercased()
    }
  }
}
