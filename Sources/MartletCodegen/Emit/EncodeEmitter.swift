/// The body of `encode`: the fields in the order of their numbers. A run of fields of limited
/// length has one check for room, with the sum of their lengths.
struct EncodeEmitter {
  /// The library's `WireWriter.longestRunBytes`.
  private static let longestRun = 512

  /// Of longer ones the compiler gives up to check that they are exhaustive (6.3.1, with 619 cases).
  private static let longestSwitch = 200

  private let message: MessageModel

  init(_ message: MessageModel) {
    self.message = message
  }

  func emit(_ buffer: inout SourceBuffer) {
    let fields = message.fieldsByNumber
    if message.isLarge {
      buffer.line("let message = message.pointee.\(LargeMessage.storage).address")
    } else if fields.contains(where: isWrittenByAddress) {
      // Only a mutable pointer lets the address of a property be passed on. Nothing is changed.
      buffer.line("let message = Swift::UnsafeMutablePointer(mutating: message)")
    }
    buffer.line("var writer = writer")
    var index = 0
    while index < fields.count {
      let run = scalarRun(fields, index)
      if run.count > 0 {
        buffer.line("writer.need(\(run.bytes))")
        for field in fields[index..<index + run.count] { emitScalar(field, &buffer) }
        index += run.count
      } else if let oneof = message.oneof(of: fields[index]) {
        let members = oneofRun(fields, index)
        emitOneof(oneof, members, &buffer)
        index += members.count
      } else {
        emitField(fields[index], &buffer)
        index += 1
      }
    }
    buffer.line("writer.unknown(message.pointee.unknownFields)")
    buffer.line("return writer")
  }

  /// How many single fields of limited length follow each other, and their length together.
  private func scalarRun(_ fields: [FieldModel], _ start: Int) -> (count: Int, bytes: Int) {
    var count = 0
    var bytes = 0
    for field in fields[start...] {
      guard let longest = field.longest else { break }
      switch field.cardinality {
      case .implicit, .explicit: break
      case .repeated, .map, .oneof: return (count, bytes)
      }
      let sum = bytes + field.tagBytes + longest
      if sum > EncodeEmitter.longestRun { break }
      bytes = sum
      count += 1
    }
    return (count, bytes)
  }

  /// The fields from here on that belong to the same oneof: usually all of them.
  private func oneofRun(_ fields: [FieldModel], _ start: Int) -> [FieldModel] {
    guard case .oneof(let index) = fields[start].cardinality else { return [] }
    return Array(
      fields[start...].prefix {
        if case .oneof(index) = $0.cardinality { true } else { false }
      })
  }

  private func isWrittenByAddress(_ field: FieldModel) -> Bool {
    switch (field.cardinality, field.value) {
    case (.explicit, .message), (.repeated, _), (.map, _): true
    case (.implicit, _): field.longest == nil
    default: false
    }
  }

  private func emitScalar(_ field: FieldModel, _ buffer: inout SourceBuffer) {
    let property = "message.pointee.\(field.escapedName)"
    if case .implicit = field.cardinality {
      let isSet =
        switch field.value {
        case .scalar(let scalar): scalar.isSet(property)
        case .enumeration, .message: "\(property).rawValue != 0"
        }
      buffer.line("if \(isSet) { writer.\(field.method)(\(property), \(field.tag)) }")
    } else {
      buffer.line("if let value = \(property) { writer.\(field.method)(value, \(field.tag)) }")
    }
  }

  private func emitField(_ field: FieldModel, _ buffer: inout SourceBuffer) {
    let property = "message.pointee.\(field.escapedName)"
    switch (field.cardinality, field.value) {
    case (.implicit, _), (.oneof, _):
      buffer.line("writer.\(field.method)(at: &\(property), \(field.tag))")
    case (.explicit, .message):
      let box = "message.pointee.\(field.storage)"
      buffer.line("writer.\(field.method)(at: &\(box), \(field.tag))")
    case (.explicit, _):
      buffer.line("if let value = \(property) { writer.\(field.method)(value, \(field.tag)) }")
    case (.repeated, .message):
      buffer.line("writer.\(field.method)s(at: &\(property), \(field.tag))")
    case (.repeated(packed: true), _) where field.isPackable:
      buffer.line("writer.packed(at: &\(property), \(field.packedTag), \(field.coding).self)")
    case (.repeated, _):
      buffer.line("writer.repeated(at: &\(property), \(field.tag), \(field.coding).self)")
    case (.map(let key), _):
      let codings = "MartletProtobuf::\(key.coding).self, \(field.coding).self"
      buffer.line("writer.map(at: &\(property), \(field.tag), \(codings))")
    }
  }

  private func emitOneof(
    _ oneof: MessageModel.Oneof, _ members: [FieldModel], _ buffer: inout SourceBuffer
  ) {
    buffer.line("switch message.pointee.\(SwiftNames.escaped(oneof.name)) {")
    for field in members {
      buffer.line("case .\(field.escapedName)(let value)?:")
      if let longest = field.longest {
        buffer.line("  writer.need(\(field.tagBytes + longest))")
      }
      buffer.line("  writer.\(field.method)(value, \(field.tag))")
    }
    let isAll = members.count == oneof.fields.count && members.count <= EncodeEmitter.longestSwitch
    buffer.line(isAll ? "case nil: break" : "default: break")
    buffer.line("}")
  }
}
