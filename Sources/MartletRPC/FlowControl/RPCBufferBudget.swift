import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// How much the connections of a process may hold of messages that are not complete, or not read.
///
/// Beyond half of it connections get small windows, beyond all of it calls that need more end with
/// `resourceExhausted`. Connections take their shares in steps of 64 KiB, so that ordinary calls never
/// come here.
public final class RPCBufferBudget: Sendable {
  /// Of this process: a quarter of the machine's memory, until somebody says otherwise.
  public static let process = RPCBufferBudget(limitBytes: quarterOfMemory)

  private let limit: Atomic<Int>
  private let held = Atomic(0)

  package init(limitBytes: Int) { limit = Atomic(limitBytes) }

  /// How many bytes they may be together.
  public var limitBytes: Int {
    get { limit.load(ordering: .relaxed) }
    set { limit.store(max(0, newValue), ordering: .relaxed) }
  }

  /// How many bytes they are now, rounded up for each connection.
  public var heldBytes: Int { held.load(ordering: .relaxed) }

  package func add(_ bytes: Int) { held.wrappingAdd(bytes, ordering: .relaxed) }

  private static var quarterOfMemory: Int {
    let pages = sysconf(Int32(_SC_PHYS_PAGES))
    let bytes = pages.multipliedReportingOverflow(by: sysconf(Int32(_SC_PAGESIZE)))
    return bytes.overflow || bytes.partialValue <= 0 ? 1 << 30 : bytes.partialValue / 4
  }
}
