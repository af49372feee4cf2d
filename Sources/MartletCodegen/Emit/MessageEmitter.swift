import MartletDescriptors
import MartletProtobuf

/// A message of the IDL: the struct with its properties, initialisers and nested types.
struct MessageEmitter {
  /// The most fields that the memberwise initialiser takes.
  ///
  /// Measured with 100 messages of 24 fields, `-O`: it adds an eighth to the object's code (which
  /// linkers drop where nobody calls it) and nothing that shows to the time of compiling; of 8 fields,
  /// a twelfth and a fifth.
  static let memberwiseFields = 24

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
      buffer.line("\(level)var unknownFields = MartletProtobuf::UnknownFields()")
      emitStorage(&buffer)
      buffer.line()
      buffer.line("\(level)init() {}")
      emitMemberwiseInitialisers(&buffer)
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
    case .oneof(let oneof):
      buffer.line("\(level)var \(SwiftNames.escaped(oneof.name)): \(oneof.typeName)?")
    case .field(let field) where field.wrapped != nil:
      buffer.block("\(level)var \(field.escapedName): \(field.propertyType)") { buffer in
        buffer.line("get { \(field.storage).optional?.value }")
        buffer.line("set { \(field.storage).optional = newValue.map { .init(value: $0) } }")
      }
    case .field(let field) where field.isBoxed:
      buffer.block("\(level)var \(field.escapedName): \(field.propertyType)") { buffer in
        buffer.line("get { \(field.storage).optional }")
        buffer.line("set { \(field.storage).optional = newValue }")
        buffer.line("_modify { yield &\(field.storage).optional }")
      }
    case .field(let field):
      let initial = field.initial == "nil" ? "" : " = " + field.initial
      buffer.line("\(level)var \(field.escapedName): \(field.propertyType)\(initial)")
    }
  }

  /// The boxes behind submessages.
  private func emitStorage(_ buffer: inout SourceBuffer) {
    let boxed = message.members.compactMap { member -> FieldModel? in
      if case .field(let field) = member, field.isBoxed { field } else { nil }
    }
    if boxed.isEmpty { return }
    buffer.line()
    for field in boxed {
      buffer.line(
        "fileprivate var \(field.storage) = MartletProtobuf::MessageBox<\(field.elementType)>()")
    }
  }

  /// One that takes all fields; if some of them are deprecated, it is too, and there is another one
  /// without them.
  private func emitMemberwiseInitialisers(_ buffer: inout SourceBuffer) {
    let current = message.members.filter { !$0.isDeprecated }
    emitMemberwiseInitialiser(current, &buffer)
    if current.count == message.members.count { return }
    emitMemberwiseInitialiser(message.members, isDeprecated: true, &buffer)
  }

  private func emitMemberwiseInitialiser(
    _ members: [MessageModel.Member], isDeprecated: Bool = false, _ buffer: inout SourceBuffer
  ) {
    guard (1...MessageEmitter.memberwiseFields).contains(members.count) else { return }
    buffer.line()
    if isDeprecated { buffer.deprecated("sets deprecated fields") }
    buffer.line("\(level)init(")
    buffer.indent()
    for (index, member) in members.enumerated() {
      let comma = index + 1 < members.count ? "," : ""
      buffer.line(message.argument(member) + comma)
    }
    buffer.outdent()
    buffer.block(")") { buffer in
      for member in members {
        switch member {
        case .oneof(let oneof):
          let name = SwiftNames.escaped(oneof.name)
          buffer.line("self.\(name) = \(name)")
        case .field(let field) where field.isBoxed:
          let wrap = field.wrapped == nil ? "" : ".map { .init(value: $0) }"
          buffer.line("self.\(field.storage) = .init(\(field.escapedName)\(wrap))")
        case .field(let field):
          buffer.line("self.\(field.escapedName) = \(field.escapedName)")
        }
      }
    }
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

extension MessageModel {
  /// A member as a parameter with its default: `name: Swift::String = ""`.
  func argument(_ member: Member) -> String {
    switch member {
    case .oneof(let oneof):
      "\(SwiftNames.escaped(oneof.name)): \(oneof.typeName)? = nil"
    case .field(let field):
      "\(field.escapedName): \(field.propertyType) = \(field.initial)"
    }
  }
}
