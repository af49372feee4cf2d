import Synchronization

/// Flat memory in which a format keeps what it needs of a schema, made when it is first needed and
/// freed with the schema.
///
/// Formats that are not in the program cost a schema one word.
package final class ProtoSchemaPlan: Sendable {
  /// Written by whoever made it, and not any more once it is in its schema, but for what is atomic.
  package nonisolated(unsafe) let memory: UnsafeMutableRawPointer

  /// Takes over memory that was allocated, and that holds nothing that has to be deinitialised.
  package init(memory: UnsafeMutableRawPointer) { self.memory = memory }

  deinit { memory.deallocate() }
}

/// Where a schema keeps its plan.
package struct ProtoSchemaPlanSlot: ~Copyable, Sendable {
  private let plan = AtomicLazyReference<ProtoSchemaPlan>()

  package init() {}

  /// The memory of the plan, which `make` makes if there is none yet. It lasts as long as the schema.
  package borrowing func memory(
    _ make: () -> UnsafeMutableRawPointer
  ) -> UnsafeMutableRawPointer {
    if let plan = plan.load() { return plan.memory }
    // Of several threads, the first one's is kept.
    return plan.storeIfNil(ProtoSchemaPlan(memory: make())).memory
  }
}
