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
    if values.isEmpty { values.reserveCapacity(WireReader.scalarRunLength(tag, start)) }
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
          (base + index).initialize(to: value(try reader.packedVarint()))
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

  /// Written behind a length of the bytes that it will have if no value is longer than two bytes,
  /// and moved if it was not so: cheaper than adding up the lengths first.
  @inlinable
  @inline(__always)
  static func writeAnyPacked(_ values: [Value], _ tag: UInt32, _ start: WireWriter) -> WireWriter {
    let most = values.count &* 10
    guard start.end - start.position >= most + 15 else {
      return writeMeasuredPacked(values, tag, start)
    }
    var writer = start
    writer.tag(tag)
    let length = writer.position
    let first = length + WireWriter.varintBytes(UInt64(values.count &* 2))
    writer.position = first
    for value in values {
      let number = number(value)
      if _fastPath(number < 0x4000) { writer.shortVarint(number) } else { writer.varint(number) }
    }
    writer.position = WireWriter.filled(length, first, writer.position)
    return writer
  }

  @inlinable
  @inline(never)
  static func writeMeasuredPacked(
    _ values: [Value], _ tag: UInt32, _ start: WireWriter
  ) -> WireWriter {
    var bytes = 0
    for value in values { bytes &+= WireWriter.varintBytes(number(value)) }
    var (writer, hasRoom) = WireWriter.packed(start, tag, bytes)
    guard hasRoom else { return writer }
    for value in values { writer.varint(number(value)) }
    return writer
  }
}

extension WireReader {
  /// A varint where two bytes are as usual as one.
  @inlinable
  @inline(__always)
  package mutating func packedVarint() throws(WireError) -> UInt64 {
    if _fastPath(end - position >= 2) {
      let low = UInt64(position.load(as: UInt8.self))
      if low < 0x80 {
        position += 1
        return low
      }
      let high = UInt64(position.load(fromByteOffset: 1, as: UInt8.self))
      if high < 0x80 {
        position += 2
        return low & 0x7F | high << 7
      }
    }
    return try varint()
  }

  /// How many fields with this tag, of a scalar type, stand in a row; the first tag has been read. At
  /// least 1, since what is wrong with the first is found by whoever reads it.
  @inline(never)
  @usableFromInline
  static func scalarRunLength(_ tag: UInt32, _ start: WireReader) -> Int {
    var reader = start
    var run = 0
    do throws(WireError) {
      while true {
        switch tag & 7 {
        case 0: _ = try reader.varint()
        case 1: _ = try reader.fixed64()
        default: _ = try reader.fixed32()
        }
        run += 1
        if reader.isAtEnd { return run }
        if try reader.tag() != tag { return run }
      }
    } catch {
      return max(run, 1)
    }
  }

  /// How many bytes below 0x80 there are: the number of varints.
  @inline(never)
  @usableFromInline
  static func varintCount(_ start: UnsafeRawPointer, _ bytes: Int) -> Int {
    var count = 0
    var offset = 0
    while offset + 8 <= bytes {
      let word = start.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      // One bit for each such byte; the product's top byte is their sum.
      let ends = (~word &>> 7) & 0x0101_0101_0101_0101
      count &+= Int(truncatingIfNeeded: (ends &* 0x0101_0101_0101_0101) &>> 56)
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
  /// A writer behind the tag and length of a packed field, with room for its values; without, the
  /// writer behind them.
  @inline(never)
  @usableFromInline
  static func packed(
    _ start: WireWriter, _ tag: UInt32, _ bytes: Int
  ) -> (writer: WireWriter, hasRoom: Bool) {
    var (writer, hasRoom) = withRoom(start, bytes)
    if hasRoom {
      writer.tag(tag)
      writer.varint(UInt64(bytes))
    }
    return (writer, hasRoom)
  }

  /// A varint of one or two bytes; needs room for two.
  @inlinable
  @inline(__always)
  mutating func shortVarint(_ value: UInt64) {
    if value < 0x80 {
      position.storeBytes(of: UInt8(truncatingIfNeeded: value), as: UInt8.self)
      position += 1
    } else {
      let low = UInt16(truncatingIfNeeded: value & 0x7F | 0x80)
      let pair = low | UInt16(truncatingIfNeeded: value >> 7) << 8
      position.storeBytes(of: pair.littleEndian, as: UInt16.self)
      position += 2
    }
  }

  /// Fills in the length of the bytes from `first` to `last`, moved if it takes more or less room
  /// than was left for it; returns where they end.
  @inline(never)
  @usableFromInline
  static func filled(
    _ length: UnsafeMutableRawPointer, _ first: UnsafeMutableRawPointer,
    _ last: UnsafeMutableRawPointer
  ) -> UnsafeMutableRawPointer {
    let bytes = last - first
    let start = length + varintBytes(UInt64(bytes))
    if start != first { start.copyMemory(from: first, byteCount: bytes) }
    return storeLength(bytes, at: length) + bytes
  }
}
