import MartletProtobuf

extension JSONReader {
  // MARK: - Strings

  @inline(__always)
  mutating func string(_ tag: JSONField.Tag, _ text: JSONScanner.Text) throws(ProtoJSONError) {
    if text.hasEscapes { return try escapedString(tag, text) }
    output.string(tag, text, before: scanner.end)
  }

  @inline(never)
  private mutating func escapedString(
    _ tag: JSONField.Tag, _ text: JSONScanner.Text
  ) throws(ProtoJSONError) {
    let resolved = try JSONEscapes.resolve(text)
    resolved.withUnsafeBytes { output.bytes(tag, $0) }
  }

  mutating func bytes(_ tag: JSONField.Tag) throws(ProtoJSONError) {
    let text = try scanner.string("base64 in quotes")
    let isValid: Bool
    if text.hasEscapes {
      // `/` may be escaped.
      let resolved = try JSONEscapes.resolve(text)
      isValid = resolved.withUnsafeBytes { output.base64(tag, $0) }
    } else {
      isValid = output.base64(tag, text.bytes)
    }
    if !isValid { throw ProtoJSONError("this is not base64", at: text.offset) }
  }

  // MARK: - Numbers, enums, bool

  /// Writes a value without its tag. False if it is passed over: an unknown name of an enum value,
  /// where the options allow it.
  mutating func scalar(_ field: UnsafePointer<JSONField>) throws(ProtoJSONError) -> Bool {
    output.need(10)
    let type = field.pointee.type
    switch type {
    case .int32, .uint32, .sint32, .fixed32, .sfixed32:
      let start = scanner.position
      if let whole = scanner.whole(), store(whole, type) { return true }
      scanner.position = start
    case .int64, .uint64, .sint64, .fixed64, .sfixed64:
      let start = scanner.position
      if let whole = scanner.quotedWhole(), store(whole, type) { return true }
      scanner.position = start
    case .double:
      let start = scanner.position
      if let decimal = scanner.decimal(),
        let bits = Binary64.nearest(decimal.digits, decimal.exponent)
      {
        output.fixed64(bits | (decimal.isNegative ? 1 &<< 63 : 0))
        return true
      }
      scanner.position = start
    case .float:
      let start = scanner.position
      if let decimal = scanner.decimal(),
        let bits = Binary32.nearest(decimal.digits, decimal.exponent)
      {
        output.fixed32(UInt32(truncatingIfNeeded: bits) | (decimal.isNegative ? 1 &<< 31 : 0))
        return true
      }
      scanner.position = start
    case .bool:
      if let bool = scanner.bool() {
        output.store(bool ? 1 : 0)
        return true
      }
    default: return try enumeration(field)
    }
    try anyScalar(type)
    return true
  }

  /// A whole number in the form of its type; false, and nothing written, if it is out of range.
  @inline(__always)
  private mutating func store(_ whole: JSONScanner.Whole, _ type: ProtoFieldType) -> Bool {
    let isNegative = whole.isNegative
    let bits = isNegative ? 0 &- whole.magnitude : whole.magnitude
    switch type {
    case .int32, .sint32, .sfixed32:
      guard whole.magnitude <= (isNegative ? 1 &<< 31 : 1 &<< 31 &- 1) else { return false }
      if type == .int32 {
        output.varint(bits)
      } else if type == .sint32 {
        output.varint(Self.zigZag(bits))
      } else {
        output.fixed32(UInt32(truncatingIfNeeded: bits))
      }
    case .int64, .sint64, .sfixed64:
      guard whole.magnitude <= (isNegative ? 1 &<< 63 : 1 &<< 63 &- 1) else { return false }
      if type == .int64 {
        output.varint(bits)
      } else if type == .sint64 {
        output.varint(Self.zigZag(bits))
      } else {
        output.fixed64(bits)
      }
    case .uint32, .fixed32:
      guard bits <= UInt64(UInt32.max), !isNegative || bits == 0 else { return false }
      if type == .uint32 {
        output.varint(bits)
      } else {
        output.fixed32(UInt32(truncatingIfNeeded: bits))
      }
    default:
      guard !isNegative || bits == 0 else { return false }
      if type == .uint64 { output.varint(bits) } else { output.fixed64(bits) }
    }
    return true
  }

  /// Of 32 bits, too: they are extended with their sign.
  @inline(__always)
  private static func zigZag(_ bits: UInt64) -> UInt64 {
    let value = Int64(bitPattern: bits)
    return UInt64(bitPattern: value &<< 1 ^ value &>> 63)
  }

