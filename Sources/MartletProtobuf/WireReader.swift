/// The bytes of one message that are still to be read. A value of three words that is passed on,
/// never pointed to, so that it stays in registers.
///
///     ┌───────── the buffer, borrowed from the caller of the decoder ─────────┐
///     │ already read │▼ position      this message       end ▼│ what follows  │
///
/// What is inlined into generated code is the short case: one-byte varints, tags, fixed widths.
/// Everything else is out of line, takes the reader by value and returns the new position.
@frozen
public struct WireReader {
  /// The next byte to read; never behind `end`.
  public var position: UnsafeRawPointer
  /// One past the message's last byte.
  public let end: UnsafeRawPointer
  /// How many levels of messages and groups may still be opened.
  public let depth: Int

  @inlinable
  @inline(__always)
  public init(position: UnsafeRawPointer, end: UnsafeRawPointer, depth: Int) {
    self.position = position
    self.end = end
    self.depth = depth
  }

  @inlinable
  @inline(__always)
  public var isAtEnd: Bool { position >= end }

  /// The next field's tag: number and wire type, as they stand in the case labels of generated
  /// code. Field number 0 and wrong wire types are found when the tag matches no known field.
  @inlinable
  @inline(__always)
  public mutating func tag() throws(WireError) -> UInt32 {
    if _fastPath(position < end) {
      let byte = position.load(as: UInt8.self)
      if byte < 0x80 {
        position += 1
        return UInt32(byte)
      }
    }
    let (tag, next) = try WireReader.longTag(position, end)
    position = next
    return tag
  }

  @inlinable
  @inline(__always)
  public mutating func varint() throws(WireError) -> UInt64 {
    if _fastPath(position < end) {
      let byte = position.load(as: UInt8.self)
      if byte < 0x80 {
        position += 1
        return UInt64(byte)
      }
    }
    let (value, next) = try WireReader.longVarint(position, end)
    position = next
    return value
  }

  @inlinable
  @inline(__always)
  mutating func fixed<Value: BitwiseCopyable>(_: Value.Type) throws(WireError) -> Value {
    guard end - position >= MemoryLayout<Value>.size else {
      throw WireError(.truncated, at: end)
    }
    let value = position.loadUnaligned(as: Value.self)
    position += MemoryLayout<Value>.size
    return value
  }
}
