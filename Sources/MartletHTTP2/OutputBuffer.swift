/// The bytes that a connection wants to send: one growing block, reused from batch to batch.
///
/// Owns its memory; every pointer that it gives out is within the block and counted.
struct OutputBuffer: ~Copyable {
  private var base: UnsafeMutableRawPointer?
  private(set) var count = 0
  private var capacity = 0
  /// A block that a burst made larger than this is not kept.
  private static let largestKept = 512 * 1024

  init() {}

  deinit { base?.deallocate() }

  /// Makes room for `size` more bytes and returns where they go.
  mutating func extend(by size: Int) -> UnsafeMutableRawPointer {
    if capacity - count < size { grow(by: size) }
    defer { count += size }
    // After `grow` there is a block.
    return base.unsafelyUnwrapped.advanced(by: count)
  }

  mutating func append(_ source: UnsafeRawPointer, _ size: Int) {
    extend(by: size).copyMemory(from: source, byteCount: size)
  }

  /// Takes the last `size` bytes back.
  mutating func shrink(by size: Int) { count -= size }

  /// What is in the block, until the next change.
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

  /// Forgets the bytes.
  mutating func removeAll() {
    count = 0
    guard capacity > Self.largestKept else { return }
    base?.deallocate()
    (base, capacity) = (nil, 0)
  }

  @inline(never)
  private mutating func grow(by size: Int) {
    let newCapacity = max(count + size, capacity * 2, 4096)
    let grown = UnsafeMutableRawPointer.allocate(byteCount: newCapacity, alignment: 16)
    if let base {
      grown.copyMemory(from: base, byteCount: count)
      base.deallocate()
    }
    base = grown
    capacity = newCapacity
  }
}
