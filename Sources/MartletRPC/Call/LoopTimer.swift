/// The one timer that a call or a connection has at a time. Belongs to the loop it is armed on.
package struct LoopTimer {
  private var timer: CallTimer?

  package init() {}

  /// Whether it is armed, or has fired and was not disarmed since.
  package var isArmed: Bool { timer != nil }

  /// Runs `action` once `nanoseconds` have passed, instead of what was armed before.
  package mutating func arm(
    afterNanoseconds nanoseconds: UInt64, on loop: CallLoop, _ action: @escaping () -> Void
  ) {
    disarm(on: loop)
    let timer = CallTimer(action)
    self.timer = timer
    loop.schedule(timer, afterNanoseconds: nanoseconds)
  }

  package mutating func disarm(on loop: CallLoop) {
    if let timer { loop.cancel(timer) }
    timer = nil
  }
}
