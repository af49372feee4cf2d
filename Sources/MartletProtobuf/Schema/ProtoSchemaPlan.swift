package import Synchronization

/// Where a schema keeps a format's plan: flat memory with what the format needs of the schema, made
/// when it is first needed and freed with the schema. Formats that are not in the program cost a
/// schema one word.
///
/// The invariant: the word is 0, or the address of memory that was allocated and holds nothing that
/// has to be deinitialised. It changes once, to what was written before.
///
/// (A word and no reference, since taking the reference out and letting it go cost 700 instructions a
/// text.)
package struct ProtoSchemaPlanSlot: ~Copyable, Sendable {
  @usableFromInline let word = Atomic<UInt>(0)

  package init() {}

  deinit {
    UnsafeMutableRawPointer(bitPattern: word.load(ordering: .acquiring))?.deallocate()
  }

  /// The memory of the plan, which `make` makes if there is none yet. It lasts as long as the schema.
  @inlinable
  @inline(__always)
  package borrowing func memory(
    _ make: () -> UnsafeMutableRawPointer
  ) -> UnsafeMutableRawPointer {
    UnsafeMutableRawPointer(bitPattern: word.load(ordering: .acquiring)) ?? made(make)
  }

  @usableFromInline
  @inline(never)
  package borrowing func made(
    _ make: () -> UnsafeMutableRawPointer
  ) -> UnsafeMutableRawPointer {
    let memory = make()
    let (isOurs, earlier) = word.compareExchange(
      expected: 0, desired: UInt(bitPattern: memory), ordering: .acquiringAndReleasing)
    guard !isOurs, let first = UnsafeMutableRawPointer(bitPattern: earlier) else { return memory }
    // Of several threads, the first one's is kept.
    memory.deallocate()
    return first
  }
}
