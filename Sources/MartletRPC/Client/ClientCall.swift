public import MartletProtobuf
import Synchronization

/// One call on the client, between the stub and a transport.
///
/// ```
///   made ──▶ started (transport looks for a connection) ──▶ attached (has a stream)
///        status, reset, lost connection, deadline or cancellation ──▶ finished, once
/// ```
/// The transport's side runs on the loop; the stub's may run anywhere.
///
/// Unchecked Sendable: what is not behind the lock or immutable belongs to the loop.
public final class ClientCall: @unchecked Sendable {
  private struct State {
    var loop: CallLoop?
    var isFinished = false
  }

  package let path: CallPath
  package let options: CallOptions
  /// When the call is over, whatever happens.
  package let deadline: ContinuousClock.Instant?
  /// What requests are compressed with.
  package let compression: RPCCompression
  /// Whether it waits through attempts to connect that fail.
  package let waitsForReady: Bool
  package let outbound: OutboundQueue
  private let inbound: InboundQueue
  private let maxMessageBytes: Int
  /// The call that this one was made for, by its handler: ends this one when it is cancelled.
  private let scope: ServerCall?
  private let state = Mutex(State())

  // These belong to the loop.
  /// nil for a call without credentials.
  let authentication: CallAuthentication?
  /// Nil where there are no interceptors.
  @usableFromInline package let interceptions: CallInterceptions?
  @exclusivity(unchecked) private var transport: (any ClientCallTransport)?
  @exclusivity(unchecked) private var deframer: MessageDeframer
  /// As it was when the loop looked last.
  @exclusivity(unchecked) private var unreadBytes = 0
  @exclusivity(unchecked) private var timer = LoopTimer()
  /// Where the transport counts its calls.
  @exclusivity(unchecked) private var tally: CallTally?
  @exclusivity(unchecked) private var hasInitialHeaders = false
  /// Where the call waits while it has no stream.
  @exclusivity(unchecked) package weak var waitingRoom: (any CallWaitingRoom)?

  init(
    path: CallPath, options: CallOptions, deadline own: ContinuousClock.Instant?,
    limits: CallLimits, compression: RPCCompression, waitsForReady: Bool,
    authentication: CallAuthentication?, interceptions: CallInterceptions? = nil,
    scope: ServerCall? = nil
  ) {
    self.authentication = authentication
    self.interceptions = interceptions
    self.scope = scope
    self.path = path
    self.options = options
    self.compression = compression
    self.waitsForReady = waitsForReady
    maxMessageBytes = options.maxReceiveMessageBytes ?? limits.maxReceiveMessageBytes
    deadline =
      if let own, let outer = scope?.deadline { min(own, outer) } else { own ?? scope?.deadline }
    inbound = InboundQueue(creditStepBytes: limits.creditStepBytes)
    outbound = OutboundQueue(limitBytes: limits.writeBufferBytes)
    deframer = MessageDeframer(maxMessageBytes: maxMessageBytes)
  }

  // MARK: The transport's side, on the loop

  /// The transport has taken the call on `loop`: from here the deadline runs there, and `tally` hears
  /// of the end. Returns false if the call is over already and needs no stream.
  package func accept(on loop: CallLoop, tally: CallTally) -> Bool {
    self.tally = tally
    let isOver = state.withLock { state in
      state.loop = loop
      return state.isFinished
    }
    guard !isOver else {
      // That it did not succeed, or it would have been accepted before.
      tally.callEnded(succeeded: false)
      return false
    }
    if let remaining = remainingNanoseconds(now: loop.now) {
      guard remaining > 0 else {
        finish(.failure(.deadlineExceeded), discarding: true)
        return false
      }
      timer.arm(afterNanoseconds: remaining, on: loop) { [weak self] in
        self?.deadlinePassed()
      }
    }
    return true
  }

  private func deadlinePassed() {
    fail(
      waitingRoom.map { RPCError(.deadlineExceeded, $0.wait.words) } ?? .deadlineExceeded)
  }

  /// The call has a stream. Returns false if it is over already.
  package func attach(_ transport: any ClientCallTransport) -> Bool {
    guard !isFinished else { return false }
    waitingRoom = nil
    self.transport = transport
    return true
  }

  /// What is left of the deadline, for `grpc-timeout`.
  package func remainingNanoseconds(now: @autoclosure () -> ContinuousClock.Instant) -> UInt64? {
    guard let deadline else { return nil }
    return nanoseconds(now().duration(to: deadline))
  }

  /// A block of headers is complete: the first, an informational one, or the trailers.
  package func receive(_ head: ResponseHead, isEnd: Bool) {
    if isEnd {
      if !hasInitialHeaders, !head.hasStatus, let problem = head.initialProblem() {
        return finish(.failure(problem))
      }
      options.info?.setTrailing(head.metadata)
      let outcome = head.outcome()
      if deframer.isWithinMessage, case .success = outcome {
        return finish(.failure(RPCError(.internal, "the response ended within a message")))
      }
      return finish(outcome)
    }
    guard !hasInitialHeaders else {
      return fail(RPCError(.internal, "the response has headers between its messages"))
    }
    hasInitialHeaders = true
    if let problem = head.initialProblem() { return fail(problem) }
    deframer.encoding = head.encoding
    options.info?.setInitial(head.metadata)
  }

  /// Returns how many messages are complete with `bytes`.
  package func receive(_ bytes: UnsafeRawBufferPointer) -> Int {
    var messages = 0
    do {
      try deframer.receive(bytes) { message in
        messages += 1
        inbound.deliver(message)
      }
      let (credit, unread) = inbound.received(bytes.count)
      unreadBytes = unread
      if credit > 0 { transport?.consumed(credit) }
    } catch {
      fail(error)
    }
    return messages
  }

