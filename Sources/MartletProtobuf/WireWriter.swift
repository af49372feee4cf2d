/// Where encoded bytes go: a buffer that is filled from its beginning. A value of four words that
/// is passed on and returned, never pointed to, so that it stays in registers.
///
///     base ▼                position ▼                  ▼ end
///          │ prefix │ what is written │ room that is left │
///
/// A nested message's length is one byte kept free and filled in when the message is done; from 128
/// bytes on, the message is moved once to make room. So there is one pass and no size pass.
///
/// The first buffer belongs to the caller (it is on the stack); when it is full, the writer moves to
/// one of ``EncodingBuffers``, and from there to malloc'd memory. Beyond 2 GiB it only remembers
/// that it has overflowed and goes on in the memory that it has; whoever made it looks at
/// `overflowed` in the end.
@frozen
public struct WireWriter {
  @usableFromInline var position: UnsafeMutableRawPointer
  @usableFromInline var end: UnsafeMutableRawPointer
  @usableFromInline var base: UnsafeMutableRawPointer
  @usableFromInline var state: UInt

  /// State: the buffer is on the heap and belongs to the writer.
  @inlinable static var ownsBuffer: UInt { 1 }
  /// State: there was more than fits in a message.
  @inlinable static var hasOverflowed: UInt { 2 }
  /// State: entries of maps are written in the order of their keys.
  @inlinable static var sortsMaps: UInt { 4 }
  /// State: the buffer is one of ``EncodingBuffers``.
  static var isPooled: UInt { 8 }
  /// State: rather than to write large values twice, measure (WireWriter+Measuring.swift).
  @inlinable static var mayMeasure: UInt { 16 }
  /// State: what is written is only measured.
  @inlinable static var measures: UInt { 32 }
  /// State: packed integers are written as they are in memory (WireWriter+Raw.swift).
  @inlinable static var keepsIntegers: UInt { 64 }

  /// The size of the first buffer.
  @inlinable static var stackBytes: Int { 1024 }
  /// How many bytes lie behind `end`: what is short is stored with what is beyond it, eight bytes at
  /// once, and what was too much is overwritten by what follows.
  @inlinable static var spareBytes: Int { 8 }
  /// The most bytes that generated code asks for in one ``need(_:)``: fits in every buffer.
  public static let longestRunBytes = 512
  /// The most bytes of a buffer: a message, a prefix, and some room for the last field.
  static var maximumBytes: Int { ProtoEncodingError.maximumBytes + longestRunBytes }

  /// A writer to borrowed memory (at least ``longestRunBytes``, ``spareBytes`` and the prefix).
  @inlinable
  init(
    borrowing base: UnsafeMutableRawPointer, count: Int, reserving prefix: Int, state: UInt = 0
  ) {
    self.base = base
    self.position = base + prefix
    self.end = base + count - WireWriter.spareBytes
    self.state = state
  }

  /// A writer to a buffer of ``EncodingBuffers``, which is given back with the writer's.
  init(pooled buffer: UnsafeMutableRawPointer, state: UInt) {
    base = buffer
    position = buffer
    end = buffer + EncodingBuffers.bytes
    self.state = state | WireWriter.ownsBuffer | WireWriter.isPooled
  }

  /// How many bytes are written, the prefix among them.
  @inlinable
  var count: Int { position - base }

  @inlinable
  var overflowed: Bool { state & WireWriter.hasOverflowed != 0 }

  /// Frees the buffer if it belongs to the writer.
  @inlinable
  func freeBuffer() {
    if state & WireWriter.ownsBuffer != 0 { WireWriter.free(self) }
  }

  @inline(never)
  @usableFromInline
  static func free(_ writer: WireWriter) {
    if writer.state & isPooled != 0 {
      EncodingBuffers.give(writer.end - EncodingBuffers.bytes)
    } else {
      writer.base.deallocate()
    }
  }

  /// Makes room for some bytes, at most ``longestRunBytes``: one check for a run of scalar fields.
  @inlinable
  @inline(__always)
  public mutating func need(_ bytes: Int) {
    if _slowPath(end - position < bytes) { self = Self.grown(self, bytes) }
  }

  /// A writer with the same content and more room, or one that has overflowed.
  @inline(never)
  @usableFromInline
  static func grown(_ old: WireWriter, _ bytes: Int) -> WireWriter {
    if old.state & measures != 0 { return rewound(old) }
    var writer = old
    let used = old.count
    guard bytes <= maximumBytes - used, !old.overflowed else {
      writer.state |= hasOverflowed
      writer.position = writer.base
      return writer
    }
    let capacity: Int
    writer.state = old.state & (sortsMaps | mayMeasure | keepsIntegers) | ownsBuffer
    if used + bytes <= EncodingBuffers.bytes, old.state & isPooled == 0 {
      capacity = EncodingBuffers.bytes
      writer.base = EncodingBuffers.take()
      writer.state |= isPooled
    } else {
      capacity = min(max(2 * (old.end - old.base), used + bytes), maximumBytes)
      writer.base = .allocate(byteCount: capacity + spareBytes, alignment: 16)
    }
    writer.base.copyMemory(from: old.base, byteCount: used)
    old.freeBuffer()
    writer.position = writer.base + used
    writer.end = writer.base + capacity
    return writer
  }
}
