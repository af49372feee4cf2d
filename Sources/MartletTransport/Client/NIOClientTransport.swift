package import Logging
import MartletHTTP2
package import MartletRPC
import NIOCore

/// Carries a channel's calls over one HTTP/2 connection to one target.
///
/// ```
///   idle ──call──▶ connecting ──SETTINGS──▶ ready ──GOAWAY or loss──▶ idle
///                      │                      └──once more without an answer──┐
///                      └──failure──▶ waiting ◀──────────────────────────────┘
///                                       └──backoff over, or an answer after all──▶ idle
/// ```
/// Unchecked Sendable: all state belongs to `loop`; `start` and `shutdown` hop to it.
package final class NIOClientTransport: ClientTransport, @unchecked Sendable {
  enum State {
    case idle
    /// The handler is there once the socket is connected.
    case connecting(ConnectionHandler?)
    case ready(ConnectionHandler)
    /// Until the next attempt; `failsCalls`: those that do not want to wait for it.
    case waiting(until: NIODeadline, RPCError, failsCalls: Bool)
    case shutDown
  }

  let connector: any Connector
  private let configuration: RPCChannelConfiguration
  private let logger: Logger
  let loop: NIOLoop
  private let security: (any SecurityMaker)?
  private let authority: [UInt8]
  private let userAgent: [UInt8]
  private(set) var state = State.idle
  private var pending = PendingCalls()
  private var backoff = Backoff()
  /// How many connections in a row took no calls any more before they had answered one.
  private var barrenConnections = 0
  private var attemptBegan = NIODeadline.now()
  /// What the last attempt failed with, or how the last connection ended before it answered: why calls
  /// have to wait that do.
  private var lastFailure: RPCError?
  /// Tries again for the calls that wait through failures.
  private var retryTimer = LoopTimer()
  /// How often a server has said that our PINGs come too often.
  private var keepaliveDoublings = 0
  /// Every connection that is not closed yet, those that are going away among them.
  private(set) var open: [ConnectionHandler] = []
  private var shutdownWaiters: [CheckedContinuation<Void, Never>] = []

  // What channelz tells.
  package let channelzID = ChannelzRegistry.nextID()
  package let subchannelID = ChannelzRegistry.nextID()
  let tally = CallTally()
  private(set) var trace: ChannelzTrace

  /// In plaintext.
  package convenience init(
    connector: any Connector, on loop: NIOLoop, configuration: RPCChannelConfiguration,
    logger: Logger
  ) {
    self.init(
      connector: connector, on: loop, security: ChannelSecurity(), configuration: configuration,
      logger: logger)
  }

  init(
    connector: any Connector, on loop: NIOLoop, security: ChannelSecurity,
    configuration: RPCChannelConfiguration, logger: Logger
  ) {
    self.connector = connector
    self.loop = loop
    self.security = security.maker
    self.configuration = configuration
    self.logger = logger
    let authority = configuration.authority ?? security.authority ?? connector.authority
    self.authority = Array(authority.utf8)
    let own = "martlet-swift/\(martletVersion)"
    userAgent = Array((configuration.userAgent.map { "\($0) \(own)" } ?? own).utf8)
    trace = ChannelzTrace(created: loop.uptime)
    // Nobody may wait for the answer of a loop that a simulation has stopped.
    if loop.runsByItself { ChannelzRegistry.add(self) }
  }

  deinit { ChannelzRegistry.removeChannel(channelzID) }

  package var now: ContinuousClock.Instant { loop.now }

  package func start(_ call: ClientCall) {
    if loop.isCurrent {
      begin(call)
    } else {
      loop.execute { self.begin(call) }
    }
  }

  package func shutdown() async {
    await withCheckedContinuation { continuation in
      loop.execute {
        self.shutdownWaiters.append(continuation)
        self.beginShutdown()
      }
    }
  }

  package func channelIsGone() { loop.execute { self.beginShutdown() } }

  // MARK: Calls

  private func begin(_ call: ClientCall) {
    tally.callStarted(at: loop.coarseUptime)
    guard call.accept(on: loop, tally: tally) else { return }
    guard call.needsAuthentication else { return route(call) }
    call.authenticate(isSecure: security != nil, authority: authority, on: loop) {
      self.route(call)
    }
  }

  /// Gives `call` a stream, or lets it wait for one.
  func route(_ call: ClientCall) {
    switch state {
    case .ready(let connection):
      if pending.isEmpty, canOpen(on: connection) {
        open(call, on: connection)
      } else {
        letWait(call)
        openPending()
      }
    case .connecting: letWait(call)
    case .shutDown: call.transportClosed(RPCError(.unavailable, "the channel is shut down"))
    case .waiting(let until, let error, let failsCalls) where loop.eventLoop.now < until:
      if failsCalls, !call.waitsForReady { return call.transportClosed(error) }
      letWait(call)
      armRetry(at: until)
    case .idle, .waiting:
      letWait(call)
      connect()
    }
  }

  private func letWait(_ call: ClientCall) {
    call.waitingRoom = self
    pending.append(call)
  }

  /// nghttp2 would keep what the peer does not allow yet in a queue of its own, where a cancelled
  /// call stays until its turn comes.
  private func canOpen(on connection: ConnectionHandler) -> Bool {
    guard let http2 = connection.http2 else { return false }
    return http2.streamCount < http2.peerConcurrentStreams && http2.canOpenStreams
  }

  /// Gives streams to the calls that wait, as long as the peer allows.
  private func openPending() {
    guard case .ready(let connection) = state else { return }
    while canOpen(on: connection), let call = pending.popFirst() { open(call, on: connection) }
    if let http2 = connection.http2, !http2.canOpenStreams { replace(connection) }
  }

  private func open(_ call: ClientCall, on connection: ConnectionHandler) {
    ClientStream(call: call, handler: connection, transport: self).open(
      scheme: security == nil ? "http" : "https", authority: authority, userAgent: userAgent)
  }

  // MARK: Connecting

  private func connect() {
    state = .connecting(nil)
    note("connecting")
    attemptBegan = loop.eventLoop.now
    retryTimer.disarm(on: loop)
    let timeout = TimeAmount.nanoseconds(
      Int64(clamping: nanoseconds(configuration.connectTimeout)))
    let attempt = connector.connect(on: loop.eventLoop, timeout: timeout) { try self.setUp($0) }
    attempt.whenComplete { result in
      switch result {
      case .success(let channel): self.connected(channel)
      case .failure(let error): self.connectFailed(describe(error))
      }
    }
  }

  private func setUp(_ channel: any Channel) throws {
    let handler = ConnectionHandler(
      role: .client, configuration: configuration.http2, loop: loop,
      handshakeTimeoutNanoseconds: nanoseconds(configuration.connectTimeout),
      upkeep: upkeep,
      security: try security?.secure(channel), owner: self)
    try channel.pipeline.syncOperations.addHandler(handler)
  }

  /// What the next connection does by the clock.
  private var upkeep: ConnectionUpkeep.Settings {
    var settings = ConnectionUpkeep.Settings()
    settings.keepalive = configuration.keepalive.settings(doublings: keepaliveDoublings)
    return settings
  }

  private func connected(_ channel: any Channel) {
    let handler = try? channel.pipeline.syncOperations.handler(type: ConnectionHandler.self)
    guard let handler, channel.isActive else {
      return connectFailed("the server closed the connection")
    }
    guard case .connecting(nil) = state else { return handler.close(nil) }
    state = .connecting(handler)
    if handler.isReady { connectionIsReady(handler) }
  }

  private func connectFailed(_ why: String) {
    guard case .connecting = state else { return }
    pause(RPCError(.unavailable, "cannot connect to \(connector): \(why)"), failsCalls: true)
  }

  /// The next attempt comes after the backoff.
  private func pause(_ error: RPCError, failsCalls: Bool) {
    let seconds = backoff.nextSeconds(random: loop.random(in: -1...1))
    let until = attemptBegan + .milliseconds(Int64(seconds * 1000))
    state = .waiting(until: until, error, failsCalls: failsCalls)
    lastFailure = error
    note(error.message, .warning)
    logger.debug("no connection", metadata: ["why": "\(error.message)"])
    if failsCalls { pending.connectFailed(error) }
    if !pending.isEmpty { armRetry(at: until) }
  }

  private func armRetry(at time: NIODeadline) {
    guard !retryTimer.isArmed else { return }
    let wait = max(time - loop.eventLoop.now, .zero)
    retryTimer.arm(afterNanoseconds: UInt64(wait.nanoseconds), on: loop) { [weak self] in
      self?.retry()
    }
  }

  private func retry() {
    retryTimer.disarm(on: loop)
    guard case .waiting = state else { return }
    pending.removeFinished()
    if !pending.isEmpty { connect() }
  }

  /// Makes a connection if calls wait for one and nothing is under way.
  private func connectForPending() {
    if case .idle = state, !pending.isEmpty { connect() }
  }

  /// Lets the calls of `connection` finish, and makes another for those that come.
  private func replace(_ connection: ConnectionHandler) {
    leave(connection, connection.goAway.map { "GOAWAY (\($0))" })
    connection.drain()
    connectForPending()
  }

  /// `connection` takes no more calls. The next one is made at once, unless this one has answered none,
  /// and the one before had neither: a server that sends everybody away must not be asked without end.
  private func leave(_ connection: ConnectionHandler, _ why: String?) {
    state = .idle
    if connection.hasAnswered { return }
    barrenConnections += 1
    guard barrenConnections > 1 else { return }
    pause(
      RPCError(
        .unavailable,
        "\(connector) ended \(barrenConnections) connections in a row without an answer: "
          + (why ?? "closed by the server")),
      failsCalls: false)
  }

  private func note(_ event: String, _ severity: ChannelzTrace.Severity = .info) {
    trace.note(event, severity, at: loop.coarseUptime)
  }

  /// A connection has answered its first call; it may be going away already.
  func connectionAnswered() {
    barrenConnections = 0
    switch state {
    case .ready:
      lastFailure = nil
    case .waiting(_, _, failsCalls: false):
      lastFailure = nil
      retryTimer.disarm(on: loop)
      state = .idle
      connectForPending()
    // An older connection's answer says nothing of why there is no new one.
    default: break
    }
  }

  // MARK: Shutting down

  private var isShutDown: Bool { if case .shutDown = state { true } else { false } }

  private func beginShutdown() {
    if !isShutDown { note("shut down") }
    state = .shutDown
    retryTimer.disarm(on: loop)
    pending.failAll(RPCError(.unavailable, "the channel is shut down"))
    for connection in open { connection.drain() }
    settleShutdown()
  }

  private func settleShutdown() {
    guard isShutDown, open.isEmpty else { return }
    for waiter in shutdownWaiters { waiter.resume() }
    shutdownWaiters = []
  }
}

