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
    case (.implicit, _):
      buffer.line("case \(tag): \(property) = \(read(field))")
    case (.explicit, .message):
      buffer.line("case \(tag): try reader.message(&message.\(field.storage))")
    case (.explicit, _):
      buffer.line("case \(tag): \(property) = \(read(field))")
    case (.repeated, .message):
      buffer.line("case \(tag): try reader.messages(&\(property), \(tag))")
    case (.repeated, _):
      buffer.line("case \(tag): try reader.repeated(&\(property), \(tag), \(field.coding).self)")
      if field.isPackable {
        let packed = field.packedTag
        buffer.line("case \(packed): try reader.packed(&\(property), \(field.coding).self)")
      }
    case (.map(let key), _):
      let codings = "MartletProtobuf::\(key.coding).self, \(field.coding).self"
      buffer.line("case \(tag): try reader.map(&\(property), \(tag), \(codings))")
    case (.oneof, _):
      emitOneofCase(field, &buffer)
    }
  }

  private func emitOneofCase(_ field: FieldModel, _ buffer: inout SourceBuffer) {
    guard let oneof = message.oneof(of: field) else { return }
    let property = "message.\(SwiftNames.escaped(oneof.name))"
    guard case .message(let type) = field.value else {
      buffer.line("case \(field.tag): \(property) = .\(field.escapedName)(\(read(field)))")
      return
    }
    buffer.line("case \(field.tag):")
    buffer.line("  var value = \(type)()")
    buffer.line("  if case .\(field.escapedName)(let old)? = \(property) { value = old }")
    buffer.line("  try reader.message(into: &value)")
    buffer.line("  \(property) = .\(field.escapedName)(value)")
  }

  /// The expression that reads a single value that is no message.
  private func read(_ field: FieldModel) -> String {
    if case .enumeration(let type, _) = field.value {
      return "try reader.enumeration(\(type).self)"
    }
    return "try reader.\(field.method)()"
  }
}
