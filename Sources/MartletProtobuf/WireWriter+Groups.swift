/// Messages between two tags: groups, and what editions call delimited. These make their own room.
extension WireWriter {
  /// A group, if there is one, by the address of its box.
  @inlinable
  @inline(__always)
  public mutating func group<Message: ProtoMessage>(
    at box: UnsafePointer<MessageBox<Message>>, _ tag: UInt32
  ) {
    self = WireWriter.group(self, box, tag)
  }

  @inlinable
  @inline(never)
  static func group<Message: ProtoMessage>(
    _ start: WireWriter, _ box: UnsafePointer<MessageBox<Message>>, _ tag: UInt32
  ) -> WireWriter {
    guard let address = box.pointee.address else { return start }
    var writer = start
    writer.group(from: address, tag)
    return writer
  }

  /// A group in a oneof.
  @inlinable
  @inline(__always)
  public mutating func group<Message: ProtoMessage>(_ value: Message, _ tag: UInt32) {
    self = withUnsafePointer(to: value) { [self] in
      var writer = self
      writer.group(from: $0, tag)
      return writer
    }
  }

  @inlinable
  @inline(__always)
  mutating func group<Message: ProtoMessage>(
    from address: UnsafePointer<Message>, _ tag: UInt32
  ) {
    need(5)
    self.tag(tag)
    self = Message.encode(address, self)
    need(5)
    self.tag(tag + 1)
  }

  @inlinable
  @inline(__always)
  public mutating func groups<Message: ProtoMessage>(
    at values: UnsafePointer<[Message]>, _ tag: UInt32
  ) {
    self = WireWriter.groups(self, values, tag)
  }

  @inlinable
  @inline(never)
  static func groups<Message: ProtoMessage>(
    _ start: WireWriter, _ values: UnsafePointer<[Message]>, _ tag: UInt32
  ) -> WireWriter {
    values.pointee.withUnsafeBufferPointer { elements in
      var writer = start
      guard let first = elements.baseAddress else { return writer }
      for index in 0..<elements.count { writer.group(from: first + index, tag) }
      return writer
    }
  }
}
