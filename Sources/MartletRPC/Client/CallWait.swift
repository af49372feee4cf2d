/// Where calls wait that have no stream yet. On their loop.
package protocol CallWaitingRoom: AnyObject {
  var wait: CallWait { get }
}

/// What a call waits for before it has a stream, to be told if its deadline passes meanwhile.
package enum CallWait: Sendable {
  /// The channel connects.
  case connection(target: String)
  /// The channel tries again; this is what the last attempt failed with.
  case anotherAttempt(RPCError)
  /// The server allows so many calls at once on the connection, and has them.
  case stream(limit: Int)

  /// The message of the call that waited in vain.
  var words: String {
    switch self {
    case .connection(let target): "the call's deadline passed while connecting to \(target)"
    case .anotherAttempt(let error):
      "the call's deadline passed while it waited for a connection: \(error.message)"
    case .stream(let limit):
      "the call's deadline passed while it waited for its turn: the server takes \(limit) at once"
    }
  }
}
