import MartletDescriptors

/// The extensions that a file declares: for each the property of the message that it extends, and
/// the handle behind it.
struct ExtensionEmitter {
  let field: FieldModel
  /// The Swift type that is extended.
  let extended: String
  let access: AccessLevel

  private var level: String { access.prefix }
  private var escaped: String { field.escapedName }

  func emit(_ buffer: inout SourceBuffer) {
    buffer.remarks(on: field.descriptor)
    buffer.block("\(level)var \(escaped): \(field.propertyType)") { buffer in
      buffer.line("get { self[extension: Self.\(escaped)] }")
      buffer.line("set { self[extension: Self.\(escaped)] = newValue }")
    }
    if field.hasOrDefault {
      buffer.line()
      DefaultsEmitter.emit(field, property: escaped, access, &buffer)
    }
    buffer.line()
    buffer.line("/// The extension `\(field.descriptor.fullName)` itself.")
    let type = "MartletProtobuf::ProtoExtension<\(extended), \(field.propertyType)>"
    buffer.line("\(level)static let \(escaped) = \(type)(")
    buffer.line("  \(SchemaEmitter.arguments(ofExtension: field)), \(coding).self)")
  }

  /// The library's type that reads and writes the value.
  private var coding: String {
    let isRepeated = if case .repeated = field.cardinality { true } else { false }
    switch field.value {
    case .message(let type, _):
      return "MartletProtobuf::WireSubmessage\(isRepeated ? "List" : "")<\(type)>"
    case .enumeration(let type, _, isClosed: true):
      return "MartletProtobuf::WireClosedEnum\(isRepeated ? "List" : "")<\(type)>"
    case .enumeration, .scalar:
      let list = field.isPackable ? "WirePackableList" : "WireList"
      return "MartletProtobuf::\(isRepeated ? list : "WireSingular")<\(field.coding)>"
    }
  }
}
