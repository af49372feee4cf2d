/// Something that a loop can fire later.
///
/// Unchecked Sendable: all stored properties belong to the loop that the timer is scheduled on.
public final class CallTimer: @unchecked Sendable {
  /// Where the loop's timer wheel keeps the timer: nil while it is not scheduled.
  package var place: (slot: Int, index: Int)?
  package var dueTick: UInt64 = 0
  package var dueNanoseconds: UInt64 {
    let (due, overflow) = dueTick.multipliedReportingOverflow(by: TimerWheel.nanosecondsPerTick)
    return overflow ? .max : due
  }
  private let action: () -> Void

  package init(_ action: @escaping () -> Void) { self.action = action }

  package func fire() { action() }
}
