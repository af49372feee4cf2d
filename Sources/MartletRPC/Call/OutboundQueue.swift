package import MartletProtobuf
import Synchronization

/// The messages that a call still has to send, between a writer on any thread and the transport
/// on the call's loop. Client and server, unary and streaming use the same one.
///
/// A writer waits while more than `limitBytes` are queued, so a slow peer stops it.
package final class OutboundQueue: Sendable {
  /// What the transport finds when it looks for data.
  package enum Step: Equatable {
    /// So many bytes can be taken now; whether they are the last.
    case data(Int, isLast: Bool)
    /// Nothing now; the transport is woken when there is.
    case idle
    /// Nothing now or ever.
    case ended
  }

  fileprivate struct State {
    var messages = ShortQueue<FramedMessage>()
    /// How much of the first message is gone already.
    var headOffset = 0
    var queuedBytes = 0
    var isEnded = false
    var failure: RPCError?
    /// Set while the transport has nothing to take and must be told of something new.
    var transportIsIdle = true
    var waiters: [(id: UInt64, continuation: UnsafeContinuation<Void, Never>)] = []
    var nextWaiter: UInt64 = 0
  }

  private let state = Mutex(State())
  private let limitBytes: Int

  package init(limitBytes: Int) { self.limitBytes = limitBytes }

  // MARK: The writer's side, from any thread

  /// Queues `message`. Returns whether the transport must be woken and whether the writer should
  /// wait before the next one. Throws how the call ended if it has.
  package func enqueue(
    _ message: FramedMessage, isLast: Bool = false
  ) throws(RPCError) -> (mustWake: Bool, isFull: Bool) {
    try state.withLock { (state) throws(RPCError) in
      if let failure = state.failure { throw failure }
      guard !state.isEnded else {
        throw RPCError(.failedPrecondition, "a message was written after the stream was finished")
      }
      state.messages.append(message)
      state.queuedBytes += message.count
      state.isEnded = isLast
      let mustWake = state.transportIsIdle
      state.transportIsIdle = false
      return (mustWake, state.queuedBytes > limitBytes)
    }
  }

  /// No more messages will come. Returns whether the transport must be woken.
  package func end() -> Bool {
    state.withLock { state in
      guard !state.isEnded, state.failure == nil else { return false }
      state.isEnded = true
      let mustWake = state.transportIsIdle
      state.transportIsIdle = false
      return mustWake
    }
  }

  /// Drops what is queued; writers get `error` from now on.
  package func fail(_ error: RPCError) {
    let waiters = state.withLock { state in
      guard state.failure == nil else { return [] as [UnsafeContinuation<Void, Never>] }
      state.failure = error
      state.messages.removeAll()
      state.queuedBytes = 0
      state.headOffset = 0
      return state.takeWaiters()
    }
    for waiter in waiters { waiter.resume() }
  }

  /// Returns once there is room again or the call has ended. Throws `cancelled` if the current Task
  /// is cancelled first.
  package nonisolated(nonsending) func waitForRoom() async throws(RPCError) {
    let id = state.withLock { state in
      state.nextWaiter += 1
      return state.nextWaiter
    }
    await withTaskCancellationHandler {
      await withUnsafeContinuation { continuation in
        let isDone = state.withLock { state in
          if state.mayGoOn(limitBytes) || Task.isCancelled { return true }
          state.waiters.append((id, continuation))
          return false
        }
        if isDone { continuation.resume() }
      }
    } onCancel: {
      let waiter = state.withLock { state in
        state.waiters.firstIndex { $0.id == id }.map { state.waiters.remove(at: $0).continuation }
      }
      waiter?.resume()
    }
    if Task.isCancelled, !mayGoOn { throw .cancelledByCaller }
  }

  private var mayGoOn: Bool { state.withLock { $0.mayGoOn(limitBytes) } }

  /// Whether nothing is queued.
  package var isEmpty: Bool { state.withLock { $0.messages.isEmpty } }

  // MARK: The transport's side, on the loop

  /// What can be sent now, at most `limit` bytes.
  package func next(limit: Int) -> Step {
    state.withLock { state in
      if state.queuedBytes > 0 {
        let count = min(limit, state.queuedBytes)
        return .data(count, isLast: state.isEnded && count == state.queuedBytes)
      }
      if state.isEnded || state.failure != nil { return .ended }
      state.transportIsIdle = true
      return .idle
    }
  }

  /// Moves the first `count` bytes, of which `next` told, to `destination`. Returns how many were
  /// there, fewer if the call failed in between, and how many messages end with them.
  package func take(
    _ count: Int, into destination: UnsafeMutableRawPointer
  ) -> (bytes: Int, messages: Int) {
    let (taken, waiters) = state.withLock { state in
      let taken = state.take(min(count, state.queuedBytes), into: destination)
      // Half, so that a writer is not woken for every few bytes.
      let hasRoom = state.queuedBytes <= limitBytes / 2
      return (taken, hasRoom && !state.waiters.isEmpty ? state.takeWaiters() : [])
    }
    for waiter in waiters { waiter.resume() }
    return taken
  }
}

extension OutboundQueue.State {
  fileprivate func mayGoOn(_ limitBytes: Int) -> Bool {
    queuedBytes <= limitBytes || failure != nil
  }

  fileprivate mutating func takeWaiters() -> [UnsafeContinuation<Void, Never>] {
    defer { waiters = [] }
    return waiters.map(\.continuation)
  }

  fileprivate mutating func take(
    _ count: Int, into destination: UnsafeMutableRawPointer
  ) -> (bytes: Int, messages: Int) {
    var copied = 0
    var ended = 0
    while copied < count, let message = messages.first {
      let part = min(count - copied, message.count - headOffset)
      destination.advanced(by: copied).copyMemory(
        from: message.base.advanced(by: headOffset), byteCount: part)
      copied += part
      headOffset += part
      if headOffset == message.count {
        _ = messages.popFirst()
        headOffset = 0
        ended += 1
      }
    }
    queuedBytes -= copied
    return (copied, ended)
  }
}