  /// The stream ended with its data: a server must end it with trailers.
  package func receiveEnd() {
    finish(.failure(RPCError(.internal, "the server ended the stream without a status")))
  }

  /// The stream is gone, or there never was one.
  package func transportClosed(_ error: RPCError) {
    transport = nil
    disarmDeadline()
    finish(.failure(error))
  }

  /// The stream is gone, but the call will have another.
  package func detach() { transport = nil }

  /// How many bytes of messages are held that are not complete, or not read.
  package var heldBytes: Int { unreadBytes + deframer.partialBytes }

  /// The reader has taken a message; so much credit goes back to the peer.
  private func messageWasTaken(_ credit: Int) {
    unreadBytes = inbound.unreadBytes
    transport?.consumed(credit)
  }

  private func disarmDeadline() {
    if let loop { timer.disarm(on: loop) }
  }

  // MARK: The stub's side, from any thread

  /// Ties the call to the one that it was made for. Before it is started.
  func joinScope() {
    if let scope, !scope.add(self) { fail(.cancelledWithScope) }
  }

  /// Ends the call at once; the server's handler is cancelled.
  @usableFromInline package func cancel() { fail(.cancelledByCaller) }

  /// Ends the call at once for a reason of our own, and tells the server by a reset.
  @usableFromInline package func fail(_ error: RPCError) {
    finish(.failure(error), discarding: true)
  }

  /// The response of a call that has one.
  @usableFromInline package nonisolated(nonsending) func response() async throws(RPCError)
    -> ReceivedMessage
  {
    do {
      return try plain(await inbound.single())
    } catch {
      // The caller was cancelled, or the server sends more than it may; else the call is over.
      cancel()
      throw error
    }
  }

  /// The next response of a stream, or nil after the last.
  @usableFromInline nonisolated(nonsending) func nextResponse() async throws(RPCError)
    -> ReceivedMessage?
  {
    do {
      let (message, credit) = try await inbound.next()
      if let credit { loop?.run { self.messageWasTaken(credit) } }
      return try message.map(plain)
    } catch {
      if Task.isCancelled { cancel() }
      throw error
    }
  }

  /// What the server sent, decompressed if it was compressed. If that fails, so does the call.
  @inline(__always)
  private func plain(_ message: ReceivedMessage) throws(RPCError) -> ReceivedMessage {
    if let info = options.info { info.setResponseCompression(message.encoding) }
    return if message.encoding == .identity { message } else { try decompressed(message) }
  }

  @inline(never)
  private func decompressed(_ message: ReceivedMessage) throws(RPCError) -> ReceivedMessage {
    do {
      return try message.decompressed(limit: maxMessageBytes)
    } catch {
      fail(error)
      throw error
    }
  }

  /// Queues the only request, before the call is started. Throws how the call ended if it has.
  func setRequest(_ message: FramedMessage) throws(RPCError) {
    _ = try outbound.enqueue(encoded(message), isLast: true)
  }

  /// Queues a request, and waits while the server does not keep up. Throws how the call ended if
  /// it has.
  @usableFromInline nonisolated(nonsending) func write(
    _ message: FramedMessage, compress: Bool
  ) async throws(RPCError) {
    if Task.isCancelled { cancel() }
    let (mustWake, isFull) = try outbound.enqueue(compress ? encoded(message) : message)
    if mustWake { wake() }
    if isFull { try await outbound.waitForRoom() }
  }

  private func encoded(_ message: FramedMessage) -> FramedMessage {
    compression == .identity ? message : message.compressed(with: compression)
  }

  /// No more requests will be written.
  @usableFromInline func finishWriting() {
    if outbound.end() { wake() }
  }

  private var loop: CallLoop? { state.withLock { $0.loop } }
  /// Whether the call has ended, whatever how.
  @usableFromInline package var isFinished: Bool { state.withLock { $0.isFinished } }

  private func wake() {
    // Before the transport has taken the call it needs no waking: it looks when it begins.
    guard let loop else { return }
    if loop.isCurrent {
      transport?.wake()
    } else {
      loop.execute { self.transport?.wake() }
    }
  }

  /// Settles how the call ends; only the first time counts. A stream that both sides have not
  /// ended by then is reset.
  private func finish(_ result: Result<Void, RPCError>, discarding: Bool = false) {
    let (isFirst, loop) = state.withLock { state in
      defer { state.isFinished = true }
      return (!state.isFinished, state.loop)
    }
    guard isFirst else { return }
    scope?.remove(self)
    interceptions?.ended(result.status)
    inbound.finish(result, discarding: discarding)
    switch result {
    case .success:
      outbound.fail(
        RPCError(.failedPrecondition, "the server has ended the call with the status OK"))
    case .failure(let error): outbound.fail(error)
    }
    guard let loop else { return }
    let succeeded = if case .success = result { true } else { false }
    if loop.isCurrent {
      release(succeeded)
    } else {
      loop.execute { self.release(succeeded) }
    }
  }

  private func release(_ succeeded: Bool) {
    tally?.callEnded(succeeded: succeeded)
    disarmDeadline()
    authentication?.task?.cancel()
    transport?.cancel()
  }
}

extension Result where Success == Void, Failure == RPCError {
  /// How a call ended, as its interceptors are told.
  fileprivate var status: RPCStatus {
    switch self {
    case .success: .ok
    case .failure(let error): error.status
    }
  }
}
