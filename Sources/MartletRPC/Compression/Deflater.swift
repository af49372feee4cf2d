import CZlib

/// Compresses messages, one after the other: a stream of zlib that is made once (260 KB) and reset
/// for each message.
///
/// Unchecked Sendable: whoever has it from its pool uses it alone.
final class Deflater: @unchecked Sendable {
  private static let gzipPool = ZlibPool<Deflater>()
  private static let deflatePool = ZlibPool<Deflater>()

  /// Those of one encoding, which a stream cannot change.
  static func pool(for encoding: RPCCompression) -> ZlibPool<Deflater> {
    encoding == .gzip ? gzipPool : deflatePool
  }

  /// On the heap: zlib checks that its stream does not move.
  private let stream: UnsafeMutablePointer<z_stream>

  /// Nil if there is no memory for it.
  init?(encoding: RPCCompression) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // zlib's own defaults, as in the other implementations: level 6, 8 for the memory.
    let status = deflateInit2_(
      stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, encoding == .gzip ? MAX_WBITS + 16 : MAX_WBITS, 8,
      Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { return nil }
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
  }

  /// Compresses all of `input`. Returns how many bytes that gave, or nil if they do not fit.
  func deflate(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> Int? {
    guard let room = UInt32(exactly: output.count), let given = UInt32(exactly: input.count),
      deflateReset(stream) == Z_OK
    else { return nil }
    stream.pointee.next_in = UnsafeMutablePointer(
      mutating: input.bindMemory(to: UInt8.self).baseAddress)
    stream.pointee.avail_in = given
    stream.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
    stream.pointee.avail_out = room
    guard CZlib.deflate(stream, Z_FINISH) == Z_STREAM_END else { return nil }
    return Int(room - stream.pointee.avail_out)
  }
}
