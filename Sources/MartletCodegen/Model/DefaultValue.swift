import MartletDescriptors

/// What an unset field reads as, as an expression of Swift.
enum DefaultValue {
  /// - Returns: empty for messages and repeated fields.
  static func expression(of field: FieldDescriptor) throws(GenerationError) -> String {
    switch field.defaultValue {
    case .int32(let value)?: return String(value)
    case .int64(let value)?: return String(value)
    case .uint32(let value)?: return String(value)
    case .uint64(let value)?: return String(value)
    case .float(let value)?: return number(value, "\(value)")
    case .double(let value)?: return number(value, "\(value)")
    case .bool(let value)?: return String(value)
    case .string(let value)?: return SwiftLiteral.string(value)
    case .bytes(let value)?: return "[" + value.map { String($0) }.joined(separator: ", ") + "]"
    case .enumeration(let number)?:
      guard let type = field.enumType else { return "" }
      let cases = try EnumCases(type)
      return cases.all.first { $0.number == number }?.expression ?? cases.initial
    case nil: return ""
    }
  }

  private static func number(_ value: some BinaryFloatingPoint, _ text: String) -> String {
    if value.isNaN { return ".nan" }
    if value.isInfinite { return value < 0 ? "-.infinity" : ".infinity" }
    return text
  }
}
