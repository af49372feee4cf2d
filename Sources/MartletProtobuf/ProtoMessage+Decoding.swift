extension ProtoMessage {
  /// Decodes a message from the protobuf binary format.
  ///
  /// - Throws: ``ProtoDecodingError`` with the fault and its byte offset.
  @inlinable
  public init(
    serializedBytes bytes: [UInt8], limits: ProtoDecodingLimits = ProtoDecodingLimits()
  ) throws(ProtoDecodingError) {
    self.init()
    try merge(serializedBytes: bytes, limits: limits)
  }

  /// Decodes a message from the protobuf binary format. The bytes are only borrowed for the call.
  ///
  /// - Throws: ``ProtoDecodingError`` with the fault and its byte offset.
  @inlinable
  public init(
    decoding bytes: UnsafeRawBufferPointer, limits: ProtoDecodingLimits = ProtoDecodingLimits()
  ) throws(ProtoDecodingError) {
    self.init()
    try merge(decoding: bytes, limits: limits)
  }

  /// Decodes into a message that already has content: single fields are replaced, messages merged,
  /// repeated fields and maps extended.
  ///
  /// - Throws: ``ProtoDecodingError``; the message then holds what was read before the fault.
  @inlinable
  public mutating func merge(
    serializedBytes bytes: [UInt8], limits: ProtoDecodingLimits = ProtoDecodingLimits()
  ) throws(ProtoDecodingError) {
    // The closure does not throw itself: rethrowing would widen the error's type.
    let failure = bytes.withUnsafeBytes { buffer -> ProtoDecodingError? in
      do throws(ProtoDecodingError) {
        try merge(decoding: buffer, limits: limits)
        return nil
      } catch {
        return error
      }
    }
    if let failure { throw failure }
  }

  /// As ``merge(serializedBytes:limits:)``, from bytes that are only borrowed for the call.
  @inlinable
  public mutating func merge(
    decoding bytes: UnsafeRawBufferPointer, limits: ProtoDecodingLimits = ProtoDecodingLimits()
  ) throws(ProtoDecodingError) {
    guard let base = bytes.baseAddress, bytes.count > 0 else { return }
    guard bytes.count <= limits.maximumBytes else {
      throw ProtoDecodingError(
        reason: .tooLarge, byteOffset: max(0, limits.maximumBytes),
        messageName: Self.protoMessageName)
    }
    do throws(WireError) {
      try Self.decode(
        &self, WireReader(position: base, end: base + bytes.count, depth: limits.depth))
    } catch {
      throw ProtoDecodingError(
        reason: error.kind, byteOffset: Int(error.address &- UInt(bitPattern: base)),
        messageName: Self.protoMessageName)
    }
  }
}
