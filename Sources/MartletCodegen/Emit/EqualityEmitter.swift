/// `==` and `hash(into:)` of messages that hold other messages.
///
/// The compiler would write them, too, and specialise the comparison of each list and each box for
/// each type: a tenth of the time of compiling a large schema. Here what compares messages within is
/// compiled once, in the library. For messages of scalars alone the compiler's are as good.
struct EqualityEmitter {
  let message: MessageModel
  let access: AccessLevel

  func emit(_ buffer: inout SourceBuffer) {
    // A deprecated field may not be mentioned without a warning, but by the compiler.
    if message.hasDeprecatedFields || !holdsMessages { return }
    // Those of a large message compare its fields, which nobody sees.
    let level = message.isLarge ? "" : access.prefix
    let members = message.members.map(Member.init)
    buffer.line()
    buffer.block("nonisolated extension \(message.fieldsType)") { buffer in
      buffer.block("\(level)static func == (left: Self, right: Self) -> Swift::Bool") { buffer in
        for member in members { buffer.line("if \(member.differs) { return false }") }
        buffer.line("return left.unknownFields == right.unknownFields")
      }
      buffer.line()
      buffer.block("\(level)func hash(into hasher: inout Swift::Hasher)") { buffer in
        for member in members { buffer.line(member.hash) }
        buffer.line("hasher.combine(self.unknownFields)")
      }
    }
  }

  private var holdsMessages: Bool {
    message.members.contains { member in
      guard case .field(let field) = member else { return false }
      return field.isBoxed || field.isListOfMessages
    }
  }

  private struct Member {
    let differs: String
    let hash: String

    init(_ member: MessageModel.Member) {
      let (name, isList) =
        switch member {
        case .oneof(let oneof): (SwiftNames.escaped(oneof.name), false)
        case .field(let field) where field.isBoxed: (field.storage, false)
        case .field(let field): (field.escapedName, field.isListOfMessages)
        }
      if isList {
        differs = "!MartletProtobuf::MessageLists.areEqual(left.\(name), right.\(name))"
        hash = "MartletProtobuf::MessageLists.hash(self.\(name), into: &hasher)"
      } else {
        differs = "left.\(name) != right.\(name)"
        hash = "hasher.combine(self.\(name))"
      }
    }
  }
}

extension FieldModel {
  fileprivate var isListOfMessages: Bool {
    if case (.repeated, .message) = (cardinality, value) { true } else { false }
  }
}
