import CZlib

/// Decompresses messages, one after the other: a stream of zlib that is made once (7 KB, and a
/// window of 32 KB) and reset for each message.
///
/// Unchecked Sendable: whoever has it from its pool uses it alone.
final class Inflater: @unchecked Sendable {
  static let pool = ZlibPool<Inflater>()

  /// On the heap: zlib checks that its stream does not move.
  private let stream: UnsafeMutablePointer<z_stream>

  /// Nil if there is no memory for it.
  init?() {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let status = inflateInit2_(
      stream, Self.windowBits(.gzip), ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else {
      // What `deinit` does then: zlib takes a stream that was not made.
      return nil
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// The message that `input` stands for.
  ///
  /// The output grows with what is there and never beyond one byte more than `limit`, whatever the
  /// input promises. Throws `resourceExhausted` if the message is larger, `internal` if the input is
  /// not exactly one stream of the encoding: cut short, damaged, or with something behind it.
  func inflate(
    _ input: UnsafeRawBufferPointer, from encoding: RPCCompression, limit: Int
  ) throws(RPCError) -> ReceivedMessage {
    guard inflateReset2(stream, Self.windowBits(encoding)) == Z_OK else {
      throw RPCError(.internal, "zlib cannot be reset")
    }
    stream.pointee.next_in = UnsafeMutablePointer(
      mutating: input.bindMemory(to: UInt8.self).baseAddress)
    // A message's length has 32 bits on the wire.
    stream.pointee.avail_in = UInt32(clamping: input.count)
    let most = limit == .max ? limit : max(limit, 0) + 1
    let (quadruple, overflow) = input.count.multipliedReportingOverflow(by: 4)
    let output = MessageStorage(capacity: min(most, overflow ? most : max(quadruple, 256)))
    repeat {
      output.reserve(1, limit: most)
    } while try step(into: output, encoding, limit: limit)
    guard stream.pointee.avail_in == 0 else {
      throw RPCError(.internal, "a \(encoding) message has bytes behind its end")
    }
    return output.finish(encoding: encoding)
  }

  /// Inflates as far as there is room. Returns whether there is more to come.
  private func step(
    into output: MessageStorage, _ encoding: RPCCompression, limit: Int
  ) throws(RPCError) -> Bool {
    let room = output.room
    stream.pointee.next_out = room.bindMemory(to: UInt8.self).baseAddress
    stream.pointee.avail_out = UInt32(clamping: room.count)
    let offered = stream.pointee.avail_out
    let status = CZlib.inflate(stream, Z_NO_FLUSH)
    output.grew(by: Int(offered - stream.pointee.avail_out))
    guard output.count <= limit else {
      throw RPCError(
        .resourceExhausted,
        "a \(encoding) message is decompressed larger than the limit of \(limit) bytes")
    }
    switch status {
    case Z_STREAM_END: return false
    case Z_OK, Z_BUF_ERROR:
      guard stream.pointee.avail_out == 0 else {
        throw RPCError(.internal, "a \(encoding) message is cut short")
      }
      return true
    case Z_MEM_ERROR:
      throw RPCError(.resourceExhausted, "there is no memory to decompress a message")
    default:
      let why = stream.pointee.msg.map { String(cString: $0) } ?? "zlib's status \(status)"
      throw RPCError(.internal, "a \(encoding) message is damaged: \(why)")
    }
  }

  private static func windowBits(_ encoding: RPCCompression) -> Int32 {
    encoding == .gzip ? MAX_WBITS + 16 : MAX_WBITS
  }
}
