import MartletRPC
import Synchronization

/// The open connections of a server, and who waits for the last of them to close.
final class ConnectionList: Sendable {
  fileprivate struct State {
    var connections: [ObjectIdentifier: (number: UInt64, handler: ConnectionHandler)] = [:]
    var nextNumber: UInt64 = 0
    var isClosing = false
    var waiters: [CheckedContinuation<Void, Never>] = []
    /// Of connections that are closed.
    var pastCalls = CallCounts()
  }

  private let state = Mutex(State())

  /// The oldest first.
  var all: [ConnectionHandler] {
    let numbered = state.withLock { Array($0.connections.values) }
    return numbered.sorted { $0.number < $1.number }.map(\.handler)
  }

  /// The open connections, and the calls of those that are closed.
  var callsAndConnections: ([ConnectionHandler], CallCounts) {
    state.withLock { ($0.connections.values.map(\.handler), $0.pastCalls) }
  }

  /// Adds `connection`; returns false, and does not, if the server takes no more, or `limit` are
  /// there.
  func insert(_ connection: ConnectionHandler, limit: Int) -> Bool {
    state.withLock { state in
      guard !state.isClosing, state.connections.count < limit else { return false }
      state.connections[ObjectIdentifier(connection)] = (state.nextNumber, connection)
      state.nextNumber += 1
      return true
    }
  }

  /// Takes no more connections from now on.
  func close() { state.withLock { $0.isClosing = true } }

  /// On the connection's loop.
  func remove(_ connection: ConnectionHandler) {
    let calls = connection.traffic.calls
    let waiters = state.withLock { state in
      let removed = state.connections.removeValue(forKey: ObjectIdentifier(connection))
      if removed != nil { state.pastCalls.add(calls) }
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
