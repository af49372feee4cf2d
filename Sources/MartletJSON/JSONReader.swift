import MartletProtobuf

/// Reads JSON into encoded messages, by their plans.
///
/// It writes the binary form while it reads, so there is no tree in between, and the same code
/// serves generated types, dynamic messages and what is packed in an `Any`. What is usual is read by
/// code that looks at nothing else; where that gives up, it has taken nothing, and the general code
/// (``anyScalar(_:)`` and the like) reads the same once more and tells what is wrong with it.
struct JSONReader: ~Copyable {
  var scanner: JSONScanner
  var output = OutputBuffer()
  /// Whoever made the reader keeps them in place.
  let options: UnsafePointer<ProtoJSONDecodingOptions>
  var seenKeys = SeenKeys()
  let keyHash = KeyHash.ofKeys

  init(_ bytes: UnsafeRawBufferPointer, _ options: UnsafePointer<ProtoJSONDecodingOptions>) {
    scanner = JSONScanner(bytes)
    self.options = options
  }

  /// A whole text.
  mutating func document(_ type: UnsafePointer<JSONMessage>) throws(ProtoJSONError) {
    try message(type, options.pointee.depth)
    try scanner.expectEnd()
    if output.count > ProtoEncodingError.maximumBytes {
      throw scanner.error("the message is larger than 2 GiB")
    }
  }

  /// The content of a message, in the form that JSON has for its type.
  mutating func message(
    _ type: UnsafePointer<JSONMessage>, _ depth: Int
  ) throws(ProtoJSONError) {
    guard depth > 0 else { throw scanner.error("values are nested deeper than the limit") }
    if let wellKnown = type.pointee.wellKnownType {
      return try self.wellKnown(wellKnown, type, depth)
    }
    try scanner.expect("{", "for a message")
    try members(type, depth)
  }

  /// The members of an object whose brace has been taken, and the brace that closes it. `isAny`:
  /// the member `@type` has been read before.
  mutating func members(
    _ type: UnsafePointer<JSONMessage>, _ depth: Int, isAny: Bool = false
  ) throws(ProtoJSONError) {
    if scanner.take("}") { return }
    var seen = SeenFields()
    // Fields mostly come in the order in which they are declared.
    var field = type.pointee.fields
    let end = type.pointee.end
    repeat {
      scanner.skipSpace()
      let key = scanner.offset
      if field == end || !scanner.take(field.pointee.key) {
        guard let other = try otherMember(type, &seen, depth, isAny) else { continue }
        field = other
      }
      if !seen.insert(field.pointee.place) { throw twice(field.pointee.name, key) }
      try value(field, type, &seen, depth)
      field += 1
    } while scanner.take(",")
    try scanner.expect("}", "at the end of the object")
  }

  /// A member that is not the expected one, up to its colon; nil if it is none of the type's fields,
  /// which has been read then.
  @inline(never)
  private mutating func otherMember(
    _ type: UnsafePointer<JSONMessage>, _ seen: inout SeenFields, _ depth: Int, _ isAny: Bool
  ) throws(ProtoJSONError) -> UnsafePointer<JSONField>? {
    let key = try scanner.string("the name of a field in quotes")
    try scanner.expect(":", "behind the name of the field")
    if isAny, !key.hasEscapes, key.bytes.elementsEqual("@type".utf8) {
      _ = try scanner.string("the URL of the type")
      return nil
    }
    if key.hasEscapes {
      let name = try JSONEscapes.resolve(key)
      if let field = name.withUnsafeBytes({ type.pointee.field(named: $0) }) { return field }
    } else if let field = type.pointee.field(named: key.bytes) {
      return field
    }
    try unknownMember(key, type, &seen, depth)
    return nil
  }

  /// An extension, or a member that is passed over.
  private mutating func unknownMember(
    _ key: JSONScanner.Text, _ type: UnsafePointer<JSONMessage>, _ seen: inout SeenFields,
    _ depth: Int
  ) throws(ProtoJSONError) {
    let name = String(decoding: key.bytes, as: UTF8.self)
    if type.pointee.isExtendable, name.hasPrefix("["), name.hasSuffix("]"),
      let field = options.pointee.types.extensionField(
        of: type.pointee.fullName, named: String(name.dropFirst().dropLast()))
    {
      if !seen.insert(extension: field.number) { throw twice(field.name, key.offset - 1) }
      try value(field.json, type, &seen, depth)
    } else if options.pointee.ignoresUnknownFields {
      try scanner.skipValue(depth)
    } else {
      throw ProtoJSONError("\(type.pointee.fullName) has no field \"\(name)\"", at: key.offset)
    }
  }

  @inline(never)
  private func twice(_ name: String, _ key: Int) -> ProtoJSONError {
    ProtoJSONError("the field \"\(name)\" is there twice", at: key + 1)
  }
}
