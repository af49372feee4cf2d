import DequeModule
import MartletRPC

/// Calls that wait for a stream. Those that end meanwhile are thrown out in bulk, so that the queue
/// holds at most twice as many as wait.
struct PendingCalls {
  private var calls = Deque<ClientCall>()
  private var nextSweep = 64

  var isEmpty: Bool { calls.isEmpty }

  mutating func append(_ call: ClientCall) {
    calls.append(call)
    if calls.count >= nextSweep { removeFinished() }
  }

  mutating func removeFinished() {
    calls.removeAll { $0.isFinished }
    nextSweep = max(64, calls.count * 2)
  }

  mutating func popFirst() -> ClientCall? { calls.popFirst() }

  /// Fails the calls that do not wait for another attempt.
  mutating func connectFailed(_ error: RPCError) {
    let failed = calls
    calls.removeAll { !$0.waitsForReady }
    for call in failed where !call.waitsForReady { call.transportClosed(error) }
  }

  mutating func failAll(_ error: RPCError) {
    let failed = calls
    calls = []
    for call in failed { call.transportClosed(error) }
  }
}
