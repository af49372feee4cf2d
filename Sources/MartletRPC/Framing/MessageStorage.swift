/// Owns the growing bytes of one message that is not complete; an object so that they are freed on
/// every path.
final class MessageStorage {
  private(set) var count = 0
  private var capacity: Int
  private var base: UnsafeMutableRawPointer?

  init(capacity: Int) {
    self.capacity = max(capacity, 1)
    base = .allocate(byteCount: self.capacity, alignment: 1)
  }

  deinit { base?.deallocate() }

  /// Copies `bytes` behind what is there; `limit` is the most that the message will ever have.
  func append(_ bytes: UnsafeRawBufferPointer, limit: Int) {
    reserve(bytes.count, limit: limit)
    base?.advanced(by: count).copyMemory(from: bytes)
    count += bytes.count
  }

  /// Makes room for `more` bytes: at least for those, and up to `limit` for twice as many as before.
  func reserve(_ more: Int, limit: Int) {
    if count + more > capacity { grow(toHold: count + more, limit: limit) }
  }

  /// The memory behind what is there. Whoever writes to it tells so with `grew`.
  var room: UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(start: base?.advanced(by: count), count: capacity - count)
  }

  /// That so many bytes of `room` were written.
  func grew(by bytes: Int) { count += bytes }

  /// Hands the bytes on, as those of a message that came in `encoding`.
  func finish(encoding: RPCCompression) -> ReceivedMessage {
    defer { base = nil }
    guard let base else {
      return ReceivedMessage(copying: UnsafeRawBufferPointer(start: nil, count: 0), encoding)
    }
    return ReceivedMessage(adopting: base, count: count, encoding)
  }

  private func grow(toHold needed: Int, limit: Int) {
    let (double, overflow) = capacity.multipliedReportingOverflow(by: 2)
    let newCapacity = max(needed, min(limit, overflow ? limit : double))
    let grown = UnsafeMutableRawPointer.allocate(byteCount: newCapacity, alignment: 1)
    if let base {
      grown.copyMemory(from: base, byteCount: count)
      base.deallocate()
    }
    base = grown
    capacity = newCapacity
  }
}
