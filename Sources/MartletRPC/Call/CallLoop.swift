/// The event loop that a call lives on, as the runtime sees it: a serial place to run work, a
/// task executor for handlers, and timers. Transports subclass it.
///
/// Unchecked Sendable: the base has no state; subclasses keep theirs to the loop or behind locks.
open class CallLoop: TaskExecutor, @unchecked Sendable {
  public init() {}

  /// Whether the caller runs on this loop.
  open var isCurrent: Bool { preconditionFailure("CallLoop.isCurrent must be overridden") }

  /// Runs `work` on the loop, soon. May be called from anywhere; work from one thread keeps its
  /// order.
  open func execute(_ work: @escaping @Sendable () -> Void) {
    preconditionFailure("CallLoop.execute must be overridden")
  }

  /// Runs a job of a Task on the loop.
  open func enqueue(_ job: consuming ExecutorJob) {
    preconditionFailure("CallLoop.enqueue must be overridden")
  }

  /// The time that deadlines are reckoned with. May be asked for from anywhere.
  open var now: ContinuousClock.Instant { .now }

  /// Fires `timer` on the loop once `nanoseconds` have passed, never before. On the loop only.
  open func schedule(_ timer: CallTimer, afterNanoseconds nanoseconds: UInt64) {
    preconditionFailure("CallLoop.schedule must be overridden")
  }

  /// Takes `timer` back; nothing happens if it is not scheduled. On the loop only.
  open func cancel(_ timer: CallTimer) {
    preconditionFailure("CallLoop.cancel must be overridden")
  }

  /// Runs `work` at once where the caller is on the loop, else through `execute`.
  package final func run(_ work: @escaping @Sendable () -> Void) {
    if isCurrent { work() } else { execute(work) }
  }
}
