/// The way from a message to something in it, as errors show it:
/// `order.lines[3].by_name["x"].price`.
enum FieldPath {
  /// One step: the field's name, and which of its elements if there can be several.
  static func step(_ field: ProtoFieldSchema, _ index: Int) -> String {
    let name = field.isExtension ? "[\(field.name)]" : field.name
    return field.isRepeated ? "\(name)[\(index)]" : name
  }

  /// Two parts behind each other.
  static func joined(_ first: String, _ second: String) -> String {
    if first.isEmpty || second.isEmpty { return first + second }
    return first + "." + second
  }
}

extension EncodedField {
  /// Over the content of a message, however it is delimited; nil if it is deeper than the limit.
  var message: WireReader? {
    guard reader.depth > 0 else { return nil }
    var content = reader
    switch tag & 7 {
    case 2:
      guard (try? content.length()) != nil else { return nil }
    case 3: break
    default: return nil
    }
    // In a group, its end tag is still there; whoever reads on stops at it.
    return WireReader(position: content.position, end: reader.end, depth: reader.depth - 1)
  }
}

/// One entry of a map, as far as it can be read.
struct MapEntry {
  /// The key as a path shows it: `["x"]`, `[5]`.
  private(set) var key: String
  /// Over the value, if that is a message.
  private(set) var message: WireReader?

  init(_ content: WireReader, _ schema: ProtoMessageSchema) {
    let type = schema.fields.first?.type ?? .string
    key = type == .string ? "\"\"" : type == .bool ? "false" : "0"
    var fields = EncodedFields(content)
    while let found = try? fields.next() {
      if found.number == 1 {
        key = Self.text(found.reader, type) ?? key
      } else if found.number == 2 {
        message = found.message
      }
    }
    key = "[\(key)]"
  }

  private static func text(_ start: WireReader, _ type: ProtoFieldType) -> String? {
    var reader = start
    switch type {
    case .string:
      guard let count = try? reader.length() else { return nil }
      let bytes = UnsafeRawBufferPointer(start: reader.position, count: min(count, 64))
      return TextStrings.quoted(bytes, escapesNonASCII: !UTF8Validation.isValid(bytes))
    case .bool: return (try? reader.bool()).map { "\($0)" }
    case .int32: return (try? reader.int32()).map { "\($0)" }
    case .int64: return (try? reader.int64()).map { "\($0)" }
    case .uint32: return (try? reader.uint32()).map { "\($0)" }
    case .uint64: return (try? reader.uint64()).map { "\($0)" }
    case .sint32: return (try? reader.sint32()).map { "\($0)" }
    case .sint64: return (try? reader.sint64()).map { "\($0)" }
    case .fixed32: return (try? reader.fixed32()).map { "\($0)" }
    case .fixed64: return (try? reader.fixed64()).map { "\($0)" }
    case .sfixed32: return (try? reader.sfixed32()).map { "\($0)" }
    case .sfixed64: return (try? reader.sfixed64()).map { "\($0)" }
    default: return nil
    }
  }
}
