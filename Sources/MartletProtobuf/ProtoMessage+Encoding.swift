extension ProtoMessage {
  /// Encodes the message in the protobuf binary format.
  ///
  /// Fields are written in the order of their numbers, and unknown ones behind them as they arrived.
  /// Only the entries of maps have no order of their own: equal messages may give different bytes.
  ///
  /// - Parameters:
  ///   - deterministic: whether the entries of maps are written in the order of their keys, so that
  ///     the same message gives the same bytes each time: for caches and golden files. It is the
  ///     same for this version of Martlet and this version of the IDL, not for ever and not in every
  ///     language, so do not sign it. Costs the sorting.
  ///   - partial: whether fields that the IDL requires may be missing.
  /// - Throws: ``ProtoEncodingError`` if it would be larger than 2 GiB, or if required fields are
  ///   missing.
  @inlinable
  public func serializedBytes(
    deterministic: Bool = false, partial: Bool = false
  ) throws(ProtoEncodingError) -> [UInt8] {
    if !partial, !isInitialized { throw ProtoEncodingError(lacking: self) }
    let result = withEncoded(
      reserving: 0, state: deterministic ? WireWriter.sortsMaps : 0
    ) { writer in
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
    reserving prefix: Int, state: UInt = 0, _ body: (WireWriter) -> Result
  ) -> Result? {
    withUnsafeTemporaryAllocation(
      byteCount: WireWriter.stackBytes, alignment: 8
    ) { buffer -> Result? in
      guard let base = buffer.baseAddress else { return nil }
      var writer = WireWriter(borrowing: base, count: buffer.count, reserving: prefix)
      writer.state |= state
      writer = withUnsafePointer(to: self) { Self.encode($0, writer) }
      guard !writer.overflowed, writer.count - prefix <= ProtoEncodingError.maximumBytes else {
        writer.freeBuffer()
        return nil
      }
      return body(writer)
    }
  }
}
