/// A coding by four or eight bytes, little-endian: the value's bits, and back.
public protocol WireFixed: WirePackable {
  associatedtype Bits: FixedWidthInteger & BitwiseCopyable
  static func value(_ bits: Bits) -> Value
  static func bits(_ value: Value) -> Bits
}

extension WireFixed {
  @inlinable public static var wireType: UInt32 { MemoryLayout<Bits>.size == 4 ? 5 : 1 }
  @inlinable public static var initial: Value { value(0) }

  @inlinable
  public static func read(
    _ value: inout Value, _ reader: inout WireReader
  ) throws(WireError) {
    value = self.value(Bits(littleEndian: try reader.fixed(Bits.self)))
  }

  @inlinable
  public static func write(_ value: Value, _ tag: UInt32, _ writer: inout WireWriter) {
    writer.need(13)
    writer.tag(tag)
    writer.fixed(bits(value))
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
      values.append(value(Bits(littleEndian: try reader.fixed(Bits.self))))
      behind = reader.position
      if reader.isAtEnd { return behind }
      guard try reader.tag() == tag else { return behind }
    }
  }

  @inlinable
  @inline(__always)
  static func writeAnyRun(_ values: [Value], _ tag: UInt32, _ start: WireWriter) -> WireWriter {
    var writer = start
    for value in values {
      writer.need(13)
      writer.tag(tag)
      writer.fixed(bits(value))
    }
    return writer
  }

  @inlinable
  @inline(__always)
  static func readAnyPacked(
    _ values: inout [Value], _ start: WireReader
  ) throws(WireError) -> UnsafeRawPointer {
    var reader = start
    let bytes = try reader.length()
    let size = MemoryLayout<Bits>.size
    guard bytes % size == 0 else { throw WireError(.wrongLength, at: start.position) }
    let source = reader.position
    let count = bytes / size
    let more = [Value](unsafeUninitializedCapacity: count) { buffer, filled in
      guard let base = buffer.baseAddress else { return }
      for index in 0..<count {
        let bits = source.loadUnaligned(fromByteOffset: index &* size, as: Bits.self)
        (base + index).initialize(to: value(Bits(littleEndian: bits)))
      }
      filled = count
    }
    if values.isEmpty { values = more } else { values.append(contentsOf: more) }
    return source + bytes
  }

  @inlinable
  @inline(__always)
  static func writeAnyPacked(_ values: [Value], _ tag: UInt32, _ start: WireWriter) -> WireWriter {
    let bytes = values.count &* MemoryLayout<Bits>.size
    var (writer, hasRoom) = WireWriter.packed(start, tag, bytes)
    guard hasRoom else { return writer }
    for value in values { writer.fixed(bits(value)) }
    return writer
  }
}

extension WireWriter {
  /// Four or eight bytes; needs room.
  @inlinable
  @inline(__always)
  mutating func fixed<Bits: FixedWidthInteger & BitwiseCopyable>(_ bits: Bits) {
    position.storeBytes(of: bits.littleEndian, as: Bits.self)
    position += MemoryLayout<Bits>.size
  }
}
