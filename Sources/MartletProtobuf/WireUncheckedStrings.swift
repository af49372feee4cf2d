/// Strings that need not be UTF-8 (``UncheckedUTF8``): single and repeated.
extension WireReader {
  /// A string that need not be UTF-8.
  @inlinable
  @inline(__always)
  public mutating func uncheckedString() throws(WireError) -> String {
    let (value, next) = try WireReader.uncheckedString(self)
    position = next
    return value
  }

  /// The same, put in its place.
  @inlinable
  @inline(__always)
  public mutating func uncheckedString(into value: inout String) throws(WireError) {
    value = try uncheckedString()
  }

  /// The same, put in its place.
  @inlinable
  @inline(__always)
  public mutating func uncheckedString(into value: inout String?) throws(WireError) {
    value = try uncheckedString()
  }

  @inline(never)
  @usableFromInline
  static func uncheckedString(
    _ reader: WireReader
  ) throws(WireError) -> (String, UnsafeRawPointer) {
    var reader = reader
    let count = try reader.length()
    let bytes = UnsafeRawBufferPointer(start: reader.position, count: count)
    return (UncheckedUTF8.string(bytes), reader.position + count)
  }
}

extension WireWriter {
  /// A string that need not be UTF-8.
  @inlinable
  @inline(__always)
  public mutating func uncheckedString(_ value: String, _ tag: UInt32) {
    self = WireWriter.uncheckedString(self, value, tag)
  }

  /// One whose presence is told by its content, as for ``string(at:_:)``.
  @inlinable
  @inline(__always)
  public mutating func uncheckedString(at value: UnsafePointer<String>, _ tag: UInt32) {
    if !value.pointee.isEmpty { uncheckedString(value.pointee, tag) }
  }

  @inline(never)
  @usableFromInline
  static func uncheckedString(
    _ writer: WireWriter, _ value: String, _ tag: UInt32
  ) -> WireWriter {
    var value = value
    return value.withUTF8 { utf8 in
      let bytes = UnsafeRawBufferPointer(utf8)
      if !UncheckedUTF8.hasEscapes(bytes) { return appended(writer, tag, bytes) }
      return appended(writer, tag, UncheckedUTF8.unescaped(bytes))
    }
  }
}

/// The coding of a `string` that need not be UTF-8.
public enum WireUncheckedString: WireRepeatable {
  @inlinable public static var wireType: UInt32 { 2 }
  @inlinable public static var initial: String { "" }

  @inlinable
  public static func read(
    _ value: inout String, _ reader: inout WireReader
  ) throws(WireError) {
    value = try reader.uncheckedString()
  }

  @inlinable
  public static func write(_ value: String, _ tag: UInt32, _ writer: inout WireWriter) {
    writer.uncheckedString(value, tag)
  }

  public static func readRun(
    _ values: inout [String], _ tag: UInt32, _ start: WireReader
  ) throws(WireError) -> UnsafeRawPointer {
    let run = WireReader.runLength(tag, start)
    if values.isEmpty { values.reserveCapacity(run) }
    var reader = start
    for left in (0..<run).reversed() {
      values.append(try reader.uncheckedString())
      if left > 0 { _ = try reader.tag() }
    }
    return reader.position
  }

  public static func writeRun(
    _ values: [String], _ tag: UInt32, _ start: WireWriter
  ) -> WireWriter {
    var writer = start
    for value in values { writer.uncheckedString(value, tag) }
    return writer
  }
}
