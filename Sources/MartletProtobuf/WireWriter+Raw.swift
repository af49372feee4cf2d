/// Packed integers as they are in memory, for a reader in the same process that would only make
/// integers of the varints again.
extension WireWriter {
  /// The wire type of such a field, which no message that comes from outside has.
  package static let rawWireType: UInt32 = 7

  /// How many bytes may be read behind a message that is encoded for such a reader.
  package static let tailBytes = 128

  /// Tag, length and the integers.
  @inline(never)
  fileprivate static func raw<Value>(
    _ writer: WireWriter, _ tag: UInt32, _ values: [Value]
  ) -> WireWriter {
    values.withUnsafeBytes { appended(writer, tag | rawWireType, $0) }
  }
}

extension WireVarint where Value: FixedWidthInteger {
  /// A packed field, its integers as they are where the writer is told to keep them.
  @inline(__always)
  static func writePackedIntegers(
    _ values: [Value], _ tag: UInt32, _ writer: WireWriter
  ) -> WireWriter {
    if _slowPath(writer.state & WireWriter.keepsIntegers != 0) {
      return WireWriter.raw(writer, tag, values)
    }
    return writeAnyPacked(values, tag, writer)
  }
}
