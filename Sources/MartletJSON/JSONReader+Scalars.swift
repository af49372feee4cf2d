import MartletProtobuf

extension JSONReader {
  // MARK: - Strings

  mutating func string(_ tag: UInt32) throws(ProtoJSONError) {
    try string(tag, try scanner.string("a string in quotes"))
  }

  mutating func string(_ tag: UInt32, _ text: JSONScanner.Text) throws(ProtoJSONError) {
    guard text.hasEscapes else { return output.bytes(tag, text.bytes) }
    let resolved = try JSONEscapes.resolve(text)
    resolved.withUnsafeBytes { output.bytes(tag, $0) }
  }

  mutating func bytes(_ tag: UInt32) throws(ProtoJSONError) {
    let text = try scanner.string("base64 in quotes")
    // `/` may be escaped.
    let resolved = text.hasEscapes ? try JSONEscapes.resolve(text) : nil
    let decoded = resolved.map { $0.withUnsafeBytes(Base64.decode) } ?? Base64.decode(text.bytes)
    guard let decoded else { throw ProtoJSONError("this is not base64", at: text.offset) }
    decoded.withUnsafeBytes { output.bytes(tag, $0) }
  }

  // MARK: - Numbers, enums, bool

  /// Writes a value without its tag. False if it is passed over: an unknown name of an enum value,
  /// where the options allow it.
  mutating func scalar(_ field: ProtoFieldSchema) throws(ProtoJSONError) -> Bool {
    switch field.type {
    case .bool:
      if scanner.takeWord("true") {
        output.varint(1)
      } else if scanner.takeWord("false") {
        output.varint(0)
      } else {
        throw scanner.error("expected true or false, found \(scanner.found)")
      }
    case .enumeration: return try enumeration(field)
    case .double, .float: try floatingPoint(field.type)
    default:
      let offset = scanner.offset
      if let number = scanner.shortInteger() {
        try integer(field.type, number, at: offset)
        return true
      }
      let number = try number()
      guard let number else { throw ProtoJSONError("this is not a number", at: offset) }
      try integer(field.type, number, at: offset)
    }
    return true
  }

  /// A number, in quotes or not; nil if what is in the quotes is none.
  private mutating func number() throws(ProtoJSONError) -> JSONNumber? {
    guard scanner.peek() == UInt8(ascii: "\"") else { return JSONNumber(try scanner.number()) }
    let text = try scanner.string("a number")
    return JSONNumber(of: text, text.hasEscapes ? try JSONEscapes.resolve(text) : nil)
  }

  /// A number that is whole and has not many digits.
  private mutating func integer(
    _ type: ProtoFieldType, _ number: Int64, at offset: Int
  ) throws(ProtoJSONError) {
    switch type {
    case .int32 where Int32(exactly: number) != nil, .int64:
      output.varint(UInt64(bitPattern: number))
    case .uint32 where UInt32(exactly: number) != nil, .uint64 where number >= 0:
      output.varint(UInt64(bitPattern: number))
    default: try integer(type, JSONNumber(number), at: offset)
    }
  }

  mutating func integer(
    _ type: ProtoFieldType, _ number: JSONNumber, at offset: Int
  ) throws(ProtoJSONError) {
    switch type {
    case .int32, .sint32, .sfixed32:
      guard let value = number.signed.flatMap({ Int32(exactly: $0) }) else {
        throw outOfRange(offset, 32)
      }
      if type == .int32 { return output.varint(UInt64(bitPattern: Int64(value))) }
      if type == .sfixed32 { return output.fixed32(UInt32(bitPattern: value)) }
      output.varint(UInt64(UInt32(bitPattern: value << 1 ^ value >> 31)))
    case .int64, .sint64, .sfixed64:
      guard let value = number.signed else { throw outOfRange(offset, 64) }
      if type == .int64 { return output.varint(UInt64(bitPattern: value)) }
      if type == .sfixed64 { return output.fixed64(UInt64(bitPattern: value)) }
      output.varint(UInt64(bitPattern: value << 1 ^ value >> 63))
    case .uint32, .fixed32:
      guard let value = number.unsigned.flatMap({ UInt32(exactly: $0) }) else {
        throw outOfRange(offset, 32)
      }
      if type == .uint32 { output.varint(UInt64(value)) } else { output.fixed32(value) }
    default:
      guard let value = number.unsigned else { throw outOfRange(offset, 64) }
      if type == .uint64 { output.varint(value) } else { output.fixed64(value) }
    }
  }

