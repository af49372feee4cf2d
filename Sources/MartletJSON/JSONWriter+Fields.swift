import MartletProtobuf

extension JSONWriter {
  /// A field whose tag has been read, with its name, and all of its values that follow.
  @inline(__always)
  mutating func field(
    _ field: UnsafePointer<JSONField>, _ tag: UInt32, _ reader: inout WireReader
  ) throws(ProtoJSONError) {
    switch field.pointee.shape {
    case .single:
      key(of: field)
      try value(field, &reader)
    default: try values(field, tag, &reader)
    }
  }

  @inline(never)
  private mutating func values(
    _ field: UnsafePointer<JSONField>, _ tag: UInt32, _ reader: inout WireReader
  ) throws(ProtoJSONError) {
    let mark = output.count
    key(of: field)
    if field.pointee.shape == .map { return try entries(field, &reader) }
    let isEmpty = try elements(field, tag, &reader)
    // A packed field may hold no values at all.
    if isEmpty, !options.pointee.writesDefaults { output.rewind(to: mark) }
  }

  // MARK: - Fields that are not set

  /// Writes fields that are not set, as far as they have a default to show.
  @inline(never)
  mutating func unset(
    _ next: inout UnsafePointer<JSONField>, before number: Int32,
    _ end: UnsafePointer<JSONField>
  ) {
    while next < end, next.pointee.number < number {
      unset(next)
      next += 1
    }
  }

  private mutating func unset(_ field: UnsafePointer<JSONField>) {
    guard field.pointee.oneof < 0 else { return }
    switch field.pointee.schema.cardinality {
    case .repeated:
      key(of: field)
      output.text("[]")
    case .map:
      key(of: field)
      output.text("{}")
    case .implicit:
      if field.pointee.type.isMessage { return }
      key(of: field)
      defaultValue(of: field)
    case .optional, .required: return
    }
  }

  @inline(never)
  mutating func defaultValue(of field: UnsafePointer<JSONField>) {
    switch field.pointee.type {
    case .string, .bytes: output.text("\"\"")
    case .bool: output.text("false")
    case .enumeration: enumeration(0, field)
    case .int64, .uint64, .fixed64, .sfixed64, .sint64: output.text("\"0\"")
    default: output.text("0")
    }
  }

  // MARK: - Several values

  /// The elements in brackets, of all values with this field's tags that follow; returns whether
  /// there are none.
  mutating func elements(
    _ field: UnsafePointer<JSONField>, _ firstTag: UInt32, _ reader: inout WireReader
  ) throws(ProtoJSONError) -> Bool {
    let start = open()
    var tag = firstTag
    var count = 0
    while true {
      do throws(ProtoJSONError) {
        if tag == field.pointee.tag.number {
          comma()
          try value(field, &reader)
          count &+= 1
          if field.pointee.type == .string { plainTexts(field, &reader, &count) }
        } else if tag & 7 == WireWriter.rawWireType {
          try integers(field, try bytes(&reader), &count)
        } else {
          try packed(field, try nested(&reader), &count)
        }
      } catch {
        throw error.within("[\(count)]")
      }
      if reader.isAtEnd { break }
      let behind = reader.position
      tag = try self.tag(&reader)
      if !field.pointee.accepts(tag) {
        reader.position = behind
        break
      }
    }
    close("[", "]", start)
    return count == 0
  }

  private mutating func packed(
    _ field: UnsafePointer<JSONField>, _ values: WireReader, _ count: inout Int
  ) throws(ProtoJSONError) {
    var reader = values
    let isDouble = field.pointee.type == .double
    while !reader.isAtEnd {
      comma()
      output.need(OutputBuffer.longestNumber)
      if isDouble { try double(&reader) } else { try scalar(field, &reader) }
      count &+= 1
    }
  }

  /// The entries of a map in braces, of all that follow.
  mutating func entries(
    _ field: UnsafePointer<JSONField>, _ reader: inout WireReader
  ) throws(ProtoJSONError) {
    guard let entry = field.pointee.entry?.pointee.fields else {
      throw ProtoJSONError("the type of this field is not known")
    }
    let start = open()
    var keys = seenKeys.push()
    while true {
      comma()
      try self.entry(entry, try nested(&reader), &keys)
      plainEntries(field, entry, &reader)
      if reader.isAtEnd { break }
      let behind = reader.position
      if try tag(&reader) != field.pointee.tag.number {
        reader.position = behind
        break
      }
    }
    seenKeys.pop(keys)
    close("{", "}", start)
  }

  /// Key and value, each once, in this order. A missing one is the default.
  private mutating func entry(
    _ key: UnsafePointer<JSONField>, _ entry: WireReader, _ keys: inout SeenKeys.Mark
  ) throws(ProtoJSONError) {
    var reader = entry
    let mark = output.count
    var tag = reader.isAtEnd ? 0 : try self.tag(&reader)
    if tag == key.pointee.tag.number {
      try mapKey(key, &reader)
      tag = reader.isAtEnd ? 0 : try self.tag(&reader)
    } else {
      missingKey(key)
    }
    if !isOwn, !isNormalized { try checkKey(mark, &keys) }
    colon()
    let field = key + 1
    if tag == field.pointee.tag.number {
      output.need(OutputBuffer.longestNumber)
      try value(field, &reader)
      if !reader.isAtEnd { throw disorder() }
    } else if tag == 0 {
      try missingValue(field, reader)
    } else {
      throw disorder()
    }
  }

  /// Notes the key that was written last. Of equal keys only the last one would count.
  @inline(never)
  private mutating func checkKey(
    _ mark: Int, _ keys: inout SeenKeys.Mark
  ) throws(ProtoJSONError) {
    let hash = KeyHash.ofKeys.hash(output.base + mark, output.count - mark)
    // Whether or not they are the same: putting the message in order tells.
    if seenKeys.insert(hash, at: mark, into: &keys) != nil { throw disorder() }
  }

  /// A key is a string whatever its type.
  @inline(__always)
  private mutating func mapKey(
    _ key: UnsafePointer<JSONField>, _ reader: inout WireReader
  ) throws(ProtoJSONError) {
    if key.pointee.type == .string {
      let bytes = try self.bytes(&reader)
      return try string(bytes.start, bytes.count)
    }
    output.need(OutputBuffer.longestNumber)
    let isQuoted = key.pointee.type.hasEightBytes
    if !isQuoted { output.store(UInt8(ascii: "\"")) }
    try scalar(key, &reader)
    if !isQuoted { output.byte(UInt8(ascii: "\"")) }
  }

  @inline(never)
  private mutating func missingKey(_ key: UnsafePointer<JSONField>) {
    let isQuoted = key.pointee.type == .string || key.pointee.type.hasEightBytes
    if !isQuoted { output.byte(UInt8(ascii: "\"")) }
    defaultValue(of: key)
    if !isQuoted { output.byte(UInt8(ascii: "\"")) }
  }

  @inline(never)
  private mutating func missingValue(
    _ field: UnsafePointer<JSONField>, _ entry: WireReader
  ) throws(ProtoJSONError) {
    guard field.pointee.type.isMessage else { return defaultValue(of: field) }
    guard let type = field.pointee.message else {
      throw ProtoJSONError("the type of this field is not known")
    }
    try message(type, WireReader(empty: entry.depth - 1))
  }
}
