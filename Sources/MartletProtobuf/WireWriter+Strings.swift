/// Strings, bytes and what else is copied as it is. These make their own room.
extension WireWriter {
  @inlinable
  @inline(__always)
  public mutating func string(_ value: String, _ tag: UInt32) {
    let utf8 = value.utf8
    let written = utf8.withContiguousStorageIfAvailable { [self] bytes in
      WireWriter.appended(self, tag, UnsafeRawBufferPointer(bytes))
    }
    if let written {
      self = written
    } else {
      // A bridged NSString.
      self = WireWriter.appended(self, tag, Array(utf8))
    }
  }

  @inlinable
  @inline(__always)
  public mutating func bytes(_ value: [UInt8], _ tag: UInt32) {
    self = WireWriter.appended(self, tag, value)
  }

  /// What the message did not know when it was decoded.
  @inlinable
  @inline(__always)
  public mutating func unknown(_ fields: UnknownFields) {
    if let bytes = fields.storage { self = WireWriter.appended(self, 0, bytes) }
  }

  @inline(never)
  @usableFromInline
  static func appended(_ writer: WireWriter, _ tag: UInt32, _ bytes: [UInt8]) -> WireWriter {
    bytes.withUnsafeBytes { appended(writer, tag, $0) }
  }

  /// Tag, length and bytes; the bytes alone if the tag is 0.
  @inline(never)
  @usableFromInline
  static func appended(
    _ old: WireWriter, _ tag: UInt32, _ bytes: UnsafeRawBufferPointer
  ) -> WireWriter {
    var writer = old
    if _slowPath(writer.end - writer.position < bytes.count + 15) {
      guard let roomy = withRoom(writer, bytes.count) else {
        writer.state |= hasOverflowed
        return writer
      }
      writer = roomy
    }
    if tag != 0 {
      writer.tag(tag)
      writer.varint(UInt64(bytes.count))
    }
    if let source = bytes.baseAddress {
      writer.position.copyMemory(from: source, byteCount: bytes.count)
      writer.position += bytes.count
    }
    return writer
  }

  /// A writer with room for many bytes, a tag and a length; nil if they are more than ever fit.
  @inline(never)
  static func withRoom(_ writer: WireWriter, _ bytes: Int) -> WireWriter? {
    guard bytes <= maximumBytes else { return nil }
    if writer.end - writer.position >= bytes + 15 { return writer }
    let roomy = grown(writer, bytes + 15)
    return roomy.overflowed ? nil : roomy
  }
}
