import Synchronization

/// The open connections of a server, and who waits for the last of them to close.
final class ConnectionList: Sendable {
  fileprivate struct State {
    var connections: [ObjectIdentifier: ConnectionHandler] = [:]
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())

  var all: [ConnectionHandler] { state.withLock { Array($0.connections.values) } }

  func insert(_ connection: ConnectionHandler) {
    state.withLock { $0.connections[ObjectIdentifier(connection)] = connection }
  }

  func remove(_ connection: ConnectionHandler) {
    let waiters = state.withLock { state in
      state.connections[ObjectIdentifier(connection)] = nil
      return state.connections.isEmpty ? state.takeWaiters() : []
    }
    for waiter in waiters { waiter.resume() }
  }

  /// Returns once no connection is open.
  func waitUntilEmpty() async {
    await withCheckedContinuation { continuation in
      let isEmpty = state.withLock { state in
        if !state.connections.isEmpty { state.waiters.append(continuation) }
        return state.connections.isEmpty
      }
      if isEmpty { continuation.resume() }
    }
  }
}

extension ConnectionList.State {
  fileprivate mutating func takeWaiters() -> [CheckedContinuation<Void, Never>] {
    defer { waiters = [] }
    return waiters
  }
}
