package import MartletProtobuf

/// Encoded messages as no encoder writes them, all of them legal: fields in any order, single ones
/// several times, repeated ones packed and not, submessages in pieces, the entries of maps without
/// key or value or with two of them, and members of a oneof one after the other.
package struct WireSoup {
  private var random: SeededGenerator

  package init(seed: UInt64) {
    random = SeededGenerator(seed: seed)
  }

  /// A message of a type.
  package mutating func message(_ schema: ProtoMessageSchema, depth: Int = 3) -> [UInt8] {
    var bytes: [UInt8] = []
    let fields = (0..<4).compactMap { _ in schema.fields.randomElement(using: &random) }
    for _ in 0..<pick(0...12) {
      guard let field = fields.randomElement(using: &random) else { break }
      bytes += occurrence(field, depth)
    }
    return bytes
  }

  private mutating func pick(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &random)
  }

  private mutating func occurrence(_ field: ProtoFieldSchema, _ depth: Int) -> [UInt8] {
    let number = Int(field.number)
    if field.type.isMessage {
      guard depth > 0, let type = field.messageSchema else { return [] }
      if field.isMap { return Wire.bytes(number, entry(type, depth)) }
      let content = message(type, depth: depth - 1)
      if field.type == .message { return Wire.bytes(number, content) }
      return Wire.tag(number, 3) + content + Wire.tag(number, 4)
    }
    if field.isRepeated, field.type.isPackable, pick(0...1) == 0 {
      return Wire.bytes(number, (0..<pick(0...5)).flatMap { _ in value(field) })
    }
    return Wire.tag(number, Int(field.type.wireType)) + value(field)
  }

  private mutating func entry(_ type: ProtoMessageSchema, _ depth: Int) -> [UInt8] {
    (0..<pick(0...4)).flatMap { _ in
      type.fields.randomElement(using: &random).map { occurrence($0, depth) } ?? []
    }
  }

  /// A value without its tag. Few different ones, so that keys meet.
  private mutating func value(_ field: ProtoFieldSchema) -> [UInt8] {
    switch field.type {
    case .double, .fixed64, .sfixed64: return (0..<8).map { _ in UInt8(pick(0...1)) }
    case .float, .fixed32, .sfixed32: return (0..<4).map { _ in UInt8(pick(0...1)) }
    case .string, .bytes:
      let text = ["", "a", "bc"].randomElement(using: &random) ?? ""
      return Wire.varint(UInt64(text.utf8.count)) + Array(text.utf8)
    default:
      let numbers: [UInt64] = [0, 1, 2, 5, 7, 300, 1 << 40, .max, 0xFFFF_FFFF_FFFF_FFFB]
      return Wire.varint(numbers.randomElement(using: &random) ?? 0)
    }
  }
}
