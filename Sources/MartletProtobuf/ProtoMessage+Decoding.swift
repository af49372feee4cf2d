extension ProtoMessage {
  /// Decodes a message from the protobuf binary format.
  ///
  /// - Parameter partial: whether fields that the IDL requires may be missing.
  /// - Throws: ``ProtoDecodingError`` with the fault, its byte offset and its field.
  @inlinable
  public init(
    serializedBytes bytes: [UInt8], limits: ProtoDecodingLimits = ProtoDecodingLimits(),
    partial: Bool = false
  ) throws(ProtoDecodingError) {
    self.init()
    try merge(serializedBytes: bytes, limits: limits, partial: partial)
  }

  /// Decodes a message from the protobuf binary format. The bytes are only borrowed for the call.
  ///
  /// - Parameter partial: whether fields that the IDL requires may be missing.
  /// - Throws: ``ProtoDecodingError`` with the fault, its byte offset and its field.
  @inlinable
  public init(
    decoding bytes: UnsafeRawBufferPointer, limits: ProtoDecodingLimits = ProtoDecodingLimits(),
    partial: Bool = false
  ) throws(ProtoDecodingError) {
    self.init()
    try merge(decoding: bytes, limits: limits, partial: partial)
  }

  /// Decodes into a message that already has content: single fields are replaced, messages merged,
  /// repeated fields and maps extended.
  ///
  /// - Parameter partial: whether fields that the IDL requires may be missing afterwards.
  /// - Throws: ``ProtoDecodingError``; the message then holds what was read before the fault.
  @inlinable
  public mutating func merge(
    serializedBytes bytes: [UInt8], limits: ProtoDecodingLimits = ProtoDecodingLimits(),
    partial: Bool = false
  ) throws(ProtoDecodingError) {
    // The closure does not throw itself: rethrowing would widen the error's type.
    let failure = bytes.withUnsafeBytes { buffer -> ProtoDecodingError? in
      do throws(ProtoDecodingError) {
        try merge(decoding: buffer, limits: limits, partial: partial)
        return nil
      } catch {
        return error
      }
    }
    if let failure { throw failure }
  }

  /// As ``merge(serializedBytes:limits:partial:)``, from bytes that are only borrowed for the call.
  @inlinable
  public mutating func merge(
    decoding bytes: UnsafeRawBufferPointer, limits: ProtoDecodingLimits = ProtoDecodingLimits(),
    partial: Bool = false
  ) throws(ProtoDecodingError) {
    guard bytes.count <= limits.maximumBytes else {
      throw ProtoDecodingError(
        reason: .tooLarge, byteOffset: max(0, limits.maximumBytes),
        messageName: Self.protoMessageName)
    }
    if let base = bytes.baseAddress, bytes.count > 0 {
      do throws(WireError) {
        try Self.decode(
          &self, WireReader(position: base, end: base + bytes.count, depth: limits.depth))
      } catch {
        throw ProtoDecodingError(error, in: bytes, Self.self, depth: limits.depth)
      }
    }
    if !partial, !isInitialized {
      throw ProtoDecodingError(lacking: self, byteOffset: bytes.count)
    }
  }
}
