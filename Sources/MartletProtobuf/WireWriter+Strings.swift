/// Strings, bytes and what else is copied as it is. These make their own room.
extension WireWriter {
  @inlinable
  @inline(__always)
  public mutating func string(_ value: String, _ tag: UInt32) {
    // By its address, since a String that is passed on is retained and released for that time.
    self = withUnsafePointer(to: value) { [self] in WireWriter.string(self, tag, $0) }
  }

  /// A string whose presence is told by its content: of an empty one, nothing is written.
  ///
  /// By its address in the message, and told in here: a branch around the call would cost more to
  /// compile than all else of such a field (four words of the writer come together behind it).
  @inlinable
  @inline(__always)
  public mutating func string(at value: UnsafePointer<String>, _ tag: UInt32) {
    self = WireWriter.filledString(self, tag, value)
  }

  @_effects(releasenone)
  @inline(never)
  @usableFromInline
  static func filledString(
    _ writer: WireWriter, _ tag: UInt32, _ value: UnsafePointer<String>
  ) -> WireWriter {
    value.pointee.isEmpty ? writer : anyString(writer, tag, value)
  }

  /// It releases nothing of its caller's, so that what holds the string is not retained around it.
  @_effects(releasenone)
  @inline(never)
  @usableFromInline
  static func string(
    _ writer: WireWriter, _ tag: UInt32, _ value: UnsafePointer<String>
  ) -> WireWriter {
    anyString(writer, tag, value)
  }

  @inline(__always)
  private static func anyString(
    _ writer: WireWriter, _ tag: UInt32, _ value: UnsafePointer<String>
  ) -> WireWriter {
    let short = value.pointee.utf8.withContiguousStorageIfAvailable { bytes in
      // Short, and with room: nine of ten strings.
      guard let source = bytes.baseAddress, bytes.count < 0x100, tag < 0x4000,
        writer.end - writer.position >= bytes.count &+ 6
      else { return nil as UnsafeMutableRawPointer? }
      var writer = writer
      writer.tag(tag)
      writer.shortVarint(UInt64(truncatingIfNeeded: bytes.count))
      copyShort(to: writer.position, from: source, bytes.count)
      return writer.position + bytes.count
    }
    // Nothing is called on the short way, so that no register has to be saved.
    guard case let position?? = short else { return longString(writer, tag, value) }
    var writer = writer
    writer.position = position
    return writer
  }

  @inline(never)
  private static func longString(
    _ writer: WireWriter, _ tag: UInt32, _ value: UnsafePointer<String>
  ) -> WireWriter {
    let written = value.pointee.utf8.withContiguousStorageIfAvailable {
      appended(writer, tag, UnsafeRawBufferPointer($0))
    }
    // If not, it is a bridged NSString.
    return written ?? appended(writer, tag, Array(value.pointee.utf8))
  }

  /// Copies some dozens of bytes without a call, up to 32 at once.
  @inline(__always)
  static func copyShort(
    to target: UnsafeMutableRawPointer, from source: UnsafeRawPointer, _ count: Int
  ) {
    if count > 16 {
      var offset = 0
      while offset < count &- 32 {
        let four = source.loadUnaligned(fromByteOffset: offset, as: SIMD4<UInt64>.self)
        target.storeBytes(of: four, toByteOffset: offset, as: SIMD4<UInt64>.self)
        offset &+= 32
      }
      if offset < count &- 16 {
        let pair = source.loadUnaligned(fromByteOffset: offset, as: SIMD2<UInt64>.self)
        target.storeBytes(of: pair, toByteOffset: offset, as: SIMD2<UInt64>.self)
      }
      let last = source.loadUnaligned(fromByteOffset: count &- 16, as: SIMD2<UInt64>.self)
      target.storeBytes(of: last, toByteOffset: count &- 16, as: SIMD2<UInt64>.self)
    } else if count >= 8 {
      let first = source.loadUnaligned(as: UInt64.self)
      let last = source.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
      target.storeBytes(of: first, as: UInt64.self)
      target.storeBytes(of: last, toByteOffset: count &- 8, as: UInt64.self)
    } else if count >= 4 {
      let first = source.loadUnaligned(as: UInt32.self)
      let last = source.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)
      target.storeBytes(of: first, as: UInt32.self)
      target.storeBytes(of: last, toByteOffset: count &- 4, as: UInt32.self)
    } else if count > 0 {
      // The first, the one in the middle and the last, some of which may be the same.
      let first = source.load(as: UInt8.self)
      let middle = source.load(fromByteOffset: count &>> 1, as: UInt8.self)
      let last = source.load(fromByteOffset: count &- 1, as: UInt8.self)
      target.storeBytes(of: first, as: UInt8.self)
      target.storeBytes(of: middle, toByteOffset: count &>> 1, as: UInt8.self)
      target.storeBytes(of: last, toByteOffset: count &- 1, as: UInt8.self)
    }
  }

  @inlinable
  @inline(__always)
  public mutating func bytes(_ value: [UInt8], _ tag: UInt32) {
    self = WireWriter.appended(self, tag, value)
  }

  /// Bytes whose presence is told by their content, as for ``string(at:_:)``.
  @inlinable
  @inline(__always)
  public mutating func bytes(at value: UnsafePointer<[UInt8]>, _ tag: UInt32) {
    self = WireWriter.filledBytes(self, tag, value)
  }

  @_effects(releasenone)
  @inline(never)
  @usableFromInline
  static func filledBytes(
    _ writer: WireWriter, _ tag: UInt32, _ value: UnsafePointer<[UInt8]>
  ) -> WireWriter {
    if value.pointee.isEmpty { return writer }
    return value.pointee.withUnsafeBytes { appended(writer, tag, $0) }
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

  /// Tag, length and bytes; the bytes alone if the tag is 0. It is said to release nothing so that
  /// the owner of the bytes need not be retained, which for strings takes a fifth of the time.
  @_effects(releasenone)
  @inline(never)
  @usableFromInline
  static func appended(
    _ old: WireWriter, _ tag: UInt32, _ bytes: UnsafeRawBufferPointer
  ) -> WireWriter {
    var writer = old
    if _slowPath(writer.end - writer.position < bytes.count + 15) {
      let (roomy, hasRoom) = withRoom(writer, bytes.count)
      guard hasRoom else { return roomy }
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

  /// A writer with room for many bytes, a tag and a length. Without room, the writer behind them: it
  /// has overflowed, or it only measures.
  @inline(never)
  static func withRoom(_ old: WireWriter, _ bytes: Int) -> (writer: WireWriter, hasRoom: Bool) {
    var writer = prepared(old, forValueOf: bytes)
    if writer.end - writer.position >= bytes + 15 { return (writer, true) }
    if writer.state & measures != 0 {
      if bytes + 15 <= EncodingBuffers.bytes { return (rewound(writer), true) }
      return (passed(writer, bytes + 15), false)
    }
    if bytes <= maximumBytes {
      writer = grown(writer, bytes + 15)
    } else {
      writer.state |= hasOverflowed
    }
    return (writer, !writer.overflowed)
  }
}
