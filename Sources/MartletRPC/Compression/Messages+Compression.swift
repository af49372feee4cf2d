package import MartletProtobuf

extension FramedMessage {
  /// What no encoding makes smaller: a header, a trailer and a block of deflate are larger.
  private static var leastBytes: Int { 24 }

  /// The message compressed, or as it is if that would not be smaller.
  package func compressed(with encoding: RPCCompression) -> FramedMessage {
    let payload = UnsafeRawBufferPointer(
      rebasing: bytes.dropFirst(FramedMessage.prefixBytes))
    guard encoding != .identity, payload.count >= Self.leastBytes else { return self }
    return withExtendedLifetime(self) {
      withUnsafeTemporaryAllocation(byteCount: payload.count - 1, alignment: 16) { output in
        let count = Deflater.pool(for: encoding).withStream(
          orNew: { Deflater(encoding: encoding) }, { $0.deflate(payload, into: output) })
        guard let count, let count else { return self }
        return FramedMessage(
          payload: UnsafeRawBufferPointer(rebasing: output.prefix(count)), compressed: true)
      }
    }
  }
}

extension ReceivedMessage {
  /// The message as it was before its sender compressed it, of at most `limit` bytes. Made when the
  /// message is taken and not when it arrives, so that what nobody reads stays small.
  func decompressed(limit: Int) throws(RPCError) -> ReceivedMessage {
    let plain = try Inflater.pool.withStream(
      orNew: { Inflater() },
      { (stream) throws(RPCError) in
        try stream.inflate(bytes, from: encoding, limit: limit)
      })
    guard let plain else {
      throw RPCError(.resourceExhausted, "there is no memory to decompress a message")
    }
    return plain
  }
}
