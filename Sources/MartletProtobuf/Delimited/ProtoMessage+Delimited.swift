extension ProtoMessage {
  /// Encodes the message behind its length as a varint, so that many of them can follow one another
  /// in a file or a stream; ``ProtoDelimitedDecoder`` takes them apart.
  ///
  /// - Throws: ``ProtoEncodingError`` if it would be larger than 2 GiB, or if required fields are
  ///   missing.
  public func serializedDelimited() throws(ProtoEncodingError) -> [UInt8] {
    var bytes: [UInt8] = []
    try appendDelimited(to: &bytes)
    return bytes
  }

  /// Encodes the message behind its length, at the end of `bytes`.
  ///
  /// - Throws: ``ProtoEncodingError`` if it would be larger than 2 GiB, or if required fields are
  ///   missing; nothing is appended then.
  public func appendDelimited(to bytes: inout [UInt8]) throws(ProtoEncodingError) {
    if !isInitialized { throw ProtoEncodingError(lacking: self) }
    // The length has five bytes at most; as many are left free, and those taken that it needs.
    let prefix = 5
    let written: Void? = withEncoded(reserving: prefix) { writer in
      let count = writer.count - prefix
      let start = prefix - WireWriter.varintBytes(UInt64(count))
      _ = WireWriter.storeLength(count, at: writer.base + start)
      bytes.append(
        contentsOf: UnsafeRawBufferPointer(
          start: writer.base + start, count: writer.count - start))
      writer.freeBuffer()
    }
    if written == nil { throw ProtoEncodingError(messageName: Self.protoMessageName) }
  }
}
