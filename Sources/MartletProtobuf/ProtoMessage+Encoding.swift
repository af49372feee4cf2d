extension ProtoMessage {
  /// Encodes the message in the protobuf binary format.
  ///
  /// - Throws: ``ProtoEncodingError`` if it would be larger than 2 GiB.
  @inlinable
  public func serializedBytes() throws(ProtoEncodingError) -> [UInt8] {
    let result = withEncoded(reserving: 0) { writer in
      let bytes = Array(UnsafeRawBufferPointer(start: writer.base, count: writer.count))
      writer.freeBuffer()
      return bytes
    }
    guard let result else {
      throw ProtoEncodingError(messageName: Self.protoMessageName)
    }
    return result
  }

  /// Encodes behind `prefix` bytes that are left free, first on the stack and, if that is too
  /// small, in malloc'd memory, and hands the writer to the closure, which has to free its buffer
  /// or keep it. Returns nil, with nothing left to free, if the message is too large.
  @inlinable
  func withEncoded<Result>(
    reserving prefix: Int, _ body: (WireWriter) -> Result
  ) -> Result? {
    withUnsafeTemporaryAllocation(
      byteCount: WireWriter.stackBytes, alignment: 8
    ) { buffer -> Result? in
      guard let base = buffer.baseAddress else { return nil }
      var writer = WireWriter(borrowing: base, count: buffer.count, reserving: prefix)
      writer = withUnsafePointer(to: self) { Self.encode($0, writer) }
      guard !writer.overflowed, writer.count - prefix <= ProtoEncodingError.maximumBytes else {
        writer.freeBuffer()
        return nil
      }
      return body(writer)
    }
  }
}
