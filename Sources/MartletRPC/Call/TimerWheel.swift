/// The timers of one loop: a hashed wheel with constant-time insertion and removal.
///
/// ```
///   tick now ──▶ slot (tick & mask): [timer, timer]   each remembers its slot and index,
///                slot + 1:           []               so removal is a swap with the last
///                …                                    timers of later turns stay in their slot
/// ```
/// A value with injected time. Timers never fire before they are due and at most one tick late.
package struct TimerWheel {
  package static let nanosecondsPerTick: UInt64 = 4_000_000
  private static let slotCount = 1024
  private static let mask = slotCount - 1

  private var slots = [[CallTimer]](repeating: [], count: slotCount)
  /// The next tick that has not been looked at.
  private var currentTick: UInt64 = 0
  package private(set) var count = 0

  package init() {}

  package mutating func insert(_ timer: CallTimer, dueNanoseconds due: UInt64, now: UInt64) {
    remove(timer)
    if count == 0 { currentTick = now / Self.nanosecondsPerTick }
    let (roundedUp, overflow) = due.addingReportingOverflow(Self.nanosecondsPerTick - 1)
    let tick = (overflow ? UInt64.max : roundedUp) / Self.nanosecondsPerTick
    timer.dueTick = max(tick, currentTick)
    let slot = Int(truncatingIfNeeded: timer.dueTick) & Self.mask
    timer.place = (slot, slots[slot].count)
    slots[slot].append(timer)
    count += 1
  }

  package mutating func remove(_ timer: CallTimer) {
    guard let place = timer.place else { return }
    timer.place = nil
    let last = slots[place.slot].removeLast()
    if last !== timer {
      last.place = place
      slots[place.slot][place.index] = last
    }
    count -= 1
  }

  /// Takes out every timer that is due at `now`; the caller fires them.
  package mutating func expire(now: UInt64) -> [CallTimer] {
    let nowTick = now / Self.nanosecondsPerTick
    guard count > 0, nowTick >= currentTick else { return [] }
    var due: [CallTimer] = []
    let visited = min(nowTick - currentTick + 1, UInt64(Self.slotCount))
    for offset in 0..<visited {
      let slot = Int(truncatingIfNeeded: currentTick + offset) & Self.mask
      for timer in slots[slot] where timer.dueTick <= nowTick { due.append(timer) }
    }
    for timer in due { remove(timer) }
    currentTick = nowTick + 1
    return due
  }

  /// When `expire` is worth calling next: no later than the first timer is due.
  package func nextDueNanoseconds() -> UInt64? {
    guard count > 0 else { return nil }
    for offset in 0..<UInt64(Self.slotCount) {
      let tick = currentTick + offset
      let slot = Int(truncatingIfNeeded: tick) & Self.mask
      if slots[slot].contains(where: { $0.dueTick <= tick }) {
        return tick * Self.nanosecondsPerTick
      }
    }
    // Only timers of later turns: look again after one turn.
    return (currentTick + UInt64(Self.slotCount)) * Self.nanosecondsPerTick
  }
}
