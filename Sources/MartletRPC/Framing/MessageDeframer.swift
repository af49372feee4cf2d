/// Cuts a stream of DATA bytes into messages: a machine that takes bytes and gives messages.
///
/// ```
///   +------------+----------------+=========+------------+--
///   | flag (1 B) | length (4 B BE)| message | flag (1 B) | …
///   +------------+----------------+=========+------------+--
/// ```
/// Source: the gRPC specification, "PROTOCOL-HTTP2.md", Length-Prefixed-Message.
package struct MessageDeframer {
  package static let prefixBytes = 5

  package let maxMessageBytes: Int
  private var prefix: (bytes: UInt64, count: Int) = (0, 0)
  private var partial: PartialMessage?
  /// What messages may be compressed with: the stream's `grpc-encoding`.
  package var encoding: RPCCompression
  /// Set once the bytes made no sense: what follows is ignored.
  private var hasFailed = false
  /// Of the message whose prefix was read last.
  private var messageEncoding = RPCCompression.identity

  package init(maxMessageBytes: Int, encoding: RPCCompression = .identity) {
    self.maxMessageBytes = maxMessageBytes
    self.encoding = encoding
  }

  /// Whether the bytes so far end within a message.
  package var isWithinMessage: Bool { partial != nil || prefix.count > 0 }

  /// How many bytes are there of a message that is not complete.
  package var partialBytes: Int { partial?.byteCount ?? 0 }

  /// Takes the next bytes and calls `deliver` for each message that they complete.
  package mutating func receive(
    _ bytes: UnsafeRawBufferPointer, deliver: (ReceivedMessage) -> Void
  ) throws(RPCError) {
    guard !hasFailed else { return }
    var rest = bytes
    while !rest.isEmpty {
      if partial == nil {
        guard let length = try takePrefix(&rest) else { return }
        if length <= rest.count {
          let message = UnsafeRawBufferPointer(rebasing: rest.prefix(length))
          deliver(ReceivedMessage(copying: message, messageEncoding))
          rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(length))
          continue
        }
        partial = PartialMessage(length: length, encoding: messageEncoding)
      }
      if let message = partial?.append(&rest) {
        partial = nil
        deliver(message)
      }
    }
  }

  /// The length of the next message, whose encoding is noted, once its five prefix bytes are there.
  private mutating func takePrefix(_ rest: inout UnsafeRawBufferPointer) throws(RPCError) -> Int? {
    while prefix.count < Self.prefixBytes {
      guard let byte = rest.first else { return nil }
      prefix.bytes = prefix.bytes << 8 | UInt64(byte)
      prefix.count += 1
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst())
    }
    let flag = UInt8(truncatingIfNeeded: prefix.bytes >> 32)
    let length = Int(prefix.bytes & 0xffff_ffff)
    prefix = (0, 0)
    do throws(RPCError) {
      try check(flag: flag, length: length)
    } catch {
      hasFailed = true
      throw error
    }
    messageEncoding = flag == 0 ? .identity : encoding
    return length
  }

  private func check(flag: UInt8, length: Int) throws(RPCError) {
    guard flag == 0 || (flag == 1 && encoding != .identity) else {
      throw RPCError(
        .internal,
        flag == 1
          ? "a message is marked as compressed, but the call has no grpc-encoding"
          : "a message has the flag byte \(flag); only 0 and 1 are defined")
    }
    guard length <= maxMessageBytes else {
      throw RPCError(
        .resourceExhausted,
        "a message of \(length) bytes is larger than the limit of \(maxMessageBytes)")
    }
  }
}

/// A message of which some bytes are still to come.
///
/// Its buffer grows with what has arrived, so that a peer cannot reserve memory with a length
/// alone.
private struct PartialMessage {
  private let length: Int
  private let encoding: RPCCompression
  private var storage: MessageStorage

  var byteCount: Int { storage.count }

  init(length: Int, encoding: RPCCompression) {
    self.length = length
    self.encoding = encoding
    storage = MessageStorage(capacity: min(length, 64 * 1024))
  }

  /// Takes what belongs to this message from `rest`; gives the message once it is whole.
  mutating func append(_ rest: inout UnsafeRawBufferPointer) -> ReceivedMessage? {
    let taken = min(length - storage.count, rest.count)
    storage.append(UnsafeRawBufferPointer(rebasing: rest.prefix(taken)), limit: length)
    rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(taken))
    return storage.count == length ? storage.finish(encoding: encoding) : nil
  }
}

extension UnsafeMutableRawPointer {
  /// Copies all of `bytes` to here; of no bytes nothing, whatever their address.
  @inline(__always)
  func copyMemory(from bytes: UnsafeRawBufferPointer) {
    if let source = bytes.baseAddress { copyMemory(from: source, byteCount: bytes.count) }
  }
}
