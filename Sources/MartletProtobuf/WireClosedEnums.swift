/// Reading closed enums: a number without a name is no value. It becomes an unknown field, as in
/// the other implementations, and with it goes the whole entry of a map.
extension WireReader {
  /// A single value; nil if it has been put to the others.
  @inlinable
  @inline(__always)
  public mutating func enumeration<Value: ProtoClosedEnum>(
    _: Value.Type, _ tag: UInt32, _ others: inout UnknownFields
  ) throws(WireError) -> Value? {
    let number = try int32()
    if let value = Value(rawValue: number) { return value }
    others.append(tag, number)
    return nil
  }

  /// A run of a repeated field, of which the first tag has been read.
  @inlinable
  @inline(__always)
  public mutating func enumerations<Value: ProtoClosedEnum>(
    _ values: inout [Value], _ tag: UInt32, _ others: inout UnknownFields
  ) throws(WireError) {
    position = try WireReader.enumerationRun(&values, tag, self, &others)
  }

  /// A packed field; `tag` is that of a single value.
  @inlinable
  @inline(__always)
  public mutating func packedEnumerations<Value: ProtoClosedEnum>(
    _ values: inout [Value], _ tag: UInt32, _ others: inout UnknownFields
  ) throws(WireError) {
    position = try WireReader.packedEnumerations(&values, tag, self, &others)
  }

  /// A run of entries of a map, of which the first tag has been read.
  @inlinable
  @inline(__always)
  public mutating func map<Key: WireCoding, Value: ProtoClosedEnum>(
    _ map: inout [Key.Value: Value], _ tag: UInt32, _: Key.Type, _ others: inout UnknownFields
  ) throws(WireError) {
    position = try WireReader.enumerationEntries(&map, tag, self, Key.self, &others)
  }

  @inlinable
  @inline(never)
  static func enumerationRun<Value: ProtoClosedEnum>(
    _ values: inout [Value], _ tag: UInt32, _ start: WireReader, _ others: inout UnknownFields
  ) throws(WireError) -> UnsafeRawPointer {
    var reader = start
    while true {
      if let value = try reader.enumeration(Value.self, tag, &others) { values.append(value) }
      let behind = reader.position
      if reader.isAtEnd { return behind }
      // A fault in the next tag is found by whoever reads it as the next field.
      guard try reader.tag() == tag else { return behind }
    }
  }

  @inlinable
  @inline(never)
  static func packedEnumerations<Value: ProtoClosedEnum>(
    _ values: inout [Value], _ tag: UInt32, _ start: WireReader, _ others: inout UnknownFields
  ) throws(WireError) -> UnsafeRawPointer {
    var outer = start
    let bytes = try outer.length()
    var reader = WireReader(position: outer.position, end: outer.position + bytes, depth: 0)
    if values.isEmpty { values.reserveCapacity(varintCount(reader.position, bytes)) }
    while !reader.isAtEnd {
      if let value = try reader.enumeration(Value.self, tag, &others) { values.append(value) }
    }
    return reader.end
  }

  @inlinable
  @inline(never)
  static func enumerationEntries<Key: WireCoding, Value: ProtoClosedEnum>(
    _ map: inout [Key.Value: Value], _ tag: UInt32, _ start: WireReader, _: Key.Type,
    _ others: inout UnknownFields
  ) throws(WireError) -> UnsafeRawPointer {
    var reader = start
    while true {
      let content = try reader.nested()
      if try !enumerationEntry(&map, content, Key.self) { others.append(tag, content) }
      let behind = reader.position
      if reader.isAtEnd { return behind }
      guard try reader.tag() == tag else { return behind }
    }
  }

  /// False if the entry has a number that its enum does not name.
  @inlinable
  static func enumerationEntry<Key: WireCoding, Value: ProtoClosedEnum>(
    _ map: inout [Key.Value: Value], _ entry: WireReader, _: Key.Type
  ) throws(WireError) -> Bool {
    var reader = entry
    var key = Key.initial
    var value = Value()
    var isKnown = true
    while !reader.isAtEnd {
      let start = reader.position
      let tag = try reader.tag()
      if tag == 8 | Key.wireType {
        try Key.read(&key, &reader)
      } else if tag == 16 {
        if let read = Value(rawValue: try reader.int32()) { value = read } else { isKnown = false }
      } else {
        reader.position = try skip(tag, start, reader)
      }
    }
    if isKnown { map[key] = value }
    return isKnown
  }
}

extension UnknownFields {
  /// The number that the field of a closed enum was set to, where the enum does not name it.
  package func enumNumber(ofField number: Int32) -> Int32? {
    var last: Int32?
    bytes.withUnsafeBytes { bytes in
      var reader = WireReader(over: bytes, depth: ProtoDecodingLimits().depth)
      while !reader.isAtEnd {
        let start = reader.position
        guard let tag = try? reader.tag(), let next = try? WireReader.skip(tag, start, reader)
        else { return }
        if tag == UInt32(bitPattern: number) << 3 { last = try? reader.int32() }
        reader.position = next
      }
    }
    return last
  }

  /// A field that is an enum's number.
  @inline(never)
  @usableFromInline
  mutating func append(_ tag: UInt32, _ number: Int32) {
    var builder = WireBuilder()
    builder.tag(tag)
    builder.varint(UInt64(bitPattern: Int64(number)))
    builder.withBytes { append($0, following: 0) }
  }

  /// A length-delimited field with the content that a reader is over.
  @inline(never)
  @usableFromInline
  mutating func append(_ tag: UInt32, _ content: WireReader) {
    var builder = WireBuilder()
    builder.bytes(
      tag,
      UnsafeRawBufferPointer(start: content.position, count: content.end - content.position))
    builder.withBytes { append($0, following: 0) }
  }
}