  /// Writes a whole number, however it is spelled, and returns it.
  @discardableResult
  mutating func whole(
    _ number: JSONNumber, _ type: ProtoFieldType, at offset: Int
  ) throws(ProtoJSONError) -> JSONScanner.Whole {
    if let whole = number.whole, store(whole, type) { return whole }
    let bits = type.hasEightBytes ? 64 : 32
    throw ProtoJSONError(
      "this is not a whole number of the field's range (\(bits) bits)", at: offset)
  }

  /// A number or bool in whatever form it may have, or what is wrong with it.
  @inline(never)
  private mutating func anyScalar(_ type: ProtoFieldType) throws(ProtoJSONError) {
    _ = scanner.peek()
    let offset = scanner.offset
    if type == .bool { throw scanner.error("expected true or false, found \(scanner.found)") }
    let isFloating = type == .double || type == .float
    let number: JSONNumber?
    if scanner.peek() == UInt8(ascii: "\"") {
      let text = try scanner.string("a number")
      if isFloating, let special = Self.special(text.bytes) { return store(special, type) }
      number = JSONNumber(of: text, text.hasEscapes ? try JSONEscapes.resolve(text) : nil)
    } else {
      number = JSONNumber(try scanner.number())
    }
    guard let number else { throw ProtoJSONError("this is not a number", at: offset) }
    if isFloating {
      try floatingPoint(number, type, at: offset)
    } else {
      try whole(number, type, at: offset)
    }
  }

  private mutating func floatingPoint(
    _ number: JSONNumber, _ type: ProtoFieldType, at offset: Int
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

  private mutating func store(_ special: Double, _ type: ProtoFieldType) {
    if type == .float {
      output.fixed32(Float(special).bitPattern)
    } else {
      output.fixed64(special.bitPattern)
    }
  }

  private static func special(_ text: UnsafeRawBufferPointer) -> Double? {
    if text.elementsEqual("NaN".utf8) { return .nan }
    if text.elementsEqual("Infinity".utf8) { return .infinity }
    if text.elementsEqual("-Infinity".utf8) { return -.infinity }
    return nil
  }

  private mutating func enumeration(
    _ field: UnsafePointer<JSONField>
  ) throws(ProtoJSONError) -> Bool {
    guard scanner.peek() == UInt8(ascii: "\""), let type = field.pointee.enumeration else {
      try enumNumber(field)
      return true
    }
    let text = try scanner.string("the name of an enum value")
    if !text.hasEscapes, let number = type.pointee.number(named: text.bytes) {
      output.varint(UInt64(bitPattern: Int64(number)))
      return true
    }
    return try unusualName(text, field)
  }

  @inline(never)
  private mutating func enumNumber(
    _ field: UnsafePointer<JSONField>
  ) throws(ProtoJSONError) {
    let offset = scanner.offset
    if field.pointee.takesNull, scanner.takeWord("null") { return output.store(0) }
    guard let number = JSONNumber(try scanner.number()) else {
      throw ProtoJSONError("this is not a number", at: offset)
    }
    try whole(number, .int32, at: offset)
  }

  @inline(never)
  private mutating func unusualName(
    _ text: JSONScanner.Text, _ field: UnsafePointer<JSONField>
  ) throws(ProtoJSONError) -> Bool {
    let resolved = text.hasEscapes ? try JSONEscapes.resolve(text) : nil
    if let resolved, let type = field.pointee.enumeration,
      let number = resolved.withUnsafeBytes({ type.pointee.number(named: $0) })
    {
      output.varint(UInt64(bitPattern: Int64(number)))
      return true
    }
    // The number in quotes, as other implementations read it.
    if let whole = JSONNumber(of: text, resolved)?.whole, store(whole, .int32) { return true }
    if options.pointee.ignoresUnknownFields { return false }
    let name = String(decoding: text.bytes, as: UTF8.self)
    let enumName = field.pointee.schema.enumSchema?.fullName ?? ""
    throw ProtoJSONError("\"\(name)\" is no value of the enum \(enumName)", at: text.offset)
  }
}

extension ProtoFieldType {
  /// Whether it is a whole number of 64 bits, which JSON writes as a string.
  var hasEightBytes: Bool {
    switch self {
    case .int64, .uint64, .fixed64, .sfixed64, .sint64: true
    default: false
    }
  }
}
