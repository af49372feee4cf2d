/// Maps: on the wire, repeated messages with the key as field 1 and the value as field 2.
extension WireReader {
  /// A run of map entries, of which the first tag has been read.
  @inlinable
  @inline(__always)
  public mutating func map<Key: WireCoding, Value: WireCoding>(
    _ map: inout [Key.Value: Value.Value], _ tag: UInt32, _: Key.Type, _: Value.Type
  ) throws(WireError) {
    position = try WireReader.entries(&map, tag, self, Key.self, Value.self)
  }

  @inlinable
  @inline(never)
  static func entries<Key: WireCoding, Value: WireCoding>(
    _ map: inout [Key.Value: Value.Value], _ tag: UInt32, _ start: WireReader,
    _: Key.Type, _: Value.Type
  ) throws(WireError) -> UnsafeRawPointer {
    let found = run(tag, start)
    if map.isEmpty && found.count > 1 {
      // Not for more than there may be: entries without keys are all one, and have three bytes.
      let stride = MemoryLayout<(Key.Value, Value.Value)>.stride
      map = Dictionary(minimumCapacity: min(found.count, 16 &+ 4 &* found.bytes / stride))
    }
    var reader = start
    for left in (0..<found.count).reversed() {
      try entry(&map, try reader.nested(), Key.self, Value.self)
      if left > 0 { _ = try reader.tag() }
    }
    return reader.position
  }

  /// One entry. A missing key or value means its default, a repeated one replaces the first; what
  /// else there is in an entry is dropped, as in the other implementations.
  @inlinable
  @inline(__always)
  static func entry<Key: WireCoding, Value: WireCoding>(
    _ map: inout [Key.Value: Value.Value], _ entry: WireReader, _: Key.Type, _: Value.Type
  ) throws(WireError) {
    var reader = entry
    var key = Key.initial
    var value = Value.initial
    while !reader.isAtEnd {
      let start = reader.position
      let tag = try reader.tag()
      if tag == 8 | Key.wireType {
        try Key.read(&key, &reader)
      } else if tag == 16 | Value.wireType {
        try Value.read(&value, &reader)
      } else {
        reader.position = try skip(tag, start, reader)
      }
    }
    map[key] = value
  }
}

extension WireWriter {
  @inlinable
  @inline(__always)
  public mutating func map<Key: WireMapKey, Value: WireCoding>(
    at map: UnsafePointer<[Key.Value: Value.Value]>, _ tag: UInt32, _: Key.Type, _: Value.Type
  ) {
    self = WireWriter.entries(self, map, tag, Key.self, Value.self)
  }

  @inlinable
  @inline(never)
  static func entries<Key: WireMapKey, Value: WireCoding>(
    _ start: WireWriter, _ map: UnsafePointer<[Key.Value: Value.Value]>, _ tag: UInt32,
    _: Key.Type, _: Value.Type
  ) -> WireWriter {
    if map.pointee.isEmpty { return start }
    if _slowPath(start.state & sortsMaps != 0) {
      return sortedEntries(start, map.pointee, tag, Key.self, Value.self)
    }
    var writer = start
    for (key, value) in map.pointee { writer.entry(key, value, tag, Key.self, Value.self) }
    return writer
  }

  @inlinable
  @inline(never)
  static func sortedEntries<Key: WireMapKey, Value: WireCoding>(
    _ start: WireWriter, _ map: [Key.Value: Value.Value], _ tag: UInt32, _: Key.Type, _: Value.Type
  ) -> WireWriter {
    var keys: [Key.Value] = []
    keys.reserveCapacity(map.count)
    for key in map.keys { keys.append(key) }
    var writer = start
    for key in Key.sorted(keys) {
      if let value = map[key] { writer.entry(key, value, tag, Key.self, Value.self) }
    }
    return writer
  }

  @inlinable
  @inline(__always)
  mutating func entry<Key: WireMapKey, Value: WireCoding>(
    _ key: Key.Value, _ value: Value.Value, _ tag: UInt32, _: Key.Type, _: Value.Type
  ) {
    let mark = open(tag)
    Key.write(key, 8 | Key.wireType, &self)
    Value.write(value, 16 | Value.wireType, &self)
    close(mark)
  }
}
