/// A coding by varints: the value as a number of 64 bits, and back.
public protocol WireVarint: WirePackable {
  static func value(_ number: UInt64) -> Value
  static func number(_ value: Value) -> UInt64
}

extension WireVarint {
  @inlinable public static var wireType: UInt32 { 0 }
  @inlinable public static var initial: Value { value(0) }

  @inlinable
  public static func read(
    _ value: inout Value, _ reader: inout WireReader
  ) throws(WireError) {
    value = self.value(try reader.varint())
  }

  @inlinable
  public static func write(_ value: Value, _ tag: UInt32, _ writer: inout WireWriter) {
    writer.need(15)
    writer.tag(tag)
    writer.varint(number(value))
  }

  @inlinable
  @inline(__always)
  static func anyRun(
    _ values: inout [Value], _ tag: UInt32, _ start: WireReader
  ) throws(WireError) -> UnsafeRawPointer {
    var reader = start
    var behind = start.position
    while true {
      values.append(value(try reader.varint()))
      behind = reader.position
      if reader.isAtEnd { return behind }
      // A fault in the next tag is found by whoever reads it as the next field.
      guard try reader.tag() == tag else { return behind }
    }
  }

  @inlinable
  @inline(__always)
  static func writeAnyRun(_ values: [Value], _ tag: UInt32, _ start: WireWriter) -> WireWriter {
    var writer = start
    for value in values {
      writer.need(15)
      writer.tag(tag)
      writer.varint(number(value))
    }
    return writer
  }

  /// The values are counted first (a varint's last byte is its only one below 0x80), so that there
  /// is one allocation.
  @inlinable
  @inline(__always)
  static func readAnyPacked(
    _ values: inout [Value], _ start: WireReader
  ) throws(WireError) -> UnsafeRawPointer {
    var outer = start
    let bytes = try outer.length()
    if bytes == 0 { return outer.position }
    let end = outer.position + bytes
    let count = WireReader.varintCount(outer.position, bytes)
    // Only bytes of 0x80 and more: one varint, which reading it will find to be cut off.
    guard count > 0 else { throw WireError(.truncated, at: end) }
    var reader = WireReader(position: outer.position, end: end, depth: 0)
    var failure: WireError?
    let more = [Value](unsafeUninitializedCapacity: count) { buffer, filled in
      guard let base = buffer.baseAddress else { return }
      do throws(WireError) {
        for index in 0..<count {
          (base + index).initialize(to: value(try reader.varint()))
          filled = index + 1
        }
        if !reader.isAtEnd { failure = WireError(.truncated, at: end) }
      } catch {
        failure = error
      }
    }
    if values.isEmpty { values = more } else { values.append(contentsOf: more) }
    if let failure { throw failure }
    return end
  }

  @inlinable
  @inline(__always)
  static func writeAnyPacked(_ values: [Value], _ tag: UInt32, _ start: WireWriter) -> WireWriter {
    var bytes = 0
    for value in values { bytes &+= WireWriter.varintBytes(number(value)) }
    guard var writer = WireWriter.packed(start, tag, bytes) else {
      return WireWriter.overflown(start)
    }
    for value in values { writer.varint(number(value)) }
    return writer
  }
}

extension WireReader {
  /// How many bytes below 0x80 there are: the number of varints.
  @inline(never)
  @usableFromInline
  static func varintCount(_ start: UnsafeRawPointer, _ bytes: Int) -> Int {
    var count = 0
    var offset = 0
    while offset + 8 <= bytes {
      let word = start.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      count &+= (~word & 0x8080_8080_8080_8080).nonzeroBitCount
      offset += 8
    }
    while offset < bytes {
      if start.load(fromByteOffset: offset, as: UInt8.self) < 0x80 { count &+= 1 }
      offset += 1
    }
    return count
  }
}

extension WireWriter {
  /// A writer behind the tag and length of a packed field, with room for its values; nil if they
  /// are more than ever fit.
  @inline(never)
  @usableFromInline
  static func packed(_ writer: WireWriter, _ tag: UInt32, _ bytes: Int) -> WireWriter? {
    guard var writer = withRoom(writer, bytes) else { return nil }
    writer.tag(tag)
    writer.varint(UInt64(bytes))
    return writer
  }

  @inlinable
  static func overflown(_ old: WireWriter) -> WireWriter {
    var writer = old
    writer.state |= hasOverflowed
    return writer
  }
}
