/// Messages between two tags: groups, and what editions call delimited.
///
/// A group's end is found by decoding it: there is no length, and looking for the end first would
/// take another pass for each level. The end tag belongs to no field, so the message's `decode`
/// stops at it with an error; whoever began the group knows the error for its end.
extension WireReader {
  /// A singular group: merged into the one that is there.
  @inlinable
  @inline(__always)
  public mutating func group<Message: ProtoMessage>(
    _ box: inout MessageBox<Message>, _ tag: UInt32
  ) throws(WireError) {
    position = try box.mergeGroup(tag, self)
  }

  /// A group in a oneof: merged into the one that was there.
  @inlinable
  @inline(__always)
  public mutating func group<Message: ProtoMessage>(
    into message: inout Message, _ tag: UInt32
  ) throws(WireError) {
    position = try WireReader.group(&message, tag, self)
  }

  /// A run of repeated groups, of which the first tag has been read.
  @inlinable
  @inline(__always)
  public mutating func groups<Message: ProtoMessage>(
    _ array: inout [Message], _ tag: UInt32
  ) throws(WireError) {
    position = try WireReader.groups(&array, tag, self)
  }

  @inlinable
  @inline(never)
  static func groups<Message: ProtoMessage>(
    _ array: inout [Message], _ tag: UInt32, _ start: WireReader
  ) throws(WireError) -> UnsafeRawPointer {
    var reader = start
    while true {
      array.append(Message())
      let behind = try group(&array[array.count - 1], tag, reader)
      reader.position = behind
      if reader.isAtEnd { return behind }
      // A fault in the next tag is found by whoever reads it as the next field.
      guard try reader.tag() == tag else { return behind }
    }
  }

  /// Decodes a group whose begin tag has been read; returns the place behind its end.
  @inlinable
  @inline(never)
  static func group<Message: ProtoMessage>(
    _ message: inout Message, _ tag: UInt32, _ start: WireReader
  ) throws(WireError) -> UnsafeRawPointer {
    let inner = try start.insideGroup()
    do throws(WireError) {
      try Message.decode(&message, inner)
    } catch {
      return try inner.endOfGroup(tag, error)
    }
    throw WireReader.endless(tag, start)
  }

  /// A reader over what may be the group's content: everything up to its own end.
  @inline(never)
  @usableFromInline
  package func insideGroup() throws(WireError) -> WireReader {
    guard depth > 0 else { throw WireError(.nestedTooDeep, at: position) }
    return WireReader(position: position, end: end, depth: depth - 1)
  }

  /// The place behind the end tag, if that is what the error is about; this reader is the one that
  /// the group was decoded with.
  @inline(never)
  @usableFromInline
  package func endOfGroup(
    _ tag: UInt32, _ error: WireError
  ) throws(WireError) -> UnsafeRawPointer {
    guard error.isEndOfGroup(depth: depth),
      let place = UnsafeRawPointer(bitPattern: error.address)
    else { throw error }
    var reader = WireReader(position: place, end: end, depth: 0)
    guard try reader.tag() == tag + 1 else { throw error }
    return reader.position
  }

  /// The group has no end.
  @inline(never)
  @usableFromInline
  package static func endless(_ tag: UInt32, _ start: WireReader) -> WireError {
    WireError(.unmatchedEndGroup, at: start.position - WireWriter.varintBytes(UInt64(tag)))
  }
}
