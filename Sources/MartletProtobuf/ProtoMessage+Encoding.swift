extension ProtoMessage {
  /// Encodes the message in the protobuf binary format. Nothing is allocated but the array.
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
    let state = (deterministic ? WireWriter.sortsMaps : 0) | WireWriter.mayMeasure
    let usual = EncodedSizes.usual(of: ObjectIdentifier(Self.self))
    if usual == 0 {
      // Small, as far as is known.
      let result = withEncoded(reserving: 0, state: state) { WireWriter.array($0) }
      if case .bytes(let bytes)? = result, bytes.count < EncodedSizes.least { return bytes }
      return try large(result, state)
    }
    return try large(encoded(most: usual, state: state), state, usual)
  }

  /// What the first attempt gave, or a second one, if that only measured; and remembers its size.
  @inlinable
  @inline(never)
  func large(
    _ first: EncodedBytes?, _ state: UInt, _ usual: Int = 0
  ) throws(ProtoEncodingError) -> [UInt8] {
    var result = first
    if case .measured(let most)? = result {
      result = encoded(most: most, state: state & ~WireWriter.mayMeasure)
    }
    guard case .bytes(let bytes)? = result else {
      throw ProtoEncodingError(messageName: Self.protoMessageName)
    }
    EncodedSizes.remember(bytes.count, of: ObjectIdentifier(Self.self), instead: usual)
    return bytes
  }

  /// Encodes behind `prefix` bytes that are left free, first on the stack and, if that is too
  /// small, on the heap, and hands the writer to the closure, which has to free its buffer or keep
  /// it. Returns nil, with nothing left to free, if the message is too large.
  @inlinable
  func withEncoded<Result>(
    reserving prefix: Int, state: UInt = 0, _ body: (WireWriter) -> Result
  ) -> Result? {
    withUnsafeTemporaryAllocation(
      byteCount: WireWriter.stackBytes, alignment: 8
    ) { buffer -> Result? in
      guard let base = buffer.baseAddress else { return nil }
      var writer = WireWriter(
        borrowing: base, count: buffer.count, reserving: prefix, state: state)
      writer = withUnsafePointer(to: self) { Self.encode($0, writer) }
      guard !writer.isTooLarge(behind: prefix) else {
        writer.freeBuffer()
        return nil
      }
      return body(writer)
    }
  }

  /// Runs `body` on the encoded message, whose bytes last as long as that. ``WireWriter/tailBytes``
  /// more may be read, which are zero.
  /// Packed integers are there as in memory (``WireWriter/rawWireType``). False, and nothing run, if
  /// the message is too large.
  ///
  /// Into a buffer that is large at once: where no type is known, closures that give a result take
  /// longer than what is saved by the stack.
  package func withEncodedBytes(_ body: (UnsafeRawBufferPointer) -> Void) -> Bool {
    var writer = WireWriter(
      pooled: EncodingBuffers.take(), state: WireWriter.keepsIntegers)
    writer = withUnsafePointer(to: self) { Self.encode($0, writer) }
    defer { writer.freeBuffer() }
    if writer.isTooLarge(behind: 0) { return false }
    writer.need(WireWriter.tailBytes)
    writer.position.initializeMemory(as: UInt8.self, repeating: 0, count: WireWriter.tailBytes)
    body(UnsafeRawBufferPointer(start: writer.base, count: writer.count))
    return true
  }

  /// The encoded message, straight into an array if it has at most that many bytes. Nil if it is too
  /// large.
  @inlinable
  @inline(never)
  func encoded(most: Int, state: UInt) -> EncodedBytes? {
    // The last check for room may ask for more than the last fields take.
    let capacity =
      min(most, ProtoEncodingError.maximumBytes) + WireWriter.longestRunBytes
      + WireWriter.spareBytes
    var elsewhere: EncodedBytes?
    var isTooLarge = false
    let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      guard let base = buffer.baseAddress else { return }
      var writer = WireWriter(
        borrowing: base, count: buffer.count, reserving: 0, state: state)
      writer = withUnsafePointer(to: self) { Self.encode($0, writer) }
      if writer.isTooLarge(behind: 0) {
        isTooLarge = true
        writer.freeBuffer()
      } else if writer.state & WireWriter.ownsBuffer != 0 || writer.count < capacity / 4 * 3 {
        // It has moved, or would keep much more than it needs.
        elsewhere = WireWriter.array(writer)
      } else {
        count = writer.count
      }
    }
    return isTooLarge ? nil : elsewhere ?? .bytes(bytes)
  }
}

/// What a writer gives that may measure.
@usableFromInline
enum EncodedBytes {
  case bytes([UInt8])
  /// It only measured: at most so many bytes.
  case measured(Int)
}

extension WireWriter {
  /// What was written as an array; the buffer is freed.
  @inlinable
  static func array(_ writer: WireWriter) -> EncodedBytes {
    defer { writer.freeBuffer() }
    if _slowPath(writer.state & measures != 0) { return .measured(writer.count) }
    return .bytes(Array(UnsafeRawBufferPointer(start: writer.base, count: writer.count)))
  }

  /// Whether it is more than a message may have. What is only measured is not judged.
  @inlinable
  func isTooLarge(behind prefix: Int) -> Bool {
    if overflowed { return true }
    return count - prefix > ProtoEncodingError.maximumBytes && state & WireWriter.measures == 0
  }
}
