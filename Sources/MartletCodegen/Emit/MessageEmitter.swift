import MartletDescriptors
import MartletProtobuf

/// A message of the IDL: the struct with its properties, initialisers and nested types.
struct MessageEmitter {
  let message: MessageModel
  let types: TypeNames
  let access: AccessLevel

  private var level: String { access.prefix }

  func emit(_ buffer: inout SourceBuffer) throws(GenerationError) {
    buffer.typeRemarks(on: message.descriptor, message.name, access)
    try buffer.block(
      "nonisolated \(level)struct \(message.name.own): MartletProtobuf::\(conformance)"
    ) { buffer throws(GenerationError) in
      for member in message.members { emitProperty(member, &buffer) }
      buffer.line("/// The fields that this version of the IDL does not know, as they arrived.")
      if message.isLarge {
        emitAccessors("unknownFields", "MartletProtobuf::UnknownFields", &buffer)
        emitLargeStorage(&buffer)
      } else {
        buffer.line("\(level)var unknownFields = MartletProtobuf::UnknownFields()")
        emitStorage(&buffer)
      }
      InitialiserEmitter(message: message, access: access).emit(&buffer)
      for member in message.members {
        guard case .oneof(let oneof) = member else { continue }
        buffer.line()
        emitOneof(oneof, &buffer)
      }
      for enumeration in message.enums {
        buffer.line()
        try EnumEmitter(
          enumeration, name: types.name(of: enumeration), access: access
        ).emit(&buffer)
      }
      for nested in message.nested {
        buffer.line()
        try MessageEmitter(message: nested, types: types, access: access).emit(&buffer)
      }
    }
  }

  private var conformance: String {
    message.descriptor.extensionRanges.isEmpty ? "ProtoMessage" : "ProtoExtendable"
  }

  private func emitProperty(_ member: MessageModel.Member, _ buffer: inout SourceBuffer) {
    switch member {
    case .oneof(let oneof): buffer.remarks(on: oneof.descriptor)
    case .field(let field): buffer.remarks(on: field.descriptor)
    }
    switch member {
    case .field(let field) where field.wrapped != nil:
      let box = message.path + field.storage
      buffer.block("\(level)var \(field.escapedName): \(field.propertyType)") { buffer in
        buffer.line("get { \(box).optional?.value }")
        buffer.line("set { \(box).optional = newValue.map { .init(value: $0) } }")
      }
    case .field(let field) where field.isBoxed:
      let place = message.path + field.storage + ".optional"
      emitAccessors(field.escapedName, field.propertyType, place, &buffer)
    case .field(let field) where message.isLarge:
      emitAccessors(field.escapedName, field.propertyType, &buffer)
    case .oneof(let oneof) where message.isLarge:
      emitAccessors(SwiftNames.escaped(oneof.name), oneof.typeName + "?", &buffer)
    case .field, .oneof:
      emitStored(member, level, &buffer)
    }
  }

  /// A property in the storage of a large message.
  private func emitAccessors(_ name: String, _ type: String, _ buffer: inout SourceBuffer) {
    emitAccessors(name, type, message.path + name, &buffer)
  }

  private func emitAccessors(
    _ name: String, _ type: String, _ place: String, _ buffer: inout SourceBuffer
  ) {
    buffer.block("\(level)var \(name): \(type)") { buffer in
      buffer.line("get { \(place) }")
      buffer.line("set { \(place) = newValue }")
      buffer.line("_modify { yield &\(place) }")
    }
  }

  /// A property that is stored as it is.
  private func emitStored(
    _ member: MessageModel.Member, _ level: String, _ buffer: inout SourceBuffer
  ) {
    switch member {
    case .oneof(let oneof):
      buffer.line("\(level)var \(SwiftNames.escaped(oneof.name)): \(oneof.typeName)?")
    case .field(let field):
      let initial = field.initial == "nil" ? "" : " = " + field.initial
      buffer.line("\(level)var \(field.escapedName): \(field.propertyType)\(initial)")
    }
  }

  /// The fields of a large message, with the boxes among them, and the object that they are in.
  private func emitLargeStorage(_ buffer: inout SourceBuffer) {
    let empty = "MartletProtobuf::MessageStorage(\(LargeMessage.fields)())"
    buffer.line()
    buffer.line("fileprivate var \(LargeMessage.storage) = \(empty)")
    buffer.line()
    buffer.block(
      "nonisolated fileprivate struct \(LargeMessage.fields): Swift::Hashable, Swift::Sendable"
    ) { buffer in
      for member in message.members {
        if case .field(let field) = member, field.isBoxed {
          buffer.line(box(field, ""))
        } else {
          emitStored(member, "", &buffer)
        }
      }
      buffer.line("var unknownFields = MartletProtobuf::UnknownFields()")
    }
  }

  /// The boxes behind submessages.
  private func emitStorage(_ buffer: inout SourceBuffer) {
    let boxed = message.members.compactMap { member -> String? in
      guard case .field(let field) = member, field.isBoxed else { return nil }
      return box(field, "fileprivate ")
    }
    if boxed.isEmpty { return }
    buffer.line()
    for line in boxed { buffer.line(line) }
  }

  private func box(_ field: FieldModel, _ level: String) -> String {
    "\(level)var \(field.storage) = MartletProtobuf::MessageBox<\(field.elementType)>()"
  }

  private func emitOneof(_ oneof: MessageModel.Oneof, _ buffer: inout SourceBuffer) {
    buffer.remarks(on: oneof.descriptor)
    buffer.block(
      "nonisolated \(level)enum \(oneof.typeName): MartletProtobuf::ProtoOneof"
    ) { buffer in
      for field in oneof.fields {
        // A message is boxed: it may contain the type that contains it.
        buffer.remarks(on: field.descriptor)
        let box = if case .message = field.value { "indirect " } else { "" }
        buffer.line("\(box)case \(field.escapedName)(\(field.elementType))")
      }
    }
  }
}
