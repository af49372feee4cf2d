extension SimulatedWorld {
  /// Waits for so long in the world's time. Returns early if the current Task is cancelled.
  package nonisolated(nonsending) func sleep(
    nanoseconds: UInt64, on loop: SimulatedEventLoop
  ) async {
    let sleeper = Sleeper()
    await withTaskCancellationHandler {
      await withUnsafeContinuation { continuation in
        sleeper.continuation = continuation
        if sleeper.isAwake { return sleeper.wake() }
        sleeper.event = schedule(after: nanoseconds, on: loop, "wake") { sleeper.wake() }
      }
    } onCancel: {
      sleeper.wake()
    }
  }
}

/// Unchecked Sendable: on the world's thread only.
private final class Sleeper: @unchecked Sendable {
  var continuation: UnsafeContinuation<Void, Never>?
  var event: SimulatedEvent?
  private(set) var isAwake = false

  func wake() {
    isAwake = true
    event?.cancel()
    event = nil
    continuation.take()?.resume()
  }
}
