// What channelz tells of each entity, as it was when somebody asked. Moments are nanoseconds of a
// monotonic clock, whose time at the asking is told as `uptime`; 0 means never.

/// How many calls a channel or a server has had.
package struct CallCounts: Hashable, Sendable {
  package var started: Int64 = 0
  /// With the status OK.
  package var succeeded: Int64 = 0
  /// With another status, or none.
  package var failed: Int64 = 0
  /// When the last one started.
  package var lastStarted: UInt64 = 0

  package init() {}

  package mutating func add(_ other: CallCounts) {
    started += other.started
    succeeded += other.succeeded
    failed += other.failed
    lastStarted = max(lastStarted, other.lastStarted)
  }
}

/// A client's channel. Its one subchannel has the same state and calls.
package struct ChannelzChannelData: Sendable {
  package enum State: Sendable {
    case idle, connecting, ready, transientFailure, shutdown
  }

  package var state: State
  package var target: String
  package var calls: CallCounts
  package var trace: ChannelzTrace
  package var socketIDs: [Int64]
  package var uptime: UInt64

  package init(
    state: State, target: String, calls: CallCounts, trace: ChannelzTrace, socketIDs: [Int64],
    uptime: UInt64
  ) {
    self.state = state
    self.target = target
    self.calls = calls
    self.trace = trace
    self.socketIDs = socketIDs
    self.uptime = uptime
  }
}

/// A server.
package struct ChannelzServerData: Sendable {
  package var calls: CallCounts
  /// Its sockets that listen: number and address, as people write it.
  package var listeners: [(id: Int64, address: String)]
  package var uptime: UInt64

  package init(
    calls: CallCounts, listeners: [(id: Int64, address: String)], uptime: UInt64
  ) {
    self.calls = calls
    self.listeners = listeners
    self.uptime = uptime
  }
}

/// A connection, or a socket that listens.
package struct ChannelzSocket: Sendable {
  package enum Address: Hashable, Sendable {
    /// Four bytes or sixteen.
    case ip([UInt8], port: Int)
    case unix(String)
    case other(String)
  }

  package var id: Int64
  package var local: Address?
  package var remote: Address?
  /// Whether this side opens the streams.
  package var isClient = false
  package var traffic = ConnectionTraffic()
  /// How many bytes the connection lets us send now, and the peer; nil where HTTP/2 has not begun.
  package var windows: (local: Int, remote: Int)?
  package var isSecure = false
  /// The peer's, DER.
  package var remoteCertificate: [UInt8]?
  package var uptime: UInt64 = 0

  package init(id: Int64) { self.id = id }
}
