internal import MartletDescriptors
internal import MartletProtobuf

/// Encodes an option tree in wire format, by its own field table.
///
/// The bytes are then decoded into the options message: its own fields land in properties, custom
/// options among its unknown fields, as protobuf implementations keep them. Fields come in the
/// order of their numbers.
struct OptionEncoder {
  /// Whether options that are to stay in the source are left out.
  private let strips: Bool
  private(set) var bytes: [UInt8] = []

  private init(strips: Bool) {
    self.strips = strips
  }

  /// All of `tree`. With `strips`, what is only for the source is left out at any depth, and so
  /// are options messages that have nothing else.
  static func encode(_ tree: OptionTree, strips: Bool = false) -> [UInt8] {
    var encoder = OptionEncoder(strips: strips)
    encoder.append(tree)
    return encoder.bytes
  }

  /// One custom option: the value, wrapped into the messages on the way to it. Never packed, and
  /// one record per statement: so protoc keeps them for plugins.
  static func encode(_ value: OptionValue, path: [FieldInfo]) -> [UInt8] {
    guard let field = path.first else { return [] }
    var encoder = OptionEncoder(strips: false)
    if path.count == 1 {
      encoder.append(value, field)
    } else {
      let inner = encode(value, path: Array(path.dropFirst()))
      encoder.append(inner, as: field)
    }
    return encoder.bytes
  }

  private enum WireType: UInt64 {
    case varint = 0
    case fixed64 = 1
    case length = 2
    case startGroup = 3
    case endGroup = 4
    case fixed32 = 5
  }

  // MARK: - Messages

  private mutating func append(_ tree: OptionTree) {
    if let any = tree.any {
      appendLength(1, Array(any.url.utf8))
      let value = Self.encode(any.message)
      let field = tree.type.fields.first { $0.number == 2 }
      if !value.isEmpty || field?.hasImplicitPresence == false { appendLength(2, value) }
    }
    var entries = tree.entries
    if tree.type.isMapEntry {
      // An entry of a map always has both parts on the wire.
      for field in tree.type.fields where tree.entry(of: field) == nil {
        guard let zero = Self.zero(field) else { continue }
        entries.append(OptionTree.Entry(field: field, values: [zero], range: .none))
      }
    }
    for entry in entries.sorted(by: { Self.order($0.field) < Self.order($1.field) }) {
      if strips, entry.field.isSourceOnly { continue }
      if tree.isOverruled(entry.field) { continue }
      if entry.field.isPacked {
        appendPacked(entry)
      } else if tree.type.isMessageSet {
        for value in entry.values { appendMessageSetItem(value, entry.field.number) }
      } else if tree.type.isMapEntry || !entry.field.hasImplicitPresence {
        for value in entry.values { append(value, entry.field) }
      } else {
        for value in entry.values where !value.isZero(as: entry.field.type) {
          append(value, entry.field)
        }
      }
    }
  }

  /// By number, but custom options that are not built into protoc come last.
  private static func order(_ field: FieldInfo) -> (Int32, Int32) {
    let isOption =
      field.isExtension && field.extendee?.file.source.name == OptionTarget.schemaFile
    return (isOption && !field.isBuiltIn ? 1 : 0, field.number)
  }

  private mutating func appendPacked(_ entry: OptionTree.Entry) {
    if entry.values.isEmpty { return }
    var packed = OptionEncoder(strips: false)
    for value in entry.values { packed.appendScalar(value, entry.field.type) }
    appendLength(entry.field.number, packed.bytes)
  }

  /// The format from before extensions: a group of the extension's number and the message.
  private mutating func appendMessageSetItem(_ value: OptionValue, _ number: Int32) {
    guard case .message(let tree) = value else { return }
    appendTag(1, .startGroup)
    appendTag(2, .varint)
    appendVarint(UInt64(UInt32(bitPattern: number)))
    appendLength(3, Self.encode(tree, strips: strips))
    appendTag(1, .endGroup)
  }

  private static func zero(_ field: FieldInfo) -> OptionValue? {
    switch field.type {
    case nil: nil
    case .string, .bytes: .bytes([])
    case .message, .group: field.message.map { .message(OptionTree(type: $0)) }
    case .float, .double: .number(0)
    case .bool: .bool(false)
    default: .unsigned(0)
    }
  }

  private mutating func append(_ value: OptionValue, _ field: FieldInfo) {
    switch value {
    case .bytes(let bytes): appendLength(field.number, bytes)
    case .message(let tree):
      // protoc does not look for such options within groups.
      let content = Self.encode(tree, strips: strips && !field.isDelimited)
      if strips, content.isEmpty, !field.isRepeated, tree.isOptions, !Self.encode(tree).isEmpty {
        return
      }
      append(content, as: field)
    default:
      let wireType: WireType =
        switch field.type {
        case .fixed32, .sfixed32, .float: .fixed32
        case .fixed64, .sfixed64, .double: .fixed64
        default: .varint
        }
      appendTag(field.number, wireType)
      appendScalar(value, field.type)
    }
  }

  private mutating func append(_ message: [UInt8], as field: FieldInfo) {
    if field.isDelimited {
      appendTag(field.number, .startGroup)
      bytes += message
      appendTag(field.number, .endGroup)
    } else {
      appendLength(field.number, message)
    }
  }

  // MARK: - Values

  private mutating func appendScalar(_ value: OptionValue, _ type: FieldInfo.Proto.TypeEnum?) {
    let bits: UInt64
    switch value {
    case .bool(let value): bits = value ? 1 : 0
    case .signed(let value): bits = UInt64(bitPattern: value)
    case .unsigned(let value): bits = value
    case .enumeration(let value): bits = UInt64(bitPattern: Int64(value))
    case .number(let value):
      bits = type == .float ? UInt64(Float(value).bitPattern) : value.bitPattern
    case .bytes, .message: return
    }
    switch type {
    case .fixed32, .sfixed32, .float: appendFixed(bits, count: 4)
    case .fixed64, .sfixed64, .double: appendFixed(bits, count: 8)
    case .sint32, .sint64:
      let signed = Int64(bitPattern: bits)
      appendVarint(UInt64(bitPattern: (signed << 1) ^ (signed >> 63)))
    default: appendVarint(bits)
    }
  }

  private mutating func appendLength(_ number: Int32, _ content: [UInt8]) {
    appendTag(number, .length)
    appendVarint(UInt64(content.count))
    bytes += content
  }

  private mutating func appendTag(_ number: Int32, _ type: WireType) {
    appendVarint(UInt64(UInt32(bitPattern: number)) << 3 | type.rawValue)
  }

  private mutating func appendVarint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  private mutating func appendFixed(_ value: UInt64, count: Int) {
    for index in 0..<count { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * UInt64(index)))) }
  }
}
