import MartletProtobuf

/// Reads JSON into encoded messages, by their schema.
///
/// It writes the binary form while it reads, so there is no tree in between, and the same code
/// serves generated types, dynamic messages and what is packed in an `Any`.
struct JSONReader: ~Copyable {
  var scanner: JSONScanner
  var output = WireBuilder()
  let options: ProtoJSONDecodingOptions
  private var seen = SeenFields()
  private var seenKeys = SeenKeys()

  init(_ bytes: UnsafeRawBufferPointer, _ options: ProtoJSONDecodingOptions) {
    scanner = JSONScanner(bytes)
    self.options = options
  }

  /// A whole text.
  mutating func document(_ schema: ProtoMessageSchema) throws(ProtoJSONError) {
    try message(schema, options.depth)
    try scanner.expectEnd()
    if output.overflowed { throw scanner.error("the message is larger than 2 GiB") }
  }

  /// The content of a message, in the form that JSON has for its type.
  mutating func message(
    _ schema: ProtoMessageSchema, _ depth: Int
  ) throws(ProtoJSONError) {
    guard depth > 0 else { throw scanner.error("values are nested deeper than the limit") }
    if let type = schema.wellKnownType { return try wellKnown(type, schema, depth) }
    try scanner.expect("{", "for a message")
    try fields(schema, depth)
  }

  /// The members of an object whose brace has been taken, and the brace that closes it. `isAny`:
  /// the member `@type` has been read before.
  mutating func fields(
    _ schema: ProtoMessageSchema, _ depth: Int, isAny: Bool = false
  ) throws(ProtoJSONError) {
    if scanner.take("}") { return }
    let base = seen.push(schema)
    var expected = 0
    repeat {
      let key = try scanner.string("the name of a field in quotes")
      try scanner.expect(":", "behind the name of the field")
      if isAny, !key.hasEscapes, key.bytes.elementsEqual("@type".utf8) {
        _ = try scanner.string("the URL of the type")
        continue
      }
      try member(key, schema, base, &expected, depth)
    } while scanner.take(",")
    try scanner.expect("}", "at the end of the object")
    seen.pop(to: base)
  }

  private mutating func member(
    _ key: JSONScanner.Text, _ schema: ProtoMessageSchema, _ base: Int, _ expected: inout Int,
    _ depth: Int
  ) throws(ProtoJSONError) {
    if let place = try find(key, schema, expected) {
      expected = place + 1
      let field = schema.fields[place]
      try once(field, seen.insert(field: place, at: base), key)
      try self.field(field, schema, base, depth)
    } else if let field = try extensionField(key, schema) {
      try once(field, seen.insert(extension: field.number, at: base), key)
      try self.field(field, schema, base, depth)
    } else if options.ignoresUnknownFields {
      try scanner.skipValue(depth)
    } else {
      let name = String(decoding: key.bytes, as: UTF8.self)
      throw ProtoJSONError("\(schema.fullName) has no field \"\(name)\"", at: key.offset)
    }
  }

  private func once(
    _ field: ProtoFieldSchema, _ isNew: Bool, _ key: JSONScanner.Text
  ) throws(ProtoJSONError) {
    if !isNew { throw ProtoJSONError("the field \"\(field.name)\" is there twice", at: key.offset) }
  }

  private func find(
    _ key: JSONScanner.Text, _ schema: ProtoMessageSchema, _ expected: Int
  ) throws(ProtoJSONError) -> Int? {
    if !key.hasEscapes { return schema.place(ofJSONKey: key.bytes, expected: expected) }
    let name = try JSONEscapes.resolve(key)
    return name.withUnsafeBytes { schema.place(ofJSONKey: $0, expected: expected) }
  }

  /// `"[pkg.extension]"`.
  private func extensionField(
    _ key: JSONScanner.Text, _ schema: ProtoMessageSchema
  ) throws(ProtoJSONError) -> ProtoFieldSchema? {
    guard schema.isExtendable, key.bytes.first == UInt8(ascii: "["),
      key.bytes.last == UInt8(ascii: "]")
    else { return nil }
    let name = String(decoding: key.bytes.dropFirst().dropLast(), as: UTF8.self)
    return options.types.extensionField(of: schema.fullName, named: name)
  }

  // MARK: - Fields

  private mutating func field(
    _ field: ProtoFieldSchema, _ schema: ProtoMessageSchema, _ base: Int, _ depth: Int
  ) throws(ProtoJSONError) {
    do throws(ProtoJSONError) {
      if scanner.peek() == UInt8(ascii: "n"),
        !field.takesNull || field.isRepeated || field.isMap, scanner.takeWord("null")
      {
        return
      }
      if let oneof = field.oneof, !seen.insert(oneof: oneof, of: schema, at: base) {
        throw scanner.error("another field of the oneof \"\(schema.oneofs[oneof])\" is set")
      }
      switch field.cardinality {
      case .repeated: try array(field, depth)
      case .map: try map(field, depth)
      default: try singular(field, depth)
      }
    } catch {
      throw error.within(field.name)
    }
  }

