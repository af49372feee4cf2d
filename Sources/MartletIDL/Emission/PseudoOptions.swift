internal import MartletDescriptors
internal import MartletProtobuf

/// `default` and `json_name`: they look like options of a field but are parts of its descriptor.
struct PseudoOptions {
  let unit: FileUnit

  /// Takes the two out of `options` and applies them. Returns the real options.
  func apply(
    _ options: [OptionSyntax], to field: FieldInfo,
    _ proto: inout Google.Protobuf.FieldDescriptorProto
  ) -> [OptionSyntax] {
    var rest: [OptionSyntax] = []
    var seen: [String: OptionSyntax] = [:]
    for option in options {
      guard let name = option.plainName, name == "default" || name == "json_name" else {
        rest.append(option)
        continue
      }
      if let earlier = seen[name] {
        unit.sink.error(
          "\"\(name)\" is already set", at: option.nameRange,
          notes: [unit.note("first set here", earlier.nameRange)])
        continue
      }
      seen[name] = option
      if name == "default" {
        proto.defaultValue = defaultValue(option, field)
      } else {
        applyJSONName(option, field)
      }
    }
    return rest
  }

  // MARK: - json_name

  private func applyJSONName(_ option: OptionSyntax, _ field: FieldInfo) {
    guard case .string(let bytes, let range) = option.value else {
      unit.sink.error("\"json_name\" takes a string in quotes", at: option.value.range)
      return
    }
    guard let name = String(validating: bytes, as: UTF8.self) else {
      unit.sink.error("\"json_name\" takes text, and this is not UTF-8", at: range)
      return
    }
    if bytes.contains(0) {
      unit.sink.error("a JSON name cannot contain a NUL character", at: range)
      return
    }
    if name.hasPrefix("["), name.hasSuffix("]") {
      unit.sink.error(
        "a JSON name cannot stand in \"[\" and \"]\": that means an extension", at: range)
      return
    }
    if field.isExtension, name != field.jsonName {
      unit.sink.error(
        "an extension has no JSON name of its own", at: option.nameRange,
        help: "in JSON it is called \"[\(field.fullName)]\"; delete the option")
      return
    }
    field.jsonName = name
    field.hasJSONName = true
  }

  // MARK: - default

  /// The default in the form that descriptors keep it, or nil after a report.
  private func defaultValue(_ option: OptionSyntax, _ field: FieldInfo) -> String? {
    let range = option.value.range
    if unit.edition == .proto3 {
      unit.sink.error(
        "proto3 fields have no defaults of their own", at: option.nameRange,
        help: "the default is always zero or empty; delete this")
      return nil
    }
    if field.isRepeated {
      unit.sink.error("a repeated field has no default", at: option.nameRange, help: "delete it")
      return nil
    }
    switch field.type {
    case nil: return nil
    case .message, .group:
      unit.sink.error("a message field has no default", at: option.nameRange, help: "delete it")
      return nil
    case .enum: return enumDefault(option.value, field)
    case .float, .double:
      // The strict form: `infinity` and `NaN` are for the text format only.
      return numberDefault(option.value, isFloat: field.type == .float)
    default: break
    }
    let values = OptionValues(
      unit: unit, target: nil, notes: false, findExtension: { _, _ in nil },
      findMessage: { _ in nil })
    switch values.convert(option.value, for: field, called: "the default") {
    case .bool(let value): return value ? "true" : "false"
    case .signed(let value): return "\(value)"
    case .unsigned(let value): return "\(value)"
    case .bytes(let bytes):
      if field.type == .bytes { return escaped(bytes) }
      if let text = String(validating: bytes, as: UTF8.self) { return text }
      unit.sink.error("the default takes text, and this is not UTF-8", at: range)
      return nil
    default: return nil
    }
  }

  private func enumDefault(_ value: OptionValueSyntax, _ field: FieldInfo) -> String? {
    guard let type = field.enumeration else { return nil }
    guard case .word(let word, false) = value else {
      unit.sink.error(
        "the default takes a value of enum \"\(type.fullName)\" by its name", at: value.range)
      return nil
    }
    if let found = type.values.first(where: { $0.name.text == word.text }) {
      unit.warnIfDeprecated(found, in: type, at: value.range)
      return word.text
    }
    unit.sink.error(
      "enum \"\(type.fullName)\" has no value \"\(word.text)\"", at: value.range,
      help: type.advice(on: word.text),
      notes: [type.file.note("the enum", type.name.range)])
    return nil
  }

  private func numberDefault(_ value: OptionValueSyntax, isFloat: Bool) -> String? {
    let number: Double
    switch value {
    case .float(let value, _): number = value
    case .integer(let integer):
      guard let magnitude = integer.magnitude else {
        unit.sink.error("this number needs more than 64 bits", at: value.range)
        return nil
      }
      number = integer.isNegative ? -Double(magnitude) : Double(magnitude)
    case .word(let word, let isNegative) where word.text == "inf":
      number = isNegative ? -.infinity : .infinity
    case .word(let word, _) where word.text == "nan": number = .nan
    default:
      unit.sink.error("the default takes a number", at: value.range)
      return nil
    }
    return isFloat ? CFormat.float(Float(number)) : CFormat.double(number)
  }

  /// Bytes as a C string literal would have them.
  private func escaped(_ bytes: [UInt8]) -> String {
    var result = ""
    for byte in bytes {
      switch byte {
      case Ascii.newline: result += "\\n"
      case Ascii.carriageReturn: result += "\\r"
      case Ascii.tab: result += "\\t"
      case Ascii.doubleQuote: result += "\\\""
      case Ascii.singleQuote: result += "\\'"
      case Ascii.backslash: result += "\\\\"
      case 0x20..<0x7F: result.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let octal = String(byte, radix: 8)
        result += "\\" + String(repeating: "0", count: 3 - octal.utf8.count) + octal
      }
    }
    return result
  }
}
