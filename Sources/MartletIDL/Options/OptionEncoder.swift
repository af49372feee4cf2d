internal import MartletDescriptors
internal import MartletProtobuf

/// Encodes an option tree in wire format, by its own field table.
///
/// The bytes are then decoded into the options message: its own fields land in properties, custom
/// options among its unknown fields, as protobuf implementations keep them. Fields come in the
/// order of their numbers.
struct OptionEncoder {
  private(set) var bytes: [UInt8] = []

  static func encode(_ tree: OptionTree) -> [UInt8] {
    var encoder = OptionEncoder()
    encoder.append(tree)
    return encoder.bytes
  }

  /// One custom option: the value, wrapped into the messages on the way to it. Never packed, and
  /// one record per statement: so protoc keeps them.
  static func encode(_ value: OptionValue, path: [FieldInfo]) -> [UInt8] {
    guard let field = path.first else { return [] }
    var encoder = OptionEncoder()
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

  private mutating func append(_ tree: OptionTree) {
    if let any = tree.any {
      appendLength(1, Array(any.url.utf8))
      appendLength(2, Self.encode(any.message))
    }
    var entries = tree.entries
    if tree.type.isMapEntry {
      // An entry of a map always has both parts on the wire.
      for field in tree.type.fields where tree.entry(of: field) == nil {
        guard let zero = Self.zero(field) else { continue }
        entries.append(OptionTree.Entry(field: field, values: [zero], range: .none))
      }
    }
    for entry in entries.sorted(by: { $0.field.number < $1.field.number }) {
      if isPacked(entry.field) {
        var packed = OptionEncoder()
        for value in entry.values { packed.appendScalar(value, entry.field.type) }
        if !entry.values.isEmpty { appendLength(entry.field.number, packed.bytes) }
      } else {
        for value in entry.values { append(value, entry.field) }
      }
    }
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

  private func isPacked(_ field: FieldInfo) -> Bool {
    guard field.isRepeated, field.message == nil, field.type != .string, field.type != .bytes
    else { return false }
    return field.features.repeatedFieldEncoding == .packed
  }

  private mutating func append(_ value: OptionValue, _ field: FieldInfo) {
    switch value {
    case .bytes(let bytes): appendLength(field.number, bytes)
    case .message(let tree): append(Self.encode(tree), as: field)
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
