import MartletProtobuf

/// Puts encoded messages in order: fields by their numbers, each once, pieces of one message joined,
/// of a oneof the last member alone, of a map each key once. Unknown fields are left out.
struct WireNormalizer: ~Copyable {
  private var scan: WireScan
  private var output = OutputBuffer()

  /// The message of a type in order.
  static func bytes(
    of encoded: [UInt8], _ type: ProtoMessageSchema, _ types: ProtoTypeRegistry
  ) throws(ProtoJSONError) -> [UInt8] {
    var normalizer = WireNormalizer(types)
    var failure: ProtoJSONError?
    encoded.withUnsafeBytes { buffer in
      guard let start = buffer.baseAddress else { return }
      let reader = WireReader(
        position: start, end: start + buffer.count, depth: ProtoJSON.depth)
      do throws(ProtoJSONError) {
        try normalizer.message(type, reader)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return Array(normalizer.output.bytes)
  }

  private init(_ types: ProtoTypeRegistry) {
    scan = WireScan(registry: types, keepsUnknown: false)
  }

  private mutating func message(
    _ type: ProtoMessageSchema, _ reader: WireReader
  ) throws(ProtoJSONError) {
    let base = try push(reader, type)
    let end = scan.occurrences.count
    var place = base
    while place < end {
      let first = scan.occurrences[place]
      var last = place + 1
      while last < end, scan.occurrences[last].isSameField(as: first) { last += 1 }
      if let field = first.field?.takeUnretainedValue() {
        do throws(ProtoJSONError) {
          try self.field(field, place..<last, reader.depth)
        } catch {
          throw error.within(field.name)
        }
      }
      place = last
    }
    scan.pop(to: base)
  }

  private mutating func field(
    _ field: ProtoFieldSchema, _ places: Range<Int>, _ depth: Int
  ) throws(ProtoJSONError) {
    switch field.cardinality {
    case .map: try map(field, places, depth)
    case .repeated:
      for place in places { try value(field, scan.occurrences[place], depth) }
    default:
      guard field.type.isMessage, places.count > 1 else {
        // The last one wins.
        return try value(field, scan.occurrences[places.upperBound - 1], depth)
      }
      try joined(field, places, depth)
    }
  }

  /// Several pieces of one message are merged by reading them one after the other.
  private mutating func joined(
    _ field: ProtoFieldSchema, _ places: Range<Int>, _ depth: Int
  ) throws(ProtoJSONError) {
    var pieces: [UInt8] = []
    for occurrence in scan.occurrences[places] {
      pieces += UnsafeRawBufferPointer(
        start: occurrence.start, count: occurrence.end - occurrence.start)
    }
    var failure: ProtoJSONError?
    var whole = scan.occurrences[places.lowerBound]
    pieces.withUnsafeBytes { buffer in
      whole.start = buffer.baseAddress ?? WireReader(empty: 0).position
      whole.end = whole.start + buffer.count
      do throws(ProtoJSONError) { try value(field, whole, depth) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  /// One value with its tag.
  private mutating func value(
    _ field: ProtoFieldSchema, _ occurrence: WireOccurrence, _ depth: Int
  ) throws(ProtoJSONError) {
    let tag = JSONField.Tag(
      UInt32(bitPattern: occurrence.number) << 3 | UInt32(occurrence.wireType))
    let content = UnsafeRawBufferPointer(
      start: occurrence.start, count: occurrence.end - occurrence.start)
    guard field.type.isMessage, let type = field.messageSchema else {
      if occurrence.wireType == 2 { return output.bytes(tag, content) }
      output.need(OutputBuffer.longestVarintField)
      output.tag(tag)
      return output.copy(content)
    }
    guard depth > 1 else { throw ProtoJSONError("messages are nested deeper than the limit") }
    let reader = WireReader(
      position: occurrence.start, end: occurrence.end, depth: depth - 1)
    if field.isMessageSetItem {
      let mark = output.openItem(field.number)
      try message(type, reader)
      output.closeItem(mark)
    } else if occurrence.wireType == 2 {
      let mark = output.open(tag)
      try message(type, reader)
      output.close(mark)
    } else {
      output.need(OutputBuffer.longestVarintField)
      output.tag(tag)
      try message(type, reader)
      output.need(OutputBuffer.longestVarintField)
      output.tag(JSONField.Tag(tag.number + 1))
    }
  }

  private mutating func push(
    _ reader: WireReader, _ type: ProtoMessageSchema
  ) throws(ProtoJSONError) -> Int {
    do throws(WireError) {
      return try scan.push(reader, type)
    } catch {
      throw ProtoJSONError("its content is not a valid message: \(error.kind)")
    }
  }

  // MARK: - Maps

  /// Of entries with the same key the last one counts.
  private mutating func map(
    _ field: ProtoFieldSchema, _ places: Range<Int>, _ depth: Int
  ) throws(ProtoJSONError) {
    guard let entry = field.mapEntry, !entry.fields.isEmpty else { return }
    var lastPlaces: [Key: Int] = [:]
    var keys: [Key] = []
    for place in places {
      let key = try key(of: entry, reader(place, depth - 1))
      keys.append(key)
      lastPlaces[key] = place
    }
    for (place, key) in zip(places, keys) where lastPlaces[key] == place {
      let mark = output.open(JSONField.Tag(field.tag))
      try message(entry, reader(place, depth - 1))
      output.close(mark)
    }
  }

  private func reader(_ place: Int, _ depth: Int) -> WireReader {
    let occurrence = scan.occurrences[place]
    return WireReader(position: occurrence.start, end: occurrence.end, depth: depth)
  }

  private enum Key: Hashable {
    case text([UInt8])
    case number(UInt64)
  }

  /// The key of an entry, however it is encoded; a missing one is the default one.
  private mutating func key(
    of entry: ProtoMessageSchema, _ reader: WireReader
  ) throws(ProtoJSONError) -> Key {
    let base = try push(reader, entry)
    defer { scan.pop(to: base) }
    let field = entry.fields[0]
    let last = scan.occurrences[base...].last { $0.number == field.number }
    if field.type == .string {
      return .text(
        last.map { Array(UnsafeRawBufferPointer(start: $0.start, count: $0.end - $0.start)) } ?? [])
    }
    guard let last else { return .number(0) }
    var value = WireReader(position: last.start, end: last.end, depth: 0)
    do throws(WireError) {
      switch field.type {
      case .bool: return .number(try value.bool() ? 1 : 0)
      case .fixed32, .sfixed32: return .number(UInt64(try value.fixed32()))
      case .fixed64, .sfixed64: return .number(try value.fixed64())
      case .int64, .uint64, .sint64: return .number(try value.uint64())
      default: return .number(UInt64(try value.uint32()))
      }
    } catch {
      throw ProtoJSONError("its content is not a valid message: \(error.kind)")
    }
  }
}
