import MartletDescriptors

/// `nameOrDefault` beside each optional `name`: what the IDL says an unset field is to be read as.
struct DefaultsEmitter {
  let message: MessageModel
  let access: AccessLevel

  private var level: String { access.prefix }

  /// Words that are something else at the beginning of a property's body.
  private static let accessors: Set<String> = [
    "get", "set", "willSet", "didSet", "_read", "_modify", "read", "modify",
  ]

  func emit(_ buffer: inout SourceBuffer) {
    let fields = message.fieldsByNumber.filter { !$0.orDefault.isEmpty }
    if fields.isEmpty { return }
    buffer.line()
    buffer.block("nonisolated extension \(message.qualifiedName)") { buffer in
      var isFirst = true
      for field in fields {
        if !isFirst { buffer.line() }
        isFirst = false
        emit(field, &buffer)
      }
    }
  }

  private func emit(_ field: FieldModel, _ buffer: inout SourceBuffer) {
    guard let oneof = message.oneof(of: field) else {
      let isAccessor = DefaultsEmitter.accessors.contains(field.name)
      let property = (isAccessor ? "self." : "") + field.escapedName
      // The box itself: through the property, its accessors would be compiled once more for each field.
      let holder = field.isBoxed && field.wrapped == nil ? message.path + field.storage : property
      return DefaultsEmitter.emit(field, property: holder, access, &buffer)
    }
    let choice = SwiftNames.escaped(oneof.name)
    let fallback = field.defaultValue
    buffer.line("/// `\(field.name)` of `\(oneof.name)`, or `\(fallback)` if that is not set.")
    DefaultsEmitter.markDeprecated(field, &buffer)
    buffer.block("\(level)var \(field.orDefault): \(field.elementType)") { buffer in
      buffer.line("if case .\(field.escapedName)(let value)? = \(choice) { return value }")
      buffer.line("return \(fallback)")
    }
  }

  /// The property for a field or an extension whose own property is `property`.
  static func emit(
    _ field: FieldModel, property: String, _ access: AccessLevel, _ buffer: inout SourceBuffer
  ) {
    let type = field.wrapped?.swiftType ?? field.elementType
    let head = "\(access.prefix)var \(field.orDefault): \(type)"
    if let zero = field.wrapped?.zero {
      buffer.line("/// `\(field.name)`, or `\(zero)` if it is not set.")
      markDeprecated(field, &buffer)
      buffer.line(head + " { \(property) ?? \(zero) }")
    } else if case .message = field.value {
      buffer.line("/// `\(field.name)`, or an empty one if it is not set; changing it sets it.")
      markDeprecated(field, &buffer)
      buffer.block(head) { buffer in
        buffer.line("get { \(property).orDefault }")
        buffer.line("set { \(property).orDefault = newValue }")
        buffer.line("_modify { yield &\(property).orDefault }")
      }
    } else {
      buffer.line("/// `\(field.name)`, or `\(field.defaultValue)` if it is not set.")
      markDeprecated(field, &buffer)
      buffer.line(head + " { \(property) ?? \(field.defaultValue) }")
    }
  }

  private static func markDeprecated(_ field: FieldModel, _ buffer: inout SourceBuffer) {
    if let text = Remarks(field.descriptor).deprecation { buffer.deprecated(text) }
  }
}
