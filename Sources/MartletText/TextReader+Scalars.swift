import MartletProtobuf

extension TextReader {
  /// A value that is no message, with its tag.
  mutating func scalar(_ field: ProtoFieldSchema) throws(ProtoTextError) {
    switch field.type {
    case .string, .bytes: try string(field)
    case .bool: try bool(field)
    case .enumeration: try enumeration(field)
    case .float, .double: try floatingPoint(field)
    default: try integer(field)
    }
  }

  private mutating func string(_ field: ProtoFieldSchema) throws(ProtoTextError) {
    guard case .string(let bytes) = scanner.token else {
      throw scanner.error("expected a string in quotes, found \(scanner.found)")
    }
    let mustBeText = field.type == .string && field.validatesUTF8
    if mustBeText, !bytes.withUnsafeBytes({ UTF8Validation.isValid($0) }) {
      throw scanner.error("the string is not UTF-8")
    }
    bytes.withUnsafeBytes { output.bytes(field.tag, $0) }
    try scanner.advance()
  }

  private mutating func bool(_ field: ProtoFieldSchema) throws(ProtoTextError) {
    let value: UInt64
    switch scanner.token {
    case .name("true"), .name("True"), .name("t"): value = 1
    case .name("false"), .name("False"), .name("f"): value = 0
    case .integer(let text):
      guard let number = Self.magnitude(text), number <= 1 else {
        throw scanner.error("expected true or false, found \(scanner.found)")
      }
      value = number
    default: throw scanner.error("expected true or false, found \(scanner.found)")
    }
    output.tag(field.tag)
    output.varint(value)
    try scanner.advance()
  }

  private mutating func enumeration(_ field: ProtoFieldSchema) throws(ProtoTextError) {
    let number: Int32
    if case .name(let name) = scanner.token {
      guard let known = field.enumSchema?.number(of: name) else {
        let type = field.enumSchema?.fullName ?? "its enum"
        throw scanner.error("\"\(name)\" is no value of \(type)")
      }
      number = known
      try scanner.advance()
    } else {
      let offset = scanner.offset
      let value = try signed(bits: 32)
      number = Int32(truncatingIfNeeded: value)
      if let schema = field.enumSchema, schema.isClosed, schema.name(of: number) == nil {
        throw ProtoTextError("\(schema.fullName) has no value of this number", at: offset)
      }
    }
    output.tag(field.tag)
    output.varint(UInt64(bitPattern: Int64(number)))
  }

  // MARK: - Numbers

  private mutating func integer(_ field: ProtoFieldSchema) throws(ProtoTextError) {
    switch field.type {
    case .int32, .sint32, .sfixed32:
      let value = Int32(truncatingIfNeeded: try signed(bits: 32))
      output.tag(field.tag)
      if field.type == .int32 { return output.varint(UInt64(bitPattern: Int64(value))) }
      if field.type == .sfixed32 { return output.fixed32(UInt32(bitPattern: value)) }
      output.varint(UInt64(UInt32(bitPattern: value << 1 ^ value >> 31)))
    case .int64, .sint64, .sfixed64:
      let value = try signed(bits: 64)
      output.tag(field.tag)
      if field.type == .int64 { return output.varint(UInt64(bitPattern: value)) }
      if field.type == .sfixed64 { return output.fixed64(UInt64(bitPattern: value)) }
      output.varint(UInt64(bitPattern: value << 1 ^ value >> 63))
    case .uint32, .fixed32:
      let value = UInt32(truncatingIfNeeded: try unsigned(bits: 32))
      output.tag(field.tag)
      if field.type == .uint32 { output.varint(UInt64(value)) } else { output.fixed32(value) }
    default:
      let value = try unsigned(bits: 64)
      output.tag(field.tag)
      if field.type == .uint64 { output.varint(value) } else { output.fixed64(value) }
    }
  }

  private mutating func signed(bits: Int) throws(ProtoTextError) -> Int64 {
    let offset = scanner.offset
    let isNegative = try scanner.take("-")
    let magnitude = try magnitude(offset, bits)
    let limit = UInt64(1) << UInt64(bits - 1)
    guard magnitude < limit || (isNegative && magnitude == limit) else {
      throw outOfRange(offset, bits)
    }
    return isNegative ? 0 &- Int64(bitPattern: magnitude) : Int64(bitPattern: magnitude)
  }

  private mutating func unsigned(bits: Int) throws(ProtoTextError) -> UInt64 {
    let offset = scanner.offset
    let magnitude = try magnitude(offset, bits)
    guard bits == 64 || magnitude >> UInt64(bits) == 0 else { throw outOfRange(offset, bits) }
    return magnitude
  }

  private mutating func magnitude(_ offset: Int, _ bits: Int) throws(ProtoTextError) -> UInt64 {
    guard case .integer(let text) = scanner.token else {
      throw scanner.error("expected a whole number, found \(scanner.found)")
    }
    guard let value = Self.magnitude(text) else { throw outOfRange(offset, bits) }
    try scanner.advance()
    return value
  }

  private func outOfRange(_ offset: Int, _ bits: Int) -> ProtoTextError {
    ProtoTextError("the number is out of the field's range (\(bits) bits)", at: offset)
  }

  /// Decimal, `0x1F` or octal `017`; nil if it is none of them or has more than 64 bits.
  private static func magnitude(_ text: String) -> UInt64? {
    if text.hasPrefix("0x") || text.hasPrefix("0X") { return UInt64(text.dropFirst(2), radix: 16) }
    if text.hasPrefix("0"), text.utf8.count > 1 { return UInt64(text.dropFirst(), radix: 8) }
    return UInt64(text)
  }

  private mutating func floatingPoint(_ field: ProtoFieldSchema) throws(ProtoTextError) {
    let isNegative = try scanner.take("-")
    let text: String
    switch scanner.token {
    case .float(let digits): text = Self.completed(digits)
    case .integer(let digits):
      // Hexadecimal and octal are for whole numbers alone.
      guard Self.magnitude(digits) == nil || UInt64(digits) != nil,
        !digits.hasPrefix("0") || digits.utf8.count == 1
      else { throw scanner.error("expected a decimal number, found \(scanner.found)") }
      text = digits
    case .name(let name) where ["inf", "infinity"].contains(name.lowercased()): text = "inf"
    case .name(let name) where name.lowercased() == "nan": text = "nan"
    default: throw scanner.error("expected a number, found \(scanner.found)")
    }
    output.tag(field.tag)
    if field.type == .float {
      let value = Float(text) ?? .infinity
      output.fixed32((isNegative ? -value : value).bitPattern)
    } else {
      let value = Double(text) ?? .infinity
      output.fixed64((isNegative ? -value : value).bitPattern)
    }
    try scanner.advance()
  }

  /// With digits on both sides of the point, as Swift wants them.
  private static func completed(_ digits: String) -> String {
    var result = digits.hasPrefix(".") ? "0" + digits : digits
    if let point = result.firstIndex(of: ".") {
      let next = result.index(after: point)
      if next == result.endIndex || !result[next].isNumber { result.insert("0", at: next) }
    }
    return result
  }
}