extension NIOClientTransport: CallWaitingRoom {
  package var wait: CallWait {
    if case .ready(let connection) = state {
      return .stream(limit: connection.http2?.peerConcurrentStreams ?? 0)
    }
    return lastFailure.map { .anotherAttempt($0) } ?? .connection(target: connector.description)
  }
}

extension NIOClientTransport: ConnectionOwner {
  func connectionBegan(_ connection: ConnectionHandler) -> Bool {
    if isShutDown { return false }
    open.append(connection)
    return true
  }

  /// Servers open no streams: push is switched off in our SETTINGS.
  func makeStream(on connection: ConnectionHandler) -> HTTP2Stream { HTTP2Stream() }

  func connectionIsReady(_ connection: ConnectionHandler) {
    guard case .connecting(let attempt) = state, attempt === connection else { return }
    backoff.reset()
    // Where connections end without an answer, the next one being there tells nothing yet.
    if barrenConnections == 0 { lastFailure = nil }
    state = .ready(connection)
    note("connected to \(connection.peer.address)")
    openPending()
  }

  func connectionIsGoingAway(_ connection: ConnectionHandler) {
    guard case .ready(let current) = state, current === connection else { return }
    note("GOAWAY (\(connection.goAway ?? "")) from \(connection.peer.address)", .warning)
    if connection.saysTooManyPings { keepaliveDoublings += 1 }
    replace(connection)
  }

  func streamEnded(on connection: ConnectionHandler) {
    if !pending.isEmpty { openPending() }
  }

  func connectionClosed(_ connection: ConnectionHandler, reason: String?) {
    open.removeAll { $0 === connection }
    switch state {
    case .ready(let current) where current === connection:
      note("lost \(connection.peer.address): \(reason ?? "closed by the server")", .warning)
      leave(connection, reason)
      connectForPending()
    case .connecting(let attempt?) where attempt === connection:
      connectFailed(reason ?? attempt.earlyEnd)
    default: break
    }
    settleShutdown()
  }
}
