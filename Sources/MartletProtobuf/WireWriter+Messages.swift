/// Submessages: single, in a oneof, repeated. These make their own room.
extension WireWriter {
  /// Begins a length-delimited value: its tag, and one byte kept free for its length.
  ///
  /// - Returns: the offset of that byte, for ``close(_:)``. (Not its address: the buffer may move.)
  @inlinable
  @inline(__always)
  mutating func open(_ tag: UInt32) -> Int {
    need(6)
    self.tag(tag)
    position += 1
    return count &- 1
  }

  /// Ends a length-delimited value: fills in its length.
  @inlinable
  @inline(__always)
  mutating func close(_ mark: Int) {
    let length = count &- mark &- 1
    if _fastPath(UInt(bitPattern: length) < 0x80) {
      base.storeBytes(of: UInt8(truncatingIfNeeded: length), toByteOffset: mark, as: UInt8.self)
    } else {
      self = WireWriter.closedLong(self, mark)
    }
  }

  /// Moves a value of 128 bytes or more to make room for a longer length.
  @inline(never)
  @usableFromInline
  static func closedLong(_ old: WireWriter, _ mark: Int) -> WireWriter {
    let length = old.count &- mark &- 1
    guard old.state & (hasOverflowed | measures) == 0, length < 0x4000, old.end > old.position
    else { return closedLonger(old, mark) }
    let place = old.base + mark
    (place + 2).copyMemory(from: place + 1, byteCount: length)
    var writer = old
    writer.position = place
    writer.shortVarint(UInt64(truncatingIfNeeded: length))
    writer.position = old.position + 1
    return writer
  }

  /// The same from 16 KiB on, or where something is in the way.
  @inline(never)
  private static func closedLonger(_ old: WireWriter, _ mark: Int) -> WireWriter {
    // After an overflow, writing began anew at the buffer's start; nothing here counts any more.
    if old.overflowed { return old }
    var writer = old
    if old.state & measures != 0 {
      writer.base -= varintBytes(UInt64(old.count - mark)) - 1
      return writer
    }
    writer.need(10)
    if writer.overflowed { return writer }
    let length = writer.count - mark - 1
    let place = writer.base + mark
    let extra = varintBytes(UInt64(length)) - 1
    (place + 1 + extra).copyMemory(from: place + 1, byteCount: length)
    _ = storeLength(length, at: place)
    writer.position += extra
    return writer
  }

  /// A submessage, if there is one. By the address of its box: one that is passed on would be retained
  /// and released for that time.
  @inlinable
  @inline(__always)
  public mutating func message<Message: ProtoMessage>(
    at box: UnsafePointer<MessageBox<Message>>, _ tag: UInt32
  ) {
    if let address = box.pointee.address { self = WireWriter.message(self, from: address, tag) }
  }

  /// A submessage in a oneof.
  @inlinable
  @inline(__always)
  public mutating func message<Message: ProtoMessage>(_ value: Message, _ tag: UInt32) {
    self = withUnsafePointer(to: value) { [self] in WireWriter.message(self, from: $0, tag) }
  }

  /// Out of line once for each type of message, and not once for each field.
  @inlinable
  @inline(never)
  static func message<Message: ProtoMessage>(
    _ start: WireWriter, from address: UnsafePointer<Message>, _ tag: UInt32
  ) -> WireWriter {
    var writer = start
    let mark = writer.open(tag)
    writer = Message.encode(address, writer)
    writer.close(mark)
    return writer
  }

  @inlinable
  @inline(__always)
  public mutating func messages<Message: ProtoMessage>(
    at values: UnsafePointer<[Message]>, _ tag: UInt32
  ) {
    self = WireWriter.messages(self, values, tag)
  }

  @inlinable
  @inline(never)
  static func messages<Message: ProtoMessage>(
    _ start: WireWriter, _ values: UnsafePointer<[Message]>, _ tag: UInt32
  ) -> WireWriter {
    values.pointee.withUnsafeBufferPointer { elements in
      var writer = start
      guard let first = elements.baseAddress else { return writer }
      for index in 0..<elements.count {
        writer = WireWriter.message(writer, from: first + index, tag)
      }
      return writer
    }
  }
}
