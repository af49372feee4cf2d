import Synchronization

/// Buffers that encoders write to and give back, so that a message that does not fit on the stack is
/// encoded without asking for memory, and copied once into what it is kept in.
///
/// Eight of them at most wait here. A thread looks first where it gave one back.
package enum EncodingBuffers {
  /// The size of each, without the writer's spare bytes.
  package static let bytes = 65536

  private static let count = 8
  /// Slots of 64 bytes each, so that threads do not share a cache line.
  private static let stride = 8

  /// An atomic cannot be moved, and a class around each would cost a look-up more. Safe from any
  /// thread: made once, never freed, and reached through atomics alone.
  private nonisolated(unsafe) static let slots = {
    let slots = UnsafeMutablePointer<Atomic<UnsafeMutableRawPointer?>>.allocate(
      capacity: count * stride)
    for index in 0..<count * stride { (slots + index).initialize(to: Atomic(nil)) }
    return slots
  }()

  /// Uninitialised memory, 16-byte aligned, which belongs to the caller until it is given back.
  package static func take() -> UnsafeMutableRawPointer {
    let own = ownSlot()
    for offset in 0..<count {
      let slot = slots + ((own + offset) % count) * stride
      // Looking before exchanging, since an exchange takes the cache line from others.
      if slot.pointee.load(ordering: .relaxed) == nil { continue }
      if let buffer = slot.pointee.exchange(nil, ordering: .acquiring) { return buffer }
    }
    return .allocate(byteCount: bytes + WireWriter.spareBytes, alignment: 16)
  }

  /// Takes a buffer back, or frees it if enough of them wait.
  package static func give(_ buffer: UnsafeMutableRawPointer) {
    let own = ownSlot()
    for offset in 0..<count {
      let slot = slots + ((own + offset) % count) * stride
      if slot.pointee.load(ordering: .relaxed) != nil { continue }
      let (isKept, _) = slot.pointee.compareExchange(
        expected: nil, desired: buffer, ordering: .releasing)
      if isKept { return }
    }
    buffer.deallocate()
  }

  /// Which slot a thread tries first: threads have their stacks in different places.
  private static func ownSlot() -> Int {
    withUnsafeTemporaryAllocation(byteCount: 1, alignment: 1) { here in
      Int(bitPattern: here.baseAddress) >> 20 & (count - 1)
    }
  }
}
