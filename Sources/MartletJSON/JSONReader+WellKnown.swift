import MartletProtobuf

// The types with a JSON form of their own (ProtoJSON, "Type mapping").

extension JSONReader {
  mutating func wellKnown(
    _ kind: ProtoWellKnownType, _ type: UnsafePointer<JSONMessage>, _ depth: Int
  ) throws(ProtoJSONError) {
    switch kind {
    case .timestamp: try timestamp()
    case .duration: try duration()
    case .fieldMask: try fieldMask()
    case .any: try any(depth)
    case .value: try value(type, depth)
    case .wrapper, .structure, .listValue:
      guard type.pointee.count > 0 else { return }
      let field = type.pointee.fields
      switch field.pointee.shape {
      case .array, .packed: try array(field, depth)
      case .map: try map(field, depth)
      case .single: try single(field, depth)
      }
    }
  }

  /// A plain string, without escapes in all sane texts.
  private mutating func plain(
    _ what: StaticString
  ) throws(ProtoJSONError) -> (bytes: [UInt8], offset: Int) {
    let text = try scanner.string(what)
    let bytes = text.hasEscapes ? try JSONEscapes.resolve(text) : Array(text.bytes)
    return (bytes, text.offset)
  }

  private mutating func seconds(_ seconds: Int64, _ nanos: Int32) {
    output.need(2 * OutputBuffer.longestVarintField)
    if seconds != 0 {
      output.store(8)
      output.varint(UInt64(bitPattern: seconds))
    }
    if nanos != 0 {
      output.store(16)
      output.varint(UInt64(bitPattern: Int64(nanos)))
    }
  }

  private mutating func timestamp() throws(ProtoJSONError) {
    let text = try plain("a timestamp in quotes")
    guard let (moment, nanos) = TimeText.timestamp(text.bytes) else {
      throw ProtoJSONError(
        "this is no timestamp such as \"2026-01-31T12:00:00.5Z\"", at: text.offset)
    }
    seconds(moment, nanos)
  }

  private mutating func duration() throws(ProtoJSONError) {
    let text = try plain("a duration in quotes")
    guard let (whole, nanos) = TimeText.duration(text.bytes) else {
      throw ProtoJSONError("this is no duration such as \"1.5s\"", at: text.offset)
    }
    seconds(whole, nanos)
  }

  // MARK: - FieldMask

  private mutating func fieldMask() throws(ProtoJSONError) {
    let text = try plain("a field mask in quotes")
    if text.bytes.isEmpty { return }
    for path in text.bytes.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
      var name: [UInt8] = []
      for byte in path {
        if (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) {
          name += [UInt8(ascii: "_"), byte + 0x20]
        } else if byte == UInt8(ascii: "_") {
          throw ProtoJSONError("the paths of a field mask are in lowerCamelCase", at: text.offset)
        } else {
          name.append(byte)
        }
      }
      name.withUnsafeBytes { output.bytes(JSONField.Tag(10), $0) }
    }
  }

  // MARK: - Value

  private mutating func value(
    _ type: UnsafePointer<JSONMessage>, _ depth: Int
  ) throws(ProtoJSONError) {
    let number: Int32 =
      switch scanner.peek() {
      case UInt8(ascii: "n"): 1
      case UInt8(ascii: "\""): 3
      case UInt8(ascii: "t"), UInt8(ascii: "f"): 4
      case UInt8(ascii: "{"): 5
      case UInt8(ascii: "["): 6
      default: 2
      }
    guard let field = type.pointee.field(number: number) else { return }
    try single(field, depth)
  }

  // MARK: - Any

  /// The type may stand anywhere in the object, so it is looked for first.
  private mutating func any(_ depth: Int) throws(ProtoJSONError) {
    try scanner.expect("{", "for a message")
    let start = scanner.offset
    guard let url = try typeURL(depth) else {
      // An Any without type is empty.
      return try emptyAny(start)
    }
    let name = AnyContent.typeName(url.text)
    guard let schema = options.pointee.types.message(named: name) else {
      throw ProtoJSONError(
        "\"\(name)\" in the Any is not in the type registry of the options", at: url.offset)
    }
    scanner.rewind(to: start)
    var text = url.text
    text.withUTF8 { output.bytes(JSONField.Tag(10), UnsafeRawBufferPointer($0)) }
    let mark = output.open(JSONField.Tag(18))
    if schema.wellKnownType == nil {
      try members(schema.json, depth, isAny: true)
    } else {
      try wellKnownInAny(schema, depth)
    }
    output.close(mark)
    // The plan is the schema's, and the registry may have made it for us.
    withExtendedLifetime(schema) {}
  }

  private mutating func emptyAny(_ start: Int) throws(ProtoJSONError) {
    scanner.rewind(to: start)
    guard scanner.take("}") else { throw scanner.error("the Any has no \"@type\"") }
  }

  /// Moves through the object and finds its type.
  private mutating func typeURL(
    _ depth: Int
  ) throws(ProtoJSONError) -> (text: String, offset: Int)? {
    if scanner.take("}") { return nil }
    var url: (text: String, offset: Int)?
    repeat {
      let key = try scanner.string("the name of a field in quotes")
      try scanner.expect(":", "behind the name of the field")
      guard !key.hasEscapes, key.bytes.elementsEqual("@type".utf8) else {
        try scanner.skipValue(depth)
        continue
      }
      if url != nil { throw ProtoJSONError("\"@type\" is there twice", at: key.offset) }
      let text = try plain("the URL of the type")
      let string = String(decoding: text.bytes, as: UTF8.self)
      guard AnyContent.isTypeURL(string) else {
        throw ProtoJSONError("a type URL has a slash and a name behind it", at: text.offset)
      }
      url = (string, text.offset)
    } while scanner.take(",")
    return url
  }

  /// A type with a form of its own stands in the member `value`.
  private mutating func wellKnownInAny(
    _ schema: ProtoMessageSchema, _ depth: Int
  ) throws(ProtoJSONError) {
    var hasValue = false
    repeat {
      let key = try scanner.string("the name of a field in quotes")
      try scanner.expect(":", "behind the name of the field")
      if key.bytes.elementsEqual("@type".utf8) {
        _ = try scanner.string("the URL of the type")
      } else if key.bytes.elementsEqual("value".utf8), !hasValue {
        hasValue = true
        try message(schema.json, depth - 1)
      } else if options.pointee.ignoresUnknownFields {
        try scanner.skipValue(depth)
      } else {
        throw ProtoJSONError(
          "an Any of \(schema.fullName) has \"@type\" and one \"value\" alone", at: key.offset)
      }
    } while scanner.take(",")
    try scanner.expect("}", "at the end of the object")
    if !hasValue { throw scanner.error("an Any of \(schema.fullName) has no \"value\"") }
  }
}
