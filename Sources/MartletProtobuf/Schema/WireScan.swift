/// One field of an encoded message: which one, and where its value is.
package struct WireOccurrence {
  /// Unmanaged, because scanning a message would otherwise count references for every field; the
  /// schema or the registry that owns the field is held by whoever scans.
  package var field: Unmanaged<ProtoFieldSchema>?
  package var number: Int32
  package var wireType: UInt8
  /// The value: behind the tag of scalars, behind the length of what has one, and between the tags
  /// of a group.
  package var start: UnsafeRawPointer
  package var end: UnsafeRawPointer

  /// By which the fields of a message are sorted.
  fileprivate var rank: Int64 { Int64(number) << 1 | (field == nil ? 1 : 0) }

  /// Whether another one is of the same field.
  package func isSameField(as other: WireOccurrence) -> Bool { rank == other.rank }
}

/// Finds the fields of encoded messages by a schema, whatever their order.
///
/// Formats that write fields in their order, each once, need all values of a field together.
/// Messages that we encoded have them so; foreign bytes (in `Any`, from a file) need not.
package struct WireScan {
  /// A stack: nested messages put theirs on top, and take them away when they are done.
  package private(set) var occurrences: [WireOccurrence] = []
  private let registry: ProtoTypeRegistry
  private let keepsUnknown: Bool
  /// Of the oneofs of the message being scanned: which member came last, and since which place.
  private var winners: [Winner] = []

  private struct Winner {
    var oneof: Int
    var number: Int32
    var since: Int
  }

  /// - Parameter keepsUnknown: whether fields that the schema does not have are of interest.
  package init(registry: ProtoTypeRegistry, keepsUnknown: Bool) {
    self.registry = registry
    self.keepsUnknown = keepsUnknown
  }

  /// Puts the fields of a message on the stack, in the order of their numbers, and returns where
  /// they begin. Unknown ones stand behind known ones of the same number: a field with a wire type
  /// that is not its own is unknown, too.
  package mutating func push(
    _ reader: WireReader, _ schema: ProtoMessageSchema
  ) throws(WireError) -> Int {
    let base = occurrences.count
    var reader = reader
    var isSorted = true
    var hasLosers = false
    var last: Int64 = 0
    winners.removeAll(keepingCapacity: true)
    do throws(WireError) {
      while !reader.isAtEnd {
        let start = reader.position
        let tag = try reader.tag()
        let next = try WireReader.skip(tag, start, reader)
        var number = Int32(bitPattern: tag >> 3)
        var wireType = UInt8(tag & 7)
        var content = WireReader(position: reader.position, end: next, depth: reader.depth)
        var field = schema.place(of: number).map { Unmanaged.passUnretained(schema.fields[$0]) }
        if field == nil, schema.isExtendable {
          field = registry.extensionField(of: schema.fullName, number: number)
            .map(Unmanaged.passUnretained)
          if schema.isMessageSet, tag == MessageSetItem.beginTag,
            let item = MessageSetItem(content),
            let known = registry.extensionField(of: schema.fullName, number: item.number)
          {
            field = Unmanaged.passUnretained(known)
            number = item.number
            wireType = 2
            content = item.message
          }
        }
        if let known = field, !known._withUnsafeGuaranteedRef({ $0.accepts(wireType) }) {
          field = nil
        }
        if let known = field?._withUnsafeGuaranteedRef({ $0.withClosedEnum }) ?? nil {
          if wireType == 2, !known.isMap {
            reader.position = next
            try elements(known, number, content, &last, &isSorted)
            continue
          }
          if try !known.namesNumber(in: content) { field = nil }
        }
        if let oneof = field?._withUnsafeGuaranteedRef({ $0.oneof }) ?? nil {
          if replaces(oneof, number) { hasLosers = true }
        }
        reader.position = next
        append(
          Self.occurrence(field, number, wireType, from: content.position, to: content.end),
          &last, &isSorted)
      }
    } catch {
      pop(to: base)
      throw error
    }
    if hasLosers { dropLosers(from: base) }
    if !isSorted { sort(from: base) }
    return base
  }

  private mutating func append(
    _ occurrence: WireOccurrence, _ last: inout Int64, _ isSorted: inout Bool
  ) {
    if occurrence.field == nil, !keepsUnknown { return }
    occurrences.append(occurrence)
    if occurrence.rank < last { isSorted = false }
    last = occurrence.rank
  }

  /// The values of a packed field of a closed enum one by one: some may be unknown, others not.
  private mutating func elements(
    _ field: ProtoFieldSchema, _ number: Int32, _ content: WireReader,
    _ last: inout Int64, _ isSorted: inout Bool
  ) throws(WireError) {
    var reader = try content.inside()
    while !reader.isAtEnd {
      let start = reader.position
      let isKnown = try field.namesNumber(in: reader)
      _ = try reader.int32()
      append(
        Self.occurrence(
          isKnown ? Unmanaged.passUnretained(field) : nil, number, 0, from: start,
          to: reader.position),
        &last, &isSorted)
    }
  }

  /// Remembers the member of a oneof that came last; whether another one was before it.
  private mutating func replaces(_ oneof: Int, _ number: Int32) -> Bool {
    guard let place = winners.firstIndex(where: { $0.oneof == oneof }) else {
      winners.append(Winner(oneof: oneof, number: number, since: occurrences.count))
      return false
    }
    if winners[place].number == number { return false }
    winners[place] = Winner(oneof: oneof, number: number, since: occurrences.count)
    return true
  }

  /// Of a oneof only the member that came last counts, from where the one before it ended.
  private mutating func dropLosers(from base: Int) {
    let winners = self.winners
    var kept = base
    for place in base..<occurrences.count {
      let oneof = occurrences[place].field?._withUnsafeGuaranteedRef { $0.oneof } ?? nil
      let winner = winners.first { $0.oneof == oneof }
      if let winner, place < winner.since { continue }
      occurrences[kept] = occurrences[place]
      kept += 1
    }
    pop(to: kept)
  }

  /// Takes away what a `push` put there.
  package mutating func pop(to base: Int) {
    occurrences.removeSubrange(base...)
  }

  /// Key and value of a map's entry that has the usual form: both, each once, in this order.
  package static func entry(
    _ entry: WireReader, _ key: ProtoFieldSchema, _ value: ProtoFieldSchema
  ) -> (key: WireOccurrence, value: WireOccurrence)? {
    var reader = entry
    guard let first = single(key, &reader), let second = single(value, &reader), reader.isAtEnd
    else { return nil }
    return (first, second)
  }

  /// The next field, if it is the expected one and well-formed.
  private static func single(
    _ field: ProtoFieldSchema, _ reader: inout WireReader
  ) -> WireOccurrence? {
    do throws(WireError) {
      let start = reader.position
      let tag = try reader.tag()
      guard tag == field.tag else { return nil }
      let content = reader.position
      reader.position = try WireReader.skip(tag, start, reader)
      return occurrence(
        Unmanaged.passUnretained(field), field.number, UInt8(tag & 7), from: content,
        to: reader.position)
    } catch {
      return nil
    }
  }

  private static func occurrence(
    _ field: Unmanaged<ProtoFieldSchema>?, _ number: Int32, _ wireType: UInt8,
    from start: UnsafeRawPointer, to end: UnsafeRawPointer
  ) -> WireOccurrence {
    var start = start
    var end = end
    if wireType == 2 {
      // The length has been checked by skipping over it.
      while start < end, start.load(as: UInt8.self) >= 0x80 { start += 1 }
      if start < end { start += 1 }
    } else if wireType == 3 {
      // Back over the end tag, which is as long as its varint is.
      end -= WireWriter.varintBytes(UInt64(UInt32(bitPattern: number) << 3 | 4))
    }
    return WireOccurrence(field: field, number: number, wireType: wireType, start: start, end: end)
  }

  /// Stable: of the values of one field, the order stays.
  private mutating func sort(from base: Int) {
    let sorted = occurrences[base...].enumerated()
      .sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }
      .map(\.element)
    occurrences.replaceSubrange(base..., with: sorted)
  }
}

