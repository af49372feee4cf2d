// What the other formats of this package may use of the wire codec, beyond what generated code may.

extension WireReader {
  /// A reader over nothing.
  package init(empty depth: Int) {
    // Any address does: nothing is ever read from it.
    let nowhere = UnsafeRawPointer(bitPattern: 16).unsafelyUnwrapped
    self.init(position: nowhere, end: nowhere, depth: depth)
  }
}

extension WireReader {
  /// A reader over the content of a group whose begin tag has just been read; this reader moves
  /// behind its end tag.
  package mutating func group(_ tag: UInt32) throws(WireError) -> WireReader {
    guard depth > 0 else { throw WireError(.nestedTooDeep, at: position) }
    let start = position
    let next = try WireReader.skip(tag, start, self)
    position = next
    let endTag = WireWriter.varintBytes(UInt64(tag + 1))
    return WireReader(position: start, end: next - endTag, depth: depth - 1)
  }
}

/// UTF-8 as the codec checks it.
package enum UTF8Validation {
  /// Whether the bytes are UTF-8 without surrogates, overlong forms and what is beyond U+10FFFF.
  package static func isValid(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard let start = bytes.baseAddress else { return true }
    return UTF8Check.isASCII(start, bytes.count)
      || UTF8Check.firstInvalid(start, bytes.count) == nil
  }
}

/// Writes encoded messages field by field, where what to write is known at run time only.
package struct WireBuilder: ~Copyable {
  private var writer: WireWriter

  /// Begins with a buffer of its own.
  package init() {
    let size = 1024
    let buffer = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
    writer = WireWriter(borrowing: buffer, count: size, reserving: 0)
    writer.state = WireWriter.ownsBuffer
  }

  /// Whether it is more than a message may have; everything else is pointless then.
  package var overflowed: Bool { writer.overflowed }

  package var count: Int { writer.count }

  /// The tag of a value that follows.
  package mutating func tag(_ tag: UInt32) {
    writer.need(5)
    writer.tag(tag)
  }

  package mutating func varint(_ value: UInt64) {
    writer.need(10)
    writer.varint(value)
  }

  package mutating func fixed32(_ value: UInt32) {
    writer.need(4)
    writer.position.storeBytes(of: value.littleEndian, as: UInt32.self)
    writer.position += 4
  }

  package mutating func fixed64(_ value: UInt64) {
    writer.need(8)
    writer.position.storeBytes(of: value.littleEndian, as: UInt64.self)
    writer.position += 8
  }

  /// A tag, the length and the bytes; the bytes alone if the tag is 0.
  package mutating func bytes(_ tag: UInt32, _ bytes: UnsafeRawBufferPointer) {
    writer = WireWriter.appended(writer, tag, bytes)
  }

  /// Begins a value whose length is not known yet.
  package mutating func open(_ tag: UInt32) -> Int { writer.open(tag) }

  /// Ends it.
  package mutating func close(_ mark: Int) { writer.close(mark) }

  /// Takes back everything from `count` on.
  package mutating func rewind(to count: Int) {
    if count <= writer.count { writer.position = writer.base + count }
  }

  deinit { writer.freeBuffer() }

  /// What is written so far.
  package borrowing func withBytes<Result>(
    _ body: (UnsafeRawBufferPointer) -> Result
  ) -> Result {
    body(UnsafeRawBufferPointer(start: writer.base, count: writer.count))
  }
}
