/// Submessages: single, in a oneof, repeated.
extension WireReader {
  /// A reader over the next length-delimited value, one level deeper; this reader moves behind it.
  @inlinable
  @inline(__always)
  package mutating func nested() throws(WireError) -> WireReader {
    let inner = try WireReader.nested(self)
    position = inner.end
    return inner
  }

  /// Out of line: it is needed for each type of message and for each one in a oneof, and was the largest
  /// part of the code that reads a run of them.
  @inline(never)
  @usableFromInline
  static func nested(_ start: WireReader) throws(WireError) -> WireReader {
    var reader = start
    let count = try reader.length()
    guard reader.depth > 0 else { throw WireError(.nestedTooDeep, at: reader.position) }
    return WireReader(
      position: reader.position, end: reader.position + count, depth: reader.depth - 1)
  }

  /// The same for the next one in a run, behind `place`: its tag comes first.
  @inline(never)
  @usableFromInline
  static func nextNested(
    behind place: UnsafeRawPointer, _ start: WireReader
  ) throws(WireError) -> WireReader {
    var reader = start
    reader.position = place
    _ = try reader.tag()
    return try nested(reader)
  }

  /// A singular submessage: merged into the one that is there.
  @inlinable
  @inline(__always)
  public mutating func message<Message: ProtoMessage>(
    _ box: inout MessageBox<Message>
  ) throws(WireError) {
    position = try WireReader.message(&box, self)
  }

  /// Out of line once for each type of message, and not once for each field.
  @inlinable
  @inline(never)
  static func message<Message: ProtoMessage>(
    _ box: inout MessageBox<Message>, _ start: WireReader
  ) throws(WireError) -> UnsafeRawPointer {
    let inner = try nested(start)
    try box.merge(inner)
    return inner.end
  }

  /// A submessage in a oneof: merged into the one that was there.
  @inlinable
  @inline(__always)
  public mutating func message<Message: ProtoMessage>(
    into message: inout Message
  ) throws(WireError) {
    try Message.decode(&message, try nested())
  }

  /// A run of repeated submessages, of which the first tag has been read.
  @inlinable
  @inline(__always)
  public mutating func messages<Message: ProtoMessage>(
    _ array: inout [Message], _ tag: UInt32
  ) throws(WireError) {
    position = try WireReader.messages(&array, tag, self)
  }

  /// Counts the run first, so that there is one allocation, and decodes each element in its place.
  @inlinable
  @inline(never)
  static func messages<Message: ProtoMessage>(
    _ array: inout [Message], _ tag: UInt32, _ start: WireReader
  ) throws(WireError) -> UnsafeRawPointer {
    guard array.isEmpty else { return try moreMessages(&array, tag, start) }
    let run = runLength(tag, start)
    var inner = try nested(start)
    var failure: WireError?
    array = [Message](unsafeUninitializedCapacity: run) { buffer, count in
      guard let elements = buffer.baseAddress else { return }
      do throws(WireError) {
        while true {
          (elements + count).initialize(to: Message())
          count += 1
          try Message.decode(&elements[count - 1], inner)
          if count == run { return }
          inner = try nextNested(behind: inner.end, start)
        }
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return inner.end
  }

  /// A further run: the field was interrupted by another one. The array grows by its own rule, so
  /// that many short runs do not copy it each time. Rare, so that it is not compiled for each type.
  @inline(never)
  @usableFromInline
  static func moreMessages<Message: ProtoMessage>(
    _ array: inout [Message], _ tag: UInt32, _ start: WireReader
  ) throws(WireError) -> UnsafeRawPointer {
    var reader = start
    for left in (0..<runLength(tag, start)).reversed() {
      array.append(Message())
      try Message.decode(&array[array.count - 1], try reader.nested())
      if left > 0 { _ = try reader.tag() }
    }
    return reader.position
  }

  /// How many length-delimited fields with this tag stand in a row; the first tag has been read.
  /// At least 1, since what is wrong with the first is found by whoever decodes it.
  @inlinable
  @inline(__always)
  static func runLength(_ tag: UInt32, _ start: WireReader) -> Int { run(tag, start).count }

  /// The same, and how many bytes they take.
  @inline(never)
  @usableFromInline
  static func run(_ tag: UInt32, _ start: WireReader) -> (count: Int, bytes: Int) {
    var reader = start
    var run = 0
    do throws(WireError) {
      while true {
        reader.position += try reader.length()
        run += 1
        if reader.isAtEnd { break }
        if try reader.tag() != tag { break }
      }
    } catch {
      run = max(run, 1)
    }
    return (run, reader.position - start.position)
  }
}
