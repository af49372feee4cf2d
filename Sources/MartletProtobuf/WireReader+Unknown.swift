/// Fields without a name: skipped, and kept byte for byte.
extension WireReader {
  /// Reads past the field whose tag was just read, and keeps it with its tag.
  ///
  /// - Parameter start: where the tag begins.
  @inlinable
  @inline(__always)
  public mutating func unknown(
    _ tag: UInt32, from start: UnsafeRawPointer, into fields: inout UnknownFields
  ) throws(WireError) {
    position = try WireReader.keep(tag, start, self, &fields)
  }

  @inline(never)
  @usableFromInline
  static func keep(
    _ tag: UInt32, _ start: UnsafeRawPointer, _ reader: WireReader, _ fields: inout UnknownFields
  ) throws(WireError) -> UnsafeRawPointer {
    let next = try skip(tag, start, reader)
    let field = UnsafeRawBufferPointer(start: start, count: next - start)
    fields.append(field, following: reader.end - next)
    return next
  }

  /// Where the field ends whose tag was just read.
  @inline(never)
  @usableFromInline
  package static func skip(
    _ tag: UInt32, _ start: UnsafeRawPointer, _ reader: WireReader
  ) throws(WireError) -> UnsafeRawPointer {
    guard tag >= 8 else { throw WireError(.illegalTag, at: start) }
    var reader = reader
    switch tag & 7 {
    case 0: _ = try reader.varint()
    case 1: _ = try reader.fixed64()
    case 2: reader.position += try reader.length()
    case 3: return try skipGroup(tag, start, reader)
    case 4: throw WireError(endOfGroupAt: start, depth: reader.depth)
    case 5: _ = try reader.fixed32()
    default: throw WireError(.illegalTag, at: start)
    }
    return reader.position
  }

  /// Where the group ends whose begin tag was just read.
  private static func skipGroup(
    _ tag: UInt32, _ start: UnsafeRawPointer, _ outer: WireReader
  ) throws(WireError) -> UnsafeRawPointer {
    guard outer.depth > 0 else { throw WireError(.nestedTooDeep, at: start) }
    var reader = WireReader(position: outer.position, end: outer.end, depth: outer.depth - 1)
    while !reader.isAtEnd {
      let fieldStart = reader.position
      let field = try reader.tag()
      if field & 7 == 4 {
        guard field == tag + 1 else { throw WireError(.unmatchedEndGroup, at: fieldStart) }
        return reader.position
      }
      reader.position = try skip(field, fieldStart, reader)
    }
    throw WireError(.unmatchedEndGroup, at: start)
  }
}
