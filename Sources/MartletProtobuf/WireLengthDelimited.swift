/// The coding of `string`.
public enum WireString: WireRepeatable {
  @inlinable public static var wireType: UInt32 { 2 }
  @inlinable public static var initial: String { "" }

  @inlinable
  public static func read(
    _ value: inout String, _ reader: inout WireReader
  ) throws(WireError) {
    value = try reader.string()
  }

  @inlinable
  public static func write(_ value: String, _ tag: UInt32, _ writer: inout WireWriter) {
    writer.string(value, tag)
  }

  public static func readRun(
    _ values: inout [String], _ tag: UInt32, _ start: WireReader
  ) throws(WireError) -> UnsafeRawPointer {
    let run = WireReader.runLength(tag, start)
    if values.isEmpty { values.reserveCapacity(run) }
    var reader = start
    for left in (0..<run).reversed() {
      values.append(try reader.string())
      if left > 0 { _ = try reader.tag() }
    }
    return reader.position
  }

  public static func writeRun(
    _ values: [String], _ tag: UInt32, _ start: WireWriter
  ) -> WireWriter {
    values.withUnsafeBufferPointer { elements in
      var writer = start
      guard let first = elements.baseAddress else { return writer }
      // By their address, so that they are not retained one by one.
      for index in 0..<elements.count { writer = WireWriter.string(writer, tag, first + index) }
      return writer
    }
  }
}

/// The coding of `bytes`.
public enum WireBytes: WireRepeatable {
  @inlinable public static var wireType: UInt32 { 2 }
  @inlinable public static var initial: [UInt8] { [] }

  @inlinable
  public static func read(
    _ value: inout [UInt8], _ reader: inout WireReader
  ) throws(WireError) {
    value = try reader.bytes()
  }

  @inlinable
  public static func write(_ value: [UInt8], _ tag: UInt32, _ writer: inout WireWriter) {
    writer.bytes(value, tag)
  }

  public static func readRun(
    _ values: inout [[UInt8]], _ tag: UInt32, _ start: WireReader
  ) throws(WireError) -> UnsafeRawPointer {
    let run = WireReader.runLength(tag, start)
    if values.isEmpty { values.reserveCapacity(run) }
    var reader = start
    for left in (0..<run).reversed() {
      values.append(try reader.bytes())
      if left > 0 { _ = try reader.tag() }
    }
    return reader.position
  }

  public static func writeRun(
    _ values: [[UInt8]], _ tag: UInt32, _ start: WireWriter
  ) -> WireWriter {
    var writer = start
    for value in values { writer.bytes(value, tag) }
    return writer
  }
}

/// The coding of a message as a map's value.
public enum WireMessage<Value: ProtoMessage>: WireCoding {
  @inlinable public static var wireType: UInt32 { 2 }
  @inlinable public static var initial: Value { Value() }

  @inlinable
  public static func read(
    _ value: inout Value, _ reader: inout WireReader
  ) throws(WireError) {
    try Value.decode(&value, try reader.nested())
  }

  @inlinable
  public static func write(_ value: Value, _ tag: UInt32, _ writer: inout WireWriter) {
    writer.message(value, tag)
  }
}
