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
    if scanner.token == .symbol("[") {
      let name = try bracketed()
      if name.utf8.contains(UInt8(ascii: "/")) {
        guard schema.wellKnownType == .any else {
          throw ProtoTextError("a type URL stands in a google.protobuf.Any alone", at: offset)
        }
        return try any(name, offset, depth)
      }
      guard schema.isExtendable,
        let field = options.types.extensionField(of: schema.fullName, named: name)
      else { return try unknown("no extension \"\(name)\" is known", offset, depth) }
      return try value(of: field, schema, &seen, offset, depth)
    }
    guard case .name(let name) = scanner.token else {
      throw scanner.error("expected the name of a field, found \(scanner.found)")
    }
    try scanner.advance()
    guard let field = schema.field(textName: name) else {
      return try unknown("\(schema.fullName) has no field \"\(name)\"", offset, depth)
    }
    try value(of: field, schema, &seen, offset, depth)
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

  // MARK: - Names in brackets

  /// `[pkg.extension]` or `[domain/pkg.Message]`.
  private mutating func bracketed() throws(ProtoTextError) -> String {
    try scanner.advance()
    var name = ""
    while true {
      switch scanner.token {
      case .name(let part): name += part
      case .integer(let part): name += part
      case .symbol(let symbol) where symbol == "]":
        try scanner.advance()
        return name
      case .symbol(let symbol) where "./-%".contains(symbol): name.append(symbol)
      default: throw scanner.error("expected \"]\" behind the name, found \(scanner.found)")
      }
      try scanner.advance()
    }
  }

  private mutating func any(
    _ url: String, _ offset: Int, _ depth: Int
  ) throws(ProtoTextError) {
    let name = url.split(separator: "/").last.map(String.init) ?? ""
    guard let schema = options.types.message(named: name) else {
      throw ProtoTextError(
        "\"\(name)\" in the Any is not in the type registry of the options", at: offset)
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

  // MARK: - What the type does not know

  private mutating func unknown(
    _ reason: String, _ offset: Int, _ depth: Int
  ) throws(ProtoTextError) {
    guard options.ignoresUnknownFields else { throw ProtoTextError(reason, at: offset) }
    _ = try scanner.take(":")
    try skipValue(depth)
  }

  private mutating func skipValue(_ depth: Int) throws(ProtoTextError) {
    guard depth > 0 else { throw scanner.error("messages are nested deeper than the limit") }
    switch scanner.token {
    case .symbol("{"), .symbol("<"):
      let closing: Character = scanner.token == .symbol("<") ? ">" : "}"
      try scanner.advance()
      while try !scanner.take(closing) {
        try skipField(depth)
      }
    case .symbol("["):
      try scanner.advance()
      while try !scanner.take("]") {
        try skipValue(depth - 1)
        _ = try scanner.take(",")
      }
    case .symbol("-"):
      try scanner.advance()
      try skipValue(depth)
    case .symbol, .end: throw scanner.error("expected a value, found \(scanner.found)")
    default: try scanner.advance()
    }
  }

  private mutating func skipField(_ depth: Int) throws(ProtoTextError) {
    switch scanner.token {
    case .name, .integer: try scanner.advance()
    case .symbol("["): _ = try bracketed()
    default: throw scanner.error("expected the name of a field, found \(scanner.found)")
    }
    _ = try scanner.take(":")
    try skipValue(depth - 1)
    if try !scanner.take(",") { _ = try scanner.take(";") }
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
