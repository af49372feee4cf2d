import MartletRPC
import NIOCore
import Synchronization

/// Where a server stands between its start and its end, and who waits for the end.
///
/// ```
///   made ──▶ starting ──▶ serving ──▶ stopping ──▶ stopped
///     ▲ failure ┘  └── shutdown meanwhile ──────────▲
/// ```
final class ServerPhase: Sendable {
  fileprivate enum Phase {
    case made
    case starting(isUnwanted: Bool)
    case serving([Listener])
    case stopping
    case stopped
  }

  fileprivate struct State {
    var phase: Phase = .made
    var addresses: [BoundAddress] = []
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())

  var addresses: [BoundAddress] { state.withLock { $0.addresses } }

  var listeners: [Listener] {
    state.withLock { if case .serving(let listeners) = $0.phase { listeners } else { [] } }
  }

  var isMade: Bool { state.withLock { if case .made = $0.phase { true } else { false } } }

  var isServing: Bool { state.withLock { if case .serving = $0.phase { true } else { false } } }

  func beginStart() throws(RPCError) {
    try state.withLock { (state) throws(RPCError) in
      guard case .made = state.phase else {
        throw RPCError(.failedPrecondition, "the server was started or shut down before")
      }
      state.phase = .starting(isUnwanted: false)
    }
  }

  func finishStart(_ listeners: [Listener]) throws(RPCError) {
    let addresses = listeners.compactMap(\.address)
    try state.withLock { (state) throws(RPCError) in
      guard case .starting(isUnwanted: false) = state.phase else {
        throw RPCError(.failedPrecondition, "the server was shut down while it started")
      }
      state.phase = .serving(listeners)
      state.addresses = addresses
    }
  }

  func failStart() {
    let waiters = state.withLock { state in
      guard case .starting(let isUnwanted) = state.phase else {
        return [] as [CheckedContinuation<Void, Never>]
      }
      state.phase = isUnwanted ? .stopped : .made
      return isUnwanted ? state.takeWaiters() : []
    }
    for waiter in waiters { waiter.resume() }
  }

  /// The listeners to close, if it falls to the caller to stop the server.
  func beginStop() -> [Listener]? {
    state.withLock { state in
      switch state.phase {
      case .serving(let listeners):
        state.phase = .stopping
        return listeners
      case .made: state.phase = .stopped
      case .starting: state.phase = .starting(isUnwanted: true)
      case .stopping, .stopped: break
      }
      return nil
    }
  }

  func finishStop() {
    let waiters = state.withLock { state in
      state.phase = .stopped
      return state.takeWaiters()
    }
    for waiter in waiters { waiter.resume() }
  }

  func waitUntilStopped() async {
    await withCheckedContinuation { continuation in
      let isStopped = state.withLock { state in
        if case .stopped = state.phase { return true }
        state.waiters.append(continuation)
        return false
      }
      if isStopped { continuation.resume() }
    }
  }
}

extension ServerPhase.State {
  fileprivate mutating func takeWaiters() -> [CheckedContinuation<Void, Never>] {
    defer { waiters = [] }
    return waiters
  }
}