  private func outOfRange(_ offset: Int, _ bits: Int) -> ProtoJSONError {
    ProtoJSONError("this is not a whole number of the field's range (\(bits) bits)", at: offset)
  }

  private mutating func floatingPoint(_ type: ProtoFieldType) throws(ProtoJSONError) {
    let offset = scanner.offset
    if scanner.peek() == UInt8(ascii: "\"") {
      let text = try scanner.string("a number")
      if let special = Self.special(text.bytes) {
        return write(type, special, Float(special))
      }
      let resolved = text.hasEscapes ? try JSONEscapes.resolve(text) : nil
      guard let number = JSONNumber(of: text, resolved) else {
        throw ProtoJSONError("this is not a number", at: offset)
      }
      return try floatingPoint(type, number, offset)
    }
    guard let number = JSONNumber(try scanner.number()) else {
      throw ProtoJSONError("this is not a number", at: offset)
    }
    try floatingPoint(type, number, offset)
  }

  private mutating func floatingPoint(
    _ type: ProtoFieldType, _ number: JSONNumber, _ offset: Int
  ) throws(ProtoJSONError) {
    if type == .float {
      guard let value = number.float else {
        throw ProtoJSONError("the number is out of a float's range", at: offset)
      }
      output.fixed32(value.bitPattern)
    } else {
      guard let value = number.double else {
        throw ProtoJSONError("the number is out of a double's range", at: offset)
      }
      output.fixed64(value.bitPattern)
    }
  }

  private mutating func write(_ type: ProtoFieldType, _ double: Double, _ float: Float) {
    if type == .float {
      output.fixed32(float.bitPattern)
    } else {
      output.fixed64(double.bitPattern)
    }
  }

  private static func special(_ text: UnsafeRawBufferPointer) -> Double? {
    if text.elementsEqual("NaN".utf8) { return .nan }
    if text.elementsEqual("Infinity".utf8) { return .infinity }
    if text.elementsEqual("-Infinity".utf8) { return -.infinity }
    return nil
  }

  private mutating func enumeration(_ field: ProtoFieldSchema) throws(ProtoJSONError) -> Bool {
    let offset = scanner.offset
    if field.takesNull, scanner.takeWord("null") {
      output.varint(0)
      return true
    }
    guard scanner.peek() == UInt8(ascii: "\"") else {
      guard let number = JSONNumber(try scanner.number()) else {
        throw ProtoJSONError("this is not a number", at: offset)
      }
      try integer(.int32, number, at: offset)
      return true
    }
    let text = try scanner.string("the name of an enum value")
    let schema = field.enumSchema
    let resolved = text.hasEscapes ? try JSONEscapes.resolve(text) : nil
    let number =
      resolved.map { $0.withUnsafeBytes { schema?.number(of: $0) } }
      ?? schema?.number(of: text.bytes)
    if let number {
      output.varint(UInt64(bitPattern: Int64(number)))
      return true
    }
    // The number in quotes, as other implementations read it.
    if let value = JSONNumber(of: text, resolved)?.signed.flatMap({ Int32(exactly: $0) }) {
      output.varint(UInt64(bitPattern: Int64(value)))
      return true
    }
    if options.ignoresUnknownFields { return false }
    let name = String(decoding: text.bytes, as: UTF8.self)
    throw ProtoJSONError(
      "\"\(name)\" is no value of the enum \(schema?.fullName ?? "")", at: text.offset)
  }
}
