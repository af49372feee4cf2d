import MartletProtobuf

// What is passed over: reserved fields always, unknown ones where the options allow it. It has to be
// well-formed all the same.

extension TextReader {
  /// What stands behind the name of a field: a value behind a colon, or a message without one.
  mutating func skipField(_ depth: Int) throws(ProtoTextError) {
    let hasColon = try scanner.take(":")
    if scanner.token == .symbol("{") || scanner.token == .symbol("<") {
      try skipMessage(depth)
    } else if hasColon {
      try skipValue(depth)
    } else {
      throw scanner.error("expected \":\" behind the name of the field, found \(scanner.found)")
    }
  }

  private mutating func skipMessage(_ depth: Int) throws(ProtoTextError) {
    guard depth > 0 else { throw scanner.error("messages are nested deeper than the limit") }
    let closing: Character = scanner.token == .symbol("<") ? ">" : "}"
    try scanner.advance()
    while try !scanner.take(closing) {
      switch scanner.token {
      case .name, .integer: try scanner.advance()
      case .symbol("["): _ = try scanner.bracketedName()
      default: throw scanner.error("expected the name of a field, found \(scanner.found)")
      }
      try skipField(depth - 1)
      if try !scanner.take(",") { _ = try scanner.take(";") }
    }
  }

  private mutating func skipValue(_ depth: Int) throws(ProtoTextError) {
    guard try scanner.take("[") else { return try skipElement(depth) }
    if try scanner.take("]") { return }
    repeat { try skipElement(depth) } while try scanner.take(",")
    try scanner.expect("]", "at the end of the list")
  }

  private mutating func skipElement(_ depth: Int) throws(ProtoTextError) {
    if scanner.token == .symbol("{") || scanner.token == .symbol("<") {
      return try skipMessage(depth)
    }
    let isNegative = try scanner.take("-")
    switch scanner.token {
    case .integer, .float: try scanner.advance()
    case .name(let name):
      if isNegative, !Self.isSpecialNumber(name) {
        throw scanner.error("expected a number, found \(scanner.found)")
      }
      try scanner.advance()
    case .string where !isNegative: try scanner.advance()
    default: throw scanner.error("expected a value, found \(scanner.found)")
    }
  }

  private static func isSpecialNumber(_ name: String) -> Bool {
    ["inf", "infinity", "nan"].contains(name.lowercased())
  }
}
