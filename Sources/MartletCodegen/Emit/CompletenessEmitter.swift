import MartletDescriptors

/// The check whether required fields are set, of a message that can lack some.
struct CompletenessEmitter {
  let message: MessageModel
  let required: RequiredReach

  /// The body of `isComplete`.
  func emit(_ buffer: inout SourceBuffer) {
    if message.isLarge {
      buffer.line("let message = message.pointee.\(LargeMessage.storage).address")
    }
    for member in message.members {
      switch member {
      case .field(let field):
        if let check = check(field) { buffer.line("guard \(check) else { return false }") }
      case .oneof(let oneof): emit(oneof, &buffer)
      }
    }
    buffer.line("return true")
  }

  private func check(_ field: FieldModel) -> String? {
    let isNeeded = field.descriptor.isRequired
    let canLack = required.contains(field.descriptor)
    guard isNeeded || canLack else { return nil }
    if field.isBoxed {
      let function = isNeeded ? canLack ? "required" : "isSet" : "of"
      return "MartletProtobuf::Completeness.\(function)(message.pointee.\(field.storage))"
    }
    let property = "message.pointee.\(field.escapedName)"
    return canLack ? "MartletProtobuf::Completeness.of(\(property))" : "\(property) != nil"
  }

  private func emit(_ oneof: MessageModel.Oneof, _ buffer: inout SourceBuffer) {
    let members = oneof.fields.filter { required.contains($0.descriptor) }
    if members.isEmpty { return }
    buffer.line("switch message.pointee.\(SwiftNames.escaped(oneof.name)) {")
    for field in members {
      buffer.line("case .\(field.escapedName)(let value)?:")
      buffer.line("  guard MartletProtobuf::Completeness.of(value) else { return false }")
    }
    let isWhole = members.count == oneof.fields.count
    buffer.line(isWhole ? "case nil: break" : "default: break")
    buffer.line("}")
  }
}
