import Synchronization

/// How large the messages of a type were when they were encoded last, so that the next one is written
/// straight to memory of that size: without it, what does not fit on the stack is copied once more.
/// (Measured for 200 strings, 30 KB: 4.7 µs with the copy.)
///
/// Only a guess, for the types whose messages are large, of which 64 can be remembered. Racing
/// threads may lose one.
@usableFromInline
enum EncodedSizes {
  /// Of smaller messages a copy costs little.
  @inlinable static var least: Int { 4096 }

  private static let count = 64

  /// In each word the type, in the upper half, and its size.
  /// Safe from any thread: made once, never freed, and reached through atomics alone.
  private nonisolated(unsafe) static let table = {
    let table = UnsafeMutablePointer<Atomic<UInt64>>.allocate(capacity: count)
    for index in 0..<count { (table + index).initialize(to: Atomic(0)) }
    return table
  }()

  /// One bit for each slot that was ever filled: for the other types, which are most, that is all
  /// that is looked at.
  private static let filled = Atomic<UInt64>(0)

  /// The most bytes that a message of the type is expected to have; 0 if nothing is known.
  @inline(never)
  @usableFromInline
  static func usual(of type: ObjectIdentifier) -> Int {
    let filled = filled.load(ordering: .relaxed)
    if filled == 0 { return 0 }
    let (key, slot) = place(of: type)
    if filled & 1 << UInt64(slot) == 0 { return 0 }
    let word = table[slot].load(ordering: .acquiring)
    return word >> 32 == key ? Int(truncatingIfNeeded: word & 0xFFFF_FFFF) : 0
  }

  /// Remembers a size, and a sixteenth more; `instead` of what was told before, if that is not right.
  @inline(never)
  @usableFromInline
  static func remember(_ size: Int, of type: ObjectIdentifier, instead: Int) {
    if size < least && instead == 0 { return }
    if size <= instead && size >= instead - instead / 8 { return }
    let (key, slot) = place(of: type)
    let expected = size < least ? 0 : size + size / 16
    table[slot].store(key << 32 | UInt64(UInt32(clamping: expected)), ordering: .releasing)
    filled.bitwiseOr(1 << UInt64(slot), ordering: .releasing)
  }

  private static func place(of type: ObjectIdentifier) -> (key: UInt64, slot: Int) {
    // The product mixes the bits in which addresses differ into the upper ones.
    let mixed = UInt64(UInt(bitPattern: type)) &* 0x9E37_79B9_7F4A_7C15
    return (mixed >> 32, Int(truncatingIfNeeded: mixed >> 26) & (count - 1))
  }
}