extension ProtoFieldSchema {
  /// Whether a value may have this wire type: its own, or that of a packed field.
  package func accepts(_ wireType: UInt8) -> Bool {
    wireType == type.wireType || (wireType == 2 && isRepeated && type.isPackable)
  }

  /// Itself, if its values, or those of its entries, are of a closed enum.
  fileprivate var withClosedEnum: ProtoFieldSchema? {
    closedEnum == nil ? nil : self
  }

  private var closedEnum: ProtoEnumSchema? {
    guard let schema = isMap ? mapEntry?.fields.last?.enumSchema : enumSchema, schema.isClosed
    else { return nil }
    return schema
  }

  /// Whether the number that stands there has a name in the closed enum; of a map's entry, its
  /// value. A number without one is an unknown field, as is a whole entry with such a value.
  fileprivate func namesNumber(in content: WireReader) throws(WireError) -> Bool {
    guard let schema = closedEnum else { return true }
    var reader = content
    guard isMap else { return schema.name(of: try reader.int32()) != nil }
    guard let value = mapEntry?.fields.last else { return true }
    reader = try content.inside()
    var isKnown = true
    while !reader.isAtEnd {
      let start = reader.position
      let tag = try reader.tag()
      var inner = reader
      reader.position = try WireReader.skip(tag, start, reader)
      if tag == value.tag { isKnown = schema.name(of: try inner.int32()) != nil }
    }
    return isKnown
  }
}

extension WireReader {
  /// Over what stands behind a length.
  fileprivate func inside() throws(WireError) -> WireReader {
    var reader = self
    let count = try reader.length()
    return WireReader(
      position: reader.position, end: reader.position + count, depth: reader.depth)
  }
}