  mutating func singular(
    _ field: ProtoFieldSchema, _ depth: Int
  ) throws(ProtoJSONError) {
    switch field.type {
    case .message:
      let mark = output.openMessage(field)
      try submessage(field, depth)
      output.closeMessage(field, mark)
    case .group:
      output.tag(field.tag)
      try submessage(field, depth)
      output.tag(field.tag + 1)
    case .string: try string(field.tag)
    case .bytes: try bytes(field.tag)
    default:
      let mark = output.count
      output.tag(field.tag)
      if try !scalar(field) { output.rewind(to: mark) }
    }
  }

  private mutating func submessage(
    _ field: ProtoFieldSchema, _ depth: Int
  ) throws(ProtoJSONError) {
    guard let schema = field.messageSchema else {
      throw scanner.error("the type of this field is not known")
    }
    try message(schema, depth - 1)
  }

  mutating func array(
    _ field: ProtoFieldSchema, _ depth: Int
  ) throws(ProtoJSONError) {
    try scanner.expect("[", "for a repeated field")
    if scanner.take("]") { return }
    let start = output.count
    let mark = field.isPacked ? output.open(field.packedTag) : nil
    let first = output.count
    var index = 0
    repeat {
      do throws(ProtoJSONError) {
        try element(field, depth)
      } catch {
        throw error.within("[\(index)]")
      }
      index += 1
    } while scanner.take(",")
    try scanner.expect("]", "at the end of the array")
    if let mark {
      // All elements may have been names that are passed over.
      if output.count == first { output.rewind(to: start) } else { output.close(mark) }
    }
  }

  private mutating func element(
    _ field: ProtoFieldSchema, _ depth: Int
  ) throws(ProtoJSONError) {
    if scanner.peek() == UInt8(ascii: "n"), !field.takesNull, scanner.takeWord("null") {
      throw scanner.error("null cannot be an element")
    }
    if field.isPacked { _ = try scalar(field) } else { try singular(field, depth) }
  }

  mutating func map(_ field: ProtoFieldSchema, _ depth: Int) throws(ProtoJSONError) {
    guard let entry = field.mapEntry else {
      throw scanner.error("the type of this field is not known")
    }
    try scanner.expect("{", "for a map")
    if scanner.take("}") { return }
    var keys = seenKeys.push()
    repeat {
      let start = output.count
      let mark = output.open(field.tag)
      let key = try scanner.string("the key of a map in quotes")
      do throws(ProtoJSONError) {
        let value = try mapKey(entry.fields[0], key)
        try once(key, value, entry.fields[0].type, in: &keys)
        try scanner.expect(":", "behind the key")
        let before = output.count
        try element(entry.fields[1], depth)
        if output.count == before {
          // The name of an enum value that is passed over takes its entry with it.
          output.rewind(to: start)
        } else {
          output.close(mark)
        }
      } catch {
        throw error.within("[\"\(String(decoding: key.bytes, as: UTF8.self))\"]")
      }
    } while scanner.take(",")
    try scanner.expect("}", "at the end of the map")
    seenKeys.pop(keys)
  }

  /// A key is a string in JSON, whatever its type. Returns its ``KeyHash``.
  private mutating func mapKey(
    _ field: ProtoFieldSchema, _ key: JSONScanner.Text
  ) throws(ProtoJSONError) -> UInt64 {
    if field.type == .string {
      guard key.hasEscapes else {
        output.bytes(field.tag, key.bytes)
        return KeyHash.of(key.bytes)
      }
      let resolved = try JSONEscapes.resolve(key)
      return resolved.withUnsafeBytes { bytes in
        output.bytes(field.tag, bytes)
        return KeyHash.of(bytes)
      }
    }
    let resolved = key.hasEscapes ? try JSONEscapes.resolve(key) : Array(key.bytes)
    output.tag(field.tag)
    if field.type == .bool {
      guard resolved == Array("true".utf8) || resolved == Array("false".utf8) else {
        throw ProtoJSONError("the key is neither \"true\" nor \"false\"", at: key.offset)
      }
      let value: UInt64 = resolved.count == 4 ? 1 : 0
      output.varint(value)
      return KeyHash.of(value)
    }
    guard let number = JSONNumber(of: key, resolved) else {
      throw ProtoJSONError("the key is not a number", at: key.offset)
    }
    try integer(field.type, number, at: key.offset)
    return KeyHash.of(number.signed.map(UInt64.init(bitPattern:)) ?? number.unsigned ?? 0)
  }

  /// Refuses a key that its map has already, however the two are spelled.
  private mutating func once(
    _ key: JSONScanner.Text, _ value: UInt64, _ type: ProtoFieldType,
    in keys: inout SeenKeys.Mark
  ) throws(ProtoJSONError) {
    guard let offset = seenKeys.insert(value, at: key.offset, into: &keys) else { return }
    if type == .string {
      var scanner = self.scanner
      scanner.rewind(to: offset - 1)
      let other = try scanner.string("a key in quotes")
      guard try JSONEscapes.resolve(other) == JSONEscapes.resolve(key) else { return }
    }
    throw ProtoJSONError("the key is there twice", at: key.offset)
  }
}

extension ProtoFieldSchema {
  /// Whether `null` is a value of the field rather than its absence.
  var takesNull: Bool {
    if type == .enumeration { return enumSchema?.fullName == "google.protobuf.NullValue" }
    return type.isMessage && messageSchema?.wellKnownType == .value
  }
}
