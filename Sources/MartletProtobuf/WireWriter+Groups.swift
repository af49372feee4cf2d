/// Messages between two tags: groups, and what editions call delimited. These make their own room.
extension WireWriter {
  /// A group, if there is one: where it is in its box.
  @inlinable
  @inline(__always)
  public mutating func group<Message: ProtoMessage>(
    at address: UnsafePointer<Message>?, _ tag: UInt32
  ) {
    guard let address else { return }
    need(5)
    self.tag(tag)
    self = Message.encode(address, self)
    need(5)
    self.tag(tag + 1)
  }

  /// A group in a oneof.
  @inlinable
  @inline(__always)
  public mutating func group<Message: ProtoMessage>(_ value: Message, _ tag: UInt32) {
    need(5)
    self.tag(tag)
    self = withUnsafePointer(to: value) { [self] in Message.encode($0, self) }
    need(5)
    self.tag(tag + 1)
  }

  @inlinable
  @inline(__always)
  public mutating func groups<Message: ProtoMessage>(_ values: [Message], _ tag: UInt32) {
    if !values.isEmpty { self = WireWriter.groups(self, values, tag) }
  }

  @inlinable
  @inline(never)
  static func groups<Message: ProtoMessage>(
    _ start: WireWriter, _ values: [Message], _ tag: UInt32
  ) -> WireWriter {
    values.withUnsafeBufferPointer { elements in
      var writer = start
      guard let first = elements.baseAddress else { return writer }
      for index in 0..<elements.count {
        writer.need(5)
        writer.tag(tag)
        writer = Message.encode(first + index, writer)
        writer.need(5)
        writer.tag(tag + 1)
      }
      return writer
    }
  }
}
