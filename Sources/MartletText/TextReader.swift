import MartletProtobuf

/// Reads text format into encoded messages, by their schema.
struct TextReader: ~Copyable {
  var scanner: TextScanner
  var output = WireBuilder()
  let options: ProtoTextDecodingOptions

  init(_ text: [UInt8], _ options: ProtoTextDecodingOptions) throws(ProtoTextError) {
    scanner = try TextScanner(text)
    self.options = options
  }

  /// A whole text.
  mutating func document(_ schema: ProtoMessageSchema) throws(ProtoTextError) {
    try fields(schema, until: .end, options.depth)
    if output.overflowed { throw scanner.error("the message is larger than 2 GiB") }
  }

  /// The fields of a message up to what ends it, which is left.
  private mutating func fields(
    _ schema: ProtoMessageSchema, until end: TextScanner.Token, _ depth: Int
  ) throws(ProtoTextError) {
    guard depth > 0 else { throw scanner.error("messages are nested deeper than the limit") }
    var seen = Seen()
    while scanner.token != end {
      if scanner.token == .end { throw scanner.error("the message is never closed") }
      try field(schema, &seen, depth)
      if try !scanner.take(",") { _ = try scanner.take(";") }
    }
  }

  /// What a message has so far: nothing but repeated fields may come twice.
  private struct Seen {
    var numbers: Set<Int32> = []
    var oneofs: [Int: String] = [:]
  }

  // MARK: - Fields

  private mutating func field(
    _ schema: ProtoMessageSchema, _ seen: inout Seen, _ depth: Int
  ) throws(ProtoTextError) {
    let offset = scanner.offset
    switch scanner.token {
    case .symbol("["): try bracketed(schema, &seen, depth)
    case .name(let name):
      try scanner.advance()
      if let field = schema.field(textName: name) {
        try value(of: field, schema, &seen, offset, depth)
      } else if schema.reservedNames.contains(name) {
        try skipField(depth)
      } else {
        try unknown("\(schema.fullName) has no field \"\(name)\"", offset, depth)
      }
    case .integer(let digits) where options.acceptsFieldNumbers:
      try scanner.advance()
      let number = Int32(digits) ?? 0
      if let field = schema.field(number: number) ?? extensionField(schema, number) {
        try value(of: field, schema, &seen, offset, depth)
      } else {
        try unknown("\(schema.fullName) has no field of number \(digits)", offset, depth)
      }
    default: throw scanner.error("expected the name of a field, found \(scanner.found)")
    }
  }

  private func extensionField(_ schema: ProtoMessageSchema, _ number: Int32) -> ProtoFieldSchema? {
    guard schema.isExtendable else { return nil }
    return options.types.extensionField(of: schema.fullName, number: number)
  }

  /// `[pkg.extension]: …`, or `[domain/pkg.Message] { … }` in an Any.
  private mutating func bracketed(
    _ schema: ProtoMessageSchema, _ seen: inout Seen, _ depth: Int
  ) throws(ProtoTextError) {
    let offset = scanner.offset
    switch try scanner.bracketedName() {
    case .typeURL(let url, let type):
      guard schema.wellKnownType == .any else {
        throw ProtoTextError("a type URL stands in a google.protobuf.Any alone", at: offset)
      }
      // It stands for both fields of the Any.
      for field in schema.fields { try once(field, schema, &seen, offset) }
      try any(url, type, offset, depth)
    case .fullName(let name):
      guard schema.isExtendable,
        let field = options.types.extensionField(of: schema.fullName, named: name)
      else { return try unknown("no extension \"\(name)\" is known", offset, depth) }
      try value(of: field, schema, &seen, offset, depth)
    }
  }

  private mutating func any(
    _ url: String, _ type: String, _ offset: Int, _ depth: Int
  ) throws(ProtoTextError) {
    guard let schema = options.types.message(named: type) else {
      throw ProtoTextError(
        "\"\(type)\" in the Any is not in the type registry of the options", at: offset)
    }
    _ = try scanner.take(":")
    var text = url
    text.withUTF8 { output.bytes(10, UnsafeRawBufferPointer($0)) }
    let mark = output.open(18)
    do throws(ProtoTextError) {
      try message(schema, depth)
    } catch {
      throw error.within("[\(url)]")
    }
    output.close(mark)
  }

  private mutating func unknown(
    _ reason: String, _ offset: Int, _ depth: Int
  ) throws(ProtoTextError) {
    guard options.ignoresUnknownFields else { throw ProtoTextError(reason, at: offset) }
    try skipField(depth)
  }

  private mutating func value(
    of field: ProtoFieldSchema, _ schema: ProtoMessageSchema, _ seen: inout Seen, _ offset: Int,
    _ depth: Int
  ) throws(ProtoTextError) {
    do throws(ProtoTextError) {
      try once(field, schema, &seen, offset)
      let hasColon = try scanner.take(":")
      if !hasColon, !field.type.isMessage {
        throw scanner.error("expected \":\" behind the name of the field, found \(scanner.found)")
      }
      if scanner.token == .symbol("[") {
        guard field.isRepeated || field.isMap else {
          throw scanner.error("a list, but the field is not repeated")
        }
        return try list(field, depth)
      }
      try single(field, depth)
    } catch {
      throw error.within(field.name)
    }
  }

  private func once(
    _ field: ProtoFieldSchema, _ schema: ProtoMessageSchema, _ seen: inout Seen, _ offset: Int
  ) throws(ProtoTextError) {
    if field.isRepeated || field.isMap { return }
    guard seen.numbers.insert(field.number).inserted else {
      throw ProtoTextError("the field is there twice", at: offset)
    }
    guard let oneof = field.oneof else { return }
    if let other = seen.oneofs.updateValue(field.name, forKey: oneof) {
      throw ProtoTextError("\"\(other)\" of the same oneof is set", at: offset)
    }
  }

  private mutating func list(
    _ field: ProtoFieldSchema, _ depth: Int
  ) throws(ProtoTextError) {
    try scanner.advance()
    if try scanner.take("]") { return }
    repeat { try single(field, depth) } while try scanner.take(",")
    try scanner.expect("]", "at the end of the list")
  }

  private mutating func single(
    _ field: ProtoFieldSchema, _ depth: Int
  ) throws(ProtoTextError) {
    guard field.type.isMessage else { return try scalar(field) }
    guard let schema = field.messageSchema else {
      throw scanner.error("the type of this field is not known")
    }
    if field.type == .group {
      output.tag(field.tag)
      try message(schema, depth)
      output.tag(field.tag + 1)
    } else {
      let mark = output.openMessage(field)
      try message(schema, depth)
      output.closeMessage(field, mark)
    }
  }

  /// A message in `{}` or `<>`.
  private mutating func message(
    _ schema: ProtoMessageSchema, _ depth: Int
  ) throws(ProtoTextError) {
    let closing: Character = scanner.token == .symbol("<") ? ">" : "}"
    guard scanner.token == .symbol("{") || scanner.token == .symbol("<") else {
      throw scanner.error("expected \"{\", found \(scanner.found)")
    }
    try scanner.advance()
    try fields(schema, until: .symbol(closing), depth - 1)
    try scanner.advance()
  }
}

extension ProtoMessageSchema {
  /// The field that the text format calls so: groups go by the name of their type as well.
  fileprivate func field(textName name: String) -> ProtoFieldSchema? {
    if let field = field(named: name) { return field }
    guard let field = field(named: name.lowercased()), field.type == .group,
      field.textName == name
    else { return nil }
    return field
  }
}
