/// Takes a stream of messages apart, each behind its length as a varint: the form in which other
/// implementations write many messages into one file (`writeDelimitedTo`, `SerializeDelimited…`).
///
///     var decoder = ProtoDelimitedDecoder<Event>()
///     while let chunk = read() {
///       decoder.append(chunk)
///       while let event = try decoder.next() { handle(event) }
///     }
///     try decoder.finish()
///
/// It holds what has arrived of the message that is not complete, and nothing that was only
/// promised: a length costs no memory.
public struct ProtoDelimitedDecoder<Message: ProtoMessage>: Sendable {
  private let limits: ProtoDecodingLimits
  private var bytes: [UInt8] = []
  /// Where the next length begins in `bytes`.
  private var place = 0

  /// - Parameter limits: what each single message may be.
  public init(limits: ProtoDecodingLimits = ProtoDecodingLimits()) {
    self.limits = limits
  }

  /// Takes the next bytes of the stream, cut wherever it may be.
  public mutating func append(_ more: some Sequence<UInt8>) {
    dropRead()
    bytes.append(contentsOf: more)
  }

  /// Takes the next byte of the stream.
  public mutating func append(_ byte: UInt8) {
    dropRead()
    bytes.append(byte)
  }

  /// The next message; nil until there are more bytes.
  ///
  /// - Throws: ``ProtoDecodingError`` if a length is malformed or above the limit, after which the
  ///   stream makes no sense any more, or if a message is malformed, after which the next one may be
  ///   read. Offsets count from the first byte of the message.
  public mutating func next() throws(ProtoDecodingError) -> Message? {
    guard let (count, start) = try nextLength(), bytes.count - start >= count else { return nil }
    place = start + count
    let limits = limits
    let result = bytes.withUnsafeBytes { all -> Result<Message, ProtoDecodingError> in
      Result { () throws(ProtoDecodingError) in
        try Message(
          decoding: UnsafeRawBufferPointer(rebasing: all[start..<start + count]), limits: limits)
      }
    }
    return try result.get()
  }

  /// Says that nothing follows.
  ///
  /// - Throws: ``ProtoDecodingError`` if the stream ends within a message.
  public func finish() throws(ProtoDecodingError) {
    if place < bytes.count { throw fault(.truncated) }
  }

  /// How many bytes are held.
  public var bufferedBytes: Int { bytes.count - place }

  /// The next message's length, and where it begins; nil if the length is not complete.
  private func nextLength() throws(ProtoDecodingError) -> (count: Int, start: Int)? {
    var count: UInt64 = 0
    var index = place
    while index < bytes.count {
      let shift = 7 * (index - place)
      // Five bytes hold more than any message.
      if shift > 28 { throw fault(.tooLarge) }
      count |= UInt64(bytes[index] & 0x7F) << shift
      index += 1
      if bytes[index - 1] < 0x80 {
        if count > UInt64(max(0, limits.maximumBytes)) { throw fault(.tooLarge) }
        return (Int(count), index)
      }
    }
    return nil
  }

  private func fault(_ reason: ProtoDecodingError.Reason) -> ProtoDecodingError {
    ProtoDecodingError(reason: reason, byteOffset: 0, messageName: Message.protoMessageName)
  }

  /// Forgets what has been read, once it is worth moving the rest.
  private mutating func dropRead() {
    guard place > 0, place >= bytes.count - place else { return }
    bytes.removeFirst(place)
    place = 0
  }
}
