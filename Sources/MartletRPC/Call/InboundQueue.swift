import Synchronization

/// The messages that a call has received and nobody has read, between the transport on the call's
/// loop and one reader on any thread. Client and server, unary and streaming use the same one.
///
/// It also keeps the account of flow control: what lies here counts as unread; the bytes of a
/// message that is not complete count as read, or a message larger than the window would wait for
/// ever. So a stream holds at most its window and one message of the largest size.
package final class InboundQueue: Sendable {
  fileprivate enum Waiter {
    case message(UnsafeContinuation<Void, Never>)
    case end(UnsafeContinuation<Void, Never>)

    var continuation: UnsafeContinuation<Void, Never> {
      switch self {
      case .message(let continuation), .end(let continuation): continuation
      }
    }
  }

  fileprivate struct State {
    var messages = ShortQueue<ReceivedMessage>()
    var queuedBytes = 0
    var uncreditedBytes = 0
    var end: Result<Void, RPCError>?
    var waiter: Waiter?
    var hasReader = false
  }

  private let state = Mutex(State())
  /// Credit is returned in pieces of at least this size: a hop to the loop for each message would
  /// cost more than the message.
  private let creditStepBytes: Int

  package init(creditStepBytes: Int = 16 * 1024) { self.creditStepBytes = creditStepBytes }

  // MARK: The transport's side, on the loop

  package func deliver(_ message: ReceivedMessage) {
    let waiter = state.withLock { state -> UnsafeContinuation<Void, Never>? in
      guard state.end == nil else { return nil }
      state.messages.append(message)
      state.queuedBytes += message.windowBytes
      guard let waiter = state.waiter, state.isReady(for: waiter) else { return nil }
      state.waiter = nil
      return waiter.continuation
    }
    waiter?.resume()
  }

  /// Notes that DATA of `bytes` arrived; returns what of it may be returned to the peer at once, and
  /// how much lies unread.
  package func received(_ bytes: Int) -> (credit: Int, unread: Int) {
    state.withLock { state in
      state.uncreditedBytes += bytes
      return (state.takeCredit(step: creditStepBytes), state.queuedBytes)
    }
  }

  /// How many bytes of messages lie unread.
  package var unreadBytes: Int { state.withLock { $0.queuedBytes } }

  /// The last message is there, or the call failed. Only the first end counts. After a failure
  /// with `discarding` the messages that nobody has read are gone too.
  package func finish(_ result: Result<Void, RPCError>, discarding: Bool = false) {
    let waiter = state.withLock { state -> UnsafeContinuation<Void, Never>? in
      guard state.end == nil else { return nil }
      state.end = result
      if discarding {
        state.messages.removeAll()
        state.queuedBytes = 0
      }
      defer { state.waiter = nil }
      return state.waiter?.continuation
    }
    waiter?.resume()
  }

  // MARK: The reader's side, from any thread

  /// The next message, or nil after the last one, with the bytes that may be returned to the peer;
  /// nil if the transport need not be told.
  /// Throws how the call failed, or `cancelled` if the current Task is.
  package nonisolated(nonsending) func next() async throws(RPCError)
    -> (message: ReceivedMessage?, credit: Int?)
  {
    while true {
      if let result = try poll() { return result }
      try await wait { .message($0) }
    }
  }

  /// The only message of a call that has one, once the call has ended.
  package nonisolated(nonsending) func single() async throws(RPCError) -> ReceivedMessage {
    try await wait { .end($0) }
    return try takeSingle()
  }

  /// The only message, where the end, or one message too many, is known to be there.
  package func takeSingle() throws(RPCError) -> ReceivedMessage {
    try state.withLock { (state) throws(RPCError) in
      try state.end?.get()
      guard state.messages.count <= 1 else {
        throw RPCError(.unimplemented, "the call has one message, but more came")
      }
      guard state.end != nil else { throw .cancelledByCaller }
      guard let message = state.messages.popFirst() else {
        throw RPCError(.unimplemented, "the call has one message, but none came")
      }
      return message
    }
  }

  /// A message or the end if either is there.
  private func poll() throws(RPCError) -> (message: ReceivedMessage?, credit: Int?)? {
    try state.withLock { (state) throws(RPCError) in
      if let message = state.messages.popFirst() {
        state.queuedBytes -= message.windowBytes
        let credit = state.takeCredit(step: creditStepBytes)
        let isWorthTelling = credit > 0 || message.windowBytes >= creditStepBytes
        return (message, isWorthTelling ? credit : nil)
      }
      guard let end = state.end else { return nil }
      try end.get()
      return (nil, nil)
    }
  }

  private nonisolated(nonsending) func wait(
    for makeWaiter: (UnsafeContinuation<Void, Never>) -> Waiter
  ) async throws(RPCError) {
    let isFirst = state.withLock { state in
      defer { state.hasReader = true }
      return !state.hasReader
    }
    guard isFirst else {
      throw RPCError(.failedPrecondition, "two tasks read from one stream at the same time")
    }
    defer { state.withLock { $0.hasReader = false } }
    await withTaskCancellationHandler {
      await withUnsafeContinuation { continuation in
        let waiter = makeWaiter(continuation)
        let isReady = state.withLock { state in
          if state.isReady(for: waiter) || Task.isCancelled { return true }
          state.waiter = waiter
          return false
        }
        if isReady { continuation.resume() }
      }
    } onCancel: {
      let waiter = state.withLock { state in
        defer { state.waiter = nil }
        return state.waiter
      }
      waiter?.continuation.resume()
    }
    if Task.isCancelled, !state.withLock({ $0.end != nil || !$0.messages.isEmpty }) {
      throw .cancelledByCaller
    }
  }
}

extension InboundQueue.State {
  fileprivate func isReady(for waiter: InboundQueue.Waiter) -> Bool {
    switch waiter {
    case .message: !messages.isEmpty || end != nil
    // More than one message settles it too: who sends them need not send an end.
    case .end: end != nil || messages.count > 1
    }
  }

  /// What was received and is no longer held, if it is worth telling.
  fileprivate mutating func takeCredit(step: Int) -> Int {
    let credit = uncreditedBytes - queuedBytes
    guard credit >= step else { return 0 }
    uncreditedBytes -= credit
    return credit
  }
}
