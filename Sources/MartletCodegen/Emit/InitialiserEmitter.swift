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

  /// The members that every initialiser sets, so that their properties need no initial value: one that
  /// has one and is set by the initialiser is set twice. (Of the compiler's instructions for a schema
  /// of 20 messages, 3 percent.)
  private let setByAll: [MessageModel.Member]

  init(message: MessageModel, access: AccessLevel) {
    self.message = message
    self.access = access
    let current = message.members.filter { !$0.isDeprecated }
    // The fields of a large message have an initialiser of their own, from the compiler.
    setByAll = !message.isLarge && InitialiserEmitter.isMemberwise(current) ? current : []
  }

  private var level: String { access.prefix }

  /// Whether all initialisers set this member.
  func set(_ member: MessageModel.Member) -> Bool { !setByAll.isEmpty && !member.isDeprecated }

  func emit(_ buffer: inout SourceBuffer) {
    buffer.line()
    emitEmpty(&buffer)
    emitMemberwise(&buffer)
  }

  private func emitEmpty(_ buffer: inout SourceBuffer) {
    if message.isLarge {
      return buffer.block("\(level)init()") { $0.line(largeAssignment([])) }
    }
    let values = setByAll.compactMap { member -> String? in
      guard case .field(let field) = member else { return nil }
      if field.isBoxed { return "self.\(field.storage) = .init()" }
      return field.initial == "nil" ? nil : "self.\(field.escapedName) = \(field.initial)"
    }
    if values.isEmpty { return buffer.line("\(level)init() {}") }
    buffer.block("\(level)init()") { buffer in
      for value in values { buffer.line(value) }
    }
  }

  /// One that takes all fields; if some of them are deprecated, it is too, and there is another one
  /// without them.
  private func emitMemberwise(_ buffer: inout SourceBuffer) {
    let current = message.members.filter { !$0.isDeprecated }
    emitMemberwise(current, &buffer)
    if current.count == message.members.count { return }
    emitMemberwise(message.members, isDeprecated: true, &buffer)
  }

  private static func isMemberwise(_ members: [MessageModel.Member]) -> Bool {
    (1...memberwiseFields).contains(members.count)
  }

  private func emitMemberwise(
    _ members: [MessageModel.Member], isDeprecated: Bool = false, _ buffer: inout SourceBuffer
  ) {
    guard InitialiserEmitter.isMemberwise(members) else { return }
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
      if message.isLarge { return buffer.line(largeAssignment(values)) }
      for (name, value) in values { buffer.line("self.\(name) = \(value)") }
    }
  }

  /// All fields at once: these, and the others as they are in an empty message.
  private func largeAssignment(_ values: [(name: String, value: String)]) -> String {
    let arguments = values.map { "\($0.name): \($0.value)" }.joined(separator: ", ")
    return "self.\(LargeMessage.storage) = .init(\(LargeMessage.fields)(\(arguments)))"
  }

  /// The stored property of a member, and its value made of the argument.
  private func stored(_ member: MessageModel.Member) -> (name: String, value: String) {
    switch member {
    case .oneof(let oneof):
      let name = SwiftNames.escaped(oneof.name)
      return (name, name)
    case .field(let field) where field.isBoxed:
      let wrap = field.wrapped == nil ? "" : ".map { .init(value: $0) }"
      return (field.storage, ".init(\(field.escapedName)\(wrap))")
    case .field(let field):
      return (field.escapedName, field.escapedName)
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
