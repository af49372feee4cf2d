/// The initialisers of a message: the empty one, and those that take its fields.
struct InitialiserEmitter {
  /// The most fields that the memberwise initialiser takes.
  ///
  /// Measured with 100 messages of 24 fields, `-O`: it adds an eighth to the object's code (which
  /// linkers drop where nobody calls it) and nothing that shows to the time of compiling; of 8 fields,
  /// a twelfth and a fifth.
  static let memberwiseFields = 24

  let message: MessageModel
  let access: AccessLevel

  private var level: String { access.prefix }

  func emit(_ buffer: inout SourceBuffer) {
    buffer.line()
    // The properties have initial values, so that users can write initialisers in extensions as if the
    // struct were theirs. (To leave them out saves the compiler 3 percent.)
    buffer.line("\(level)init() {}")
    emitMemberwise(&buffer)
  }

  /// One that takes all fields; if some of them are deprecated, it is too, and there is another one
  /// without them.
  private func emitMemberwise(_ buffer: inout SourceBuffer) {
    let current = message.members.filter { !$0.isDeprecated }
    emitMemberwise(current, &buffer)
    if current.count == message.members.count { return }
    emitMemberwise(message.members, isDeprecated: true, &buffer)
  }

  private func emitMemberwise(
    _ members: [MessageModel.Member], isDeprecated: Bool = false, _ buffer: inout SourceBuffer
  ) {
    guard (1...InitialiserEmitter.memberwiseFields).contains(members.count) else { return }
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
      let values = members.map(stored)
      if message.isLarge {
        // All fields at once: these, and the others as they are in an empty message.
        let arguments = values.map { "\(SwiftNames.label($0.name)): \($0.value)" }
        let fields = "\(LargeMessage.fields)(\(arguments.joined(separator: ", ")))"
        return buffer.line("self.\(LargeMessage.storage).fields = \(fields)")
      }
      for (name, value) in values { buffer.line("self.\(SwiftNames.escaped(name)) = \(value)") }
    }
  }

  /// The stored property of a member, without backticks, and its value made of the argument.
  private func stored(_ member: MessageModel.Member) -> (name: String, value: String) {
    switch member {
    case .oneof(let oneof):
      return (oneof.name, SwiftNames.escaped(oneof.name))
    case .field(let field) where field.isBoxed:
      let wrap = field.wrapped == nil ? "" : ".map { .init(value: $0) }"
      return (field.storage, ".init(\(field.escapedName)\(wrap))")
    case .field(let field):
      return (field.name, field.escapedName)
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
