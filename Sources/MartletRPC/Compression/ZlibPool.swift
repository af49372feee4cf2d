import Synchronization

/// Streams of zlib that wait for their next message. Making one costs more than a small message
/// does, so a few are kept for the whole process; beyond them they are made and freed.
///
/// Not one for each connection: messages are compressed and decompressed on the threads that write
/// and read them, not on the connection's loop.
final class ZlibPool<Stream: AnyObject & Sendable>: Sendable {
  /// About as many as threads can use at once. A deflater holds 260 KB.
  private static var mostIdle: Int { 8 }

  private let idle = Mutex<[Stream]>([])

  /// Runs `body` with a stream from the pool, or a new one. Returns nil if none can be made.
  func withStream<Result, Failure>(
    orNew make: () -> Stream?, _ body: (Stream) throws(Failure) -> Result
  ) throws(Failure) -> Result? {
    guard let stream = idle.withLock({ $0.popLast() }) ?? make() else { return nil }
    defer {
      idle.withLock { idle in
        if idle.count < Self.mostIdle { idle.append(stream) }
      }
    }
    return try body(stream)
  }
}
