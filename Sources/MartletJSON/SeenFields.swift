import MartletProtobuf

/// Which fields of the objects that are open have been read, since none may come twice.
struct SeenFields {
  /// One bit for each field and oneof; a stack, on which nested messages put theirs on top.
  private var bits: [UInt64] = []
  private var extensions: [Int: Set<Int32>] = [:]

  /// Begins a message, and returns where its bits are.
  mutating func push(_ schema: ProtoMessageSchema) -> Int {
    let base = bits.count
    let words = (schema.fields.count + schema.oneofs.count + 63) / 64
    for _ in 0..<words { bits.append(0) }
    return base
  }

  mutating func pop(to base: Int) {
    bits.removeSubrange(base...)
    if !extensions.isEmpty { extensions[base] = nil }
  }

  /// Whether the field at this place of the schema is new.
  mutating func insert(field place: Int, at base: Int) -> Bool {
    insert(bit: place, at: base)
  }

  mutating func insert(oneof: Int, of schema: ProtoMessageSchema, at base: Int) -> Bool {
    guard oneof < schema.oneofs.count else { return true }
    return insert(bit: schema.fields.count + oneof, at: base)
  }

  mutating func insert(extension number: Int32, at base: Int) -> Bool {
    extensions[base, default: []].insert(number).inserted
  }

  private mutating func insert(bit: Int, at base: Int) -> Bool {
    let mask = UInt64(1) << UInt64(bit % 64)
    let word = base + bit / 64
    defer { bits[word] |= mask }
    return bits[word] & mask == 0
  }
}
