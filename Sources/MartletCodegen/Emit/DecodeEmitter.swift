/// The body of `decode`: one switch over the full tag, so that field number and wire type are
/// checked at once, and a field of another wire type is kept as unknown.
struct DecodeEmitter {
  private let message: MessageModel

  init(_ message: MessageModel) {
    self.message = message
  }

  func emit(_ buffer: inout SourceBuffer) {
    buffer.line("var reader = reader")
    buffer.block("while !reader.isAtEnd") { buffer in
      buffer.line("let start = reader.position")
      buffer.line("let tag = try reader.tag()")
      let unknown = "try reader.unknown(tag, from: start, into: &message.unknownFields)"
      let fields = message.fieldsByNumber
      if fields.isEmpty { return buffer.line(unknown) }
      buffer.line("switch tag {")
      for field in fields { emitCases(field, &buffer) }
      buffer.line("default: \(unknown)")
      buffer.line("}")
    }
  }

  private func emitCases(_ field: FieldModel, _ buffer: inout SourceBuffer) {
    let property = "message.\(field.escapedName)"
    let tag = field.tag
    switch (field.cardinality, field.value) {
    case (.explicit, .message):
      emitCase(tag, "try reader.\(message(field, "&message.\(field.storage)"))", &buffer)
    case (.implicit, .scalar) where field.longest == nil,
      (.explicit, .scalar) where field.longest == nil:
      emitCase(tag, "try reader.\(field.method)(into: &\(property))", &buffer)
    case (.implicit, _), (.explicit, _):
      emitSingle(field, property, { $0 }, &buffer)
    case (.repeated, .message):
      let method = field.method + "s"
      emitCase(tag, "try reader.\(method)(&\(property), \(tag))", &buffer)
    case (.repeated, .enumeration(_, _, isClosed: true)):
      let arguments = "(&\(property), \(tag), &message.unknownFields)"
      emitCase(tag, "try reader.enumerations\(arguments)", &buffer)
      emitCase(field.packedTag, "try reader.packedEnumerations\(arguments)", &buffer)
    case (.repeated, _):
      emitCase(tag, "try reader.repeated(&\(property), \(tag), \(field.coding).self)", &buffer)
      if field.isPackable {
        emitCase(
          field.packedTag, "try reader.packed(&\(property), \(field.coding).self)", &buffer)
      }
    case (.map(let key), .enumeration(_, _, isClosed: true)):
      let arguments = "\(tag), MartletProtobuf::\(key.coding).self, &message.unknownFields"
      emitCase(tag, "try reader.map(&\(property), \(arguments))", &buffer)
    case (.map(let key), _):
      let codings = "MartletProtobuf::\(key.coding).self, \(field.coding).self"
      emitCase(tag, "try reader.map(&\(property), \(tag), \(codings))", &buffer)
    case (.oneof, _):
      emitOneofCase(field, &buffer)
    }
  }

  private func emitCase(_ tag: UInt32, _ statement: String, _ buffer: inout SourceBuffer) {
    buffer.line("case \(tag): \(statement)")
  }

  /// A single value that is no message, put into a property as `wrapped` says.
  private func emitSingle(
    _ field: FieldModel, _ property: String, _ wrapped: (String) -> String,
    _ buffer: inout SourceBuffer
  ) {
    switch field.value {
    case .enumeration(let type, _, isClosed: true):
      buffer.line("case \(field.tag):")
      let read = "try reader.enumeration(\(type).self, \(field.tag), &message.unknownFields)"
      buffer.line("  if let value = \(read) {")
      buffer.line("    \(property) = \(wrapped("value"))")
      buffer.line("  }")
    case .enumeration(let type, _, isClosed: false):
      let read = "try reader.enumeration(\(type).self)"
      emitCase(field.tag, "\(property) = \(wrapped(read))", &buffer)
    case .scalar, .message:
      emitCase(field.tag, "\(property) = \(wrapped("try reader.\(field.method)()"))", &buffer)
    }
  }

  private func emitOneofCase(_ field: FieldModel, _ buffer: inout SourceBuffer) {
    guard let oneof = message.oneof(of: field) else { return }
    let property = "message.\(SwiftNames.escaped(oneof.name))"
    guard case .message(let type, _) = field.value else {
      return emitSingle(field, property, { ".\(field.escapedName)(\($0))" }, &buffer)
    }
    buffer.line("case \(field.tag):")
    buffer.line("  var value = \(type)()")
    // Taken out for that time, so that it is changed in place and not copied.
    buffer.line("  if case .\(field.escapedName)(let old)? = \(property) {")
    buffer.line("    value = old")
    buffer.line("    \(property) = nil")
    buffer.line("  }")
    buffer.line("  defer { \(property) = .\(field.escapedName)(value) }")
    buffer.line("  try reader.\(message(field, "into: &value"))")
  }

  /// The call that reads a submessage; a group is told its tag, by which it finds its end.
  private func message(_ field: FieldModel, _ target: String) -> String {
    guard case .message(_, isDelimited: true) = field.value else { return "message(\(target))" }
    return "group(\(target), \(field.tag))"
  }
}
