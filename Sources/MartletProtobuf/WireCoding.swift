/// How one type of the IDL is written: what repeated fields and maps are generic over.
///
/// The types that conform have no values; they name a coding: `WireSInt32` and `WireFixed32` both
/// code a Swift integer of 32 bits.
public protocol WireCoding {
  associatedtype Value: Hashable & Sendable
  /// 0 varint, 1 eight bytes, 2 length-delimited, 5 four bytes.
  static var wireType: UInt32 { get }
  /// What a map entry without this key or value means.
  static var initial: Value { get }
  /// Reads a value whose tag has been read. Messages merge into the value that is there.
  static func read(_ value: inout Value, _ reader: inout WireReader) throws(WireError)
  /// Writes a field; makes its own room.
  static func write(_ value: Value, _ tag: UInt32, _ writer: inout WireWriter)
}

/// A coding that repeated fields may use.
///
/// The functions take and return the reader and writer by value, and each type of the library has
/// its own, compiled here once: generated code only calls them.
public protocol WireRepeatable: WireCoding {
  /// Reads a run of fields with the same tag, of which the first tag has been read.
  static func readRun(
    _ values: inout [Value], _ tag: UInt32, _ reader: WireReader
  ) throws(WireError) -> UnsafeRawPointer
  /// Writes one field for each value.
  static func writeRun(_ values: [Value], _ tag: UInt32, _ writer: WireWriter) -> WireWriter
}

/// A coding that repeated fields may use packed: one length, then the values without tags.
public protocol WirePackable: WireRepeatable {
  static func readPacked(
    _ values: inout [Value], _ reader: WireReader
  ) throws(WireError) -> UnsafeRawPointer
  static func writePacked(_ values: [Value], _ tag: UInt32, _ writer: WireWriter) -> WireWriter
}

extension WireReader {
  /// A run of a repeated field, of which the first tag has been read.
  @inlinable
  @inline(__always)
  public mutating func repeated<Coding: WireRepeatable>(
    _ values: inout [Coding.Value], _ tag: UInt32, _: Coding.Type
  ) throws(WireError) {
    position = try Coding.readRun(&values, tag, self)
  }

  /// A packed field whose tag has been read.
  @inlinable
  @inline(__always)
  public mutating func packed<Coding: WirePackable>(
    _ values: inout [Coding.Value], _: Coding.Type
  ) throws(WireError) {
    position = try Coding.readPacked(&values, self)
  }
}

/// Repeated fields by their address in the message, as for ``WireWriter/string(at:_:)``; none is written of
/// an empty one. What looks is out of line once for each coding, and not once for each field.
extension WireWriter {
  /// A repeated field, one tag for each value.
  @inlinable
  @inline(__always)
  public mutating func repeated<Coding: WireRepeatable>(
    at values: UnsafePointer<[Coding.Value]>, _ tag: UInt32, _: Coding.Type
  ) {
    self = WireWriter.repeated(self, values, tag, Coding.self)
  }

  @inlinable
  @inline(never)
  static func repeated<Coding: WireRepeatable>(
    _ writer: WireWriter, _ values: UnsafePointer<[Coding.Value]>, _ tag: UInt32, _: Coding.Type
  ) -> WireWriter {
    values.pointee.isEmpty ? writer : Coding.writeRun(values.pointee, tag, writer)
  }

  /// A repeated field, packed.
  @inlinable
  @inline(__always)
  public mutating func packed<Coding: WirePackable>(
    at values: UnsafePointer<[Coding.Value]>, _ tag: UInt32, _: Coding.Type
  ) {
    self = WireWriter.packed(self, values, tag, Coding.self)
  }

  @inlinable
  @inline(never)
  static func packed<Coding: WirePackable>(
    _ writer: WireWriter, _ values: UnsafePointer<[Coding.Value]>, _ tag: UInt32, _: Coding.Type
  ) -> WireWriter {
    values.pointee.isEmpty ? writer : Coding.writePacked(values.pointee, tag, writer)
  }
}
