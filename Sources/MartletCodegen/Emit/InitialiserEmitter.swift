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
    setByAll = InitialiserEmitter.isMemberwise(current) ? current : []
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
      for member in members { buffer.line(assignment(member)) }
    }
  }

  private func assignment(_ member: MessageModel.Member) -> String {
    switch member {
    case .oneof(let oneof):
      let name = SwiftNames.escaped(oneof.name)
      return "self.\(name) = \(name)"
    case .field(let field) where field.isBoxed:
      let wrap = field.wrapped == nil ? "" : ".map { .init(value: $0) }"
      return "self.\(field.storage) = .init(\(field.escapedName)\(wrap))"
    case .field(let field):
      return "self.\(field.escapedName) = \(field.escapedName)"
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
