import MartletProtobuf
import Synchronization

/// A field as reading and writing JSON see it: what has to be worked out is, and lies flat in the
/// memory of its message's plan, so that nothing is counted or looked up on the way.
struct JSONField: ~Copyable {
  /// A tag as it is encoded.
  struct Tag {
    /// The first byte is the lowest one.
    let bytes: UInt64
    let count: Int
    let number: UInt32

    /// A field number and how its value is written.
    init(_ number: UInt32) {
      var bytes: UInt64 = 0
      var count = 0
      var rest = number
      while rest >= 0x80 {
        bytes |= UInt64(rest & 0x7F | 0x80) << UInt64(8 * count)
        count += 1
        rest >>= 7
      }
      self.bytes = bytes | UInt64(rest) << UInt64(8 * count)
      self.count = count + 1
      self.number = number
    }
  }

  /// A name as it stands in a text, between a comma and a colon: `,"name":`. May be read in whole
  /// words, so up to seven bytes beyond its end.
  struct Key {
    let text: UnsafeRawPointer
    let count: Int
    /// Whether the name itself stands between the quotes: it has no escapes.
    let isPlain: Bool

    /// The name, if it is plain.
    var name: UnsafeRawBufferPointer {
      UnsafeRawBufferPointer(start: text + 2, count: count - 4)
    }
  }

  /// How many values there may be, and how they are written.
  enum Shape: UInt8 {
    case single, array, packed, map
  }

  let type: ProtoFieldType
  let shape: Shape
  /// The place among the fields of its message.
  let place: Int
  /// The place of its oneof, behind those of all fields; -1 if it is in none.
  let oneof: Int
  let number: Int32
  /// Of a single value.
  let tag: Tag
  let packedTag: Tag
  /// A bit for each wire type that its values may have.
  private let wireTypes: UInt8
  /// Whether it extends a message set, where values are written as items.
  let isMessageSetItem: Bool
  /// With the name that JSON has for it.
  let key: Key
  /// With the name in the IDL.
  let idlKey: Key
  /// The type of a map's entries, a message of a key and a value.
  let entry: UnsafePointer<JSONMessage>?
  /// Kept by whoever keeps the plan.
  private let unmanagedSchema: Unmanaged<ProtoFieldSchema>
  /// The plan of the type of its values, once it is known.
  private let link = Atomic<UnsafeRawPointer?>(nil)

  init(_ schema: ProtoFieldSchema, place: Int, oneof: Int, key: Key, idlKey: Key) {
    unmanagedSchema = .passUnretained(schema)
    type = schema.type
    self.place = place
    self.oneof = oneof
    number = schema.number
    tag = Tag(schema.tag)
    packedTag = Tag(schema.packedTag)
    isMessageSetItem = schema.isMessageSetItem
    wireTypes = Self.wireTypes(schema)
    self.key = key
    self.idlKey = idlKey
    switch schema.cardinality {
    case .map:
      shape = .map
      let entry = schema.mapEntry?.json
      self.entry = entry?.pointee.count == 2 ? entry : nil
    case .repeated:
      shape = schema.isPacked ? .packed : .array
      entry = nil
    default:
      shape = .single
      entry = nil
    }
  }

  var schema: ProtoFieldSchema { unmanagedSchema._withUnsafeGuaranteedRef { $0 } }

  var name: String { schema.name }

  /// Its own, packed and expanded whichever is written, and that of integers as they are in memory.
  private static func wireTypes(_ schema: ProtoFieldSchema) -> UInt8 {
    let own = UInt8(1) << schema.type.wireType
    guard schema.isRepeated, schema.type.isPackable else { return own }
    let raw = UInt8(1) << UInt8(WireWriter.rawWireType)
    return own | 1 << 2 | (schema.type.wireType == 0 ? raw : 0)
  }

  /// Whether a tag may be one of its own.
  @inline(__always)
  func accepts(_ tag: UInt32) -> Bool {
    tag ^ self.tag.number < 8 && wireTypes &>> UInt8(truncatingIfNeeded: tag & 7) & 1 != 0
  }

  /// The type of its values, which are messages; nil if it is not known. What a field refers to
  /// lives as long as the field (``ProtoSchemaReference``), and so does that one's plan.
  @inline(__always)
  var message: UnsafePointer<JSONMessage>? {
    if let known = link.load(ordering: .acquiring) {
      return known.assumingMemoryBound(to: JSONMessage.self)
    }
    return unlinkedMessage
  }

  @inline(never)
  private var unlinkedMessage: UnsafePointer<JSONMessage>? {
    guard let plan = schema.messageSchema?.json else { return nil }
    link.store(UnsafeRawPointer(plan), ordering: .releasing)
    return plan
  }

  /// The type of its values, which are of an enum; nil if it is not known.
  @inline(__always)
  var enumeration: UnsafePointer<JSONEnum>? {
    if let known = link.load(ordering: .acquiring) {
      return known.assumingMemoryBound(to: JSONEnum.self)
    }
    return unlinkedEnumeration
  }

  @inline(never)
  private var unlinkedEnumeration: UnsafePointer<JSONEnum>? {
    guard let plan = schema.enumSchema?.json else { return nil }
    link.store(UnsafeRawPointer(plan), ordering: .releasing)
    return plan
  }

  /// Whether `null` is a value of the field rather than its absence.
  var takesNull: Bool {
    switch type {
    case .enumeration: enumeration?.pointee.isNull ?? false
    case .message: message?.pointee.wellKnownType == .value
    default: false
    }
  }
}

extension ProtoFieldSchema {
  /// An extension, which is in no message's plan. Valid as long as the schema.
  var json: UnsafePointer<JSONField> {
    let memory = jsonPlan.memory { JSONPlan.make(of: [self]) }
    return memory.assumingMemoryBound(to: JSONMessage.self).pointee.fields
  }
}
