/// What one connection holds of messages that are not complete, or not read: the sum over its
/// streams, beside the limits of the connection and the process.
///
/// ```
///   easy ──much, or the process half full──▶ tight (streams get small windows)
///     ▲                                        │ more than a limit: the call that brought it ends
///     └───────────less than half of that───────┘
/// ```
/// A value that belongs to the connection's loop.
package struct ConnectionBuffers {
  package enum Pressure: Hashable, Sendable { case easy, tight }

  private let tightBeyondBytes: Int
  private let limitBytes: Int
  private let budget: RPCBufferBudget
  private var heldBytes = 0
  /// What of it the process knows.
  private var reportedBytes = 0
  package private(set) var pressure = Pressure.easy

  /// The process is told in steps of this size.
  private static let stepBytes = 64 * 1024

  package init(tightBeyondBytes: Int, limitBytes: Int, budget: RPCBufferBudget = .process) {
    self.tightBeyondBytes = tightBeyondBytes
    self.limitBytes = limitBytes
    self.budget = budget
  }

  /// So many bytes more are held, or fewer. Returns false if that is too much.
  @inline(__always)
  package mutating func add(_ bytes: Int) -> Bool {
    heldBytes += bytes
    // Calls of ordinary size go no further. (What has got tight must notice that it is over.)
    if heldBytes <= Self.stepBytes, reportedBytes == 0, pressure == .easy { return true }
    return settle()
  }

  @inline(never)
  private mutating func settle() -> Bool {
    let steps = (heldBytes + Self.stepBytes - 1) / Self.stepBytes
    let report = heldBytes <= 0 ? 0 : steps * Self.stepBytes
    if report != reportedBytes {
      budget.add(report - reportedBytes)
      reportedBytes = report
    }
    let ofProcess = budget.heldBytes
    let processLimit = budget.limitBytes
    switch pressure {
    case .easy where heldBytes > tightBeyondBytes || ofProcess > processLimit / 2:
      pressure = .tight
    case .tight where heldBytes < tightBeyondBytes / 2 && ofProcess < processLimit / 4:
      pressure = .easy
    default: break
    }
    // Who holds next to nothing is not to blame for what others hold.
    return heldBytes <= limitBytes && (ofProcess <= processLimit || heldBytes <= Self.stepBytes)
  }

  /// The connection is gone, and what it held with it.
  package mutating func close() {
    budget.add(-reportedBytes)
    heldBytes = 0
    reportedBytes = 0
  }
}

extension RPCError {
  /// What a call ends with that brought more than may lie unread.
  package static var buffersAreFull: RPCError {
    RPCError(
      .resourceExhausted,
      "too much lies unread: the buffers of the connection or of the process are full")
  }
}
