import Logging
import MartletHTTP2
import MartletRPC
import NIOCore
import NIOPosix
import Synchronization

/// Carries a channel's calls over one HTTP/2 connection to one target.
///
/// ```
///   idle ──call──▶ connecting ──SETTINGS──▶ ready ──GOAWAY or loss──▶ idle
///                      └──failure──▶ waiting (calls fail at once) ──backoff over──▶ idle
/// ```
/// Unchecked Sendable: all state belongs to `loop`; `start` and `shutdown` hop to it.
final class NIOClientTransport: ClientTransport, @unchecked Sendable {
  private enum State {
    case idle
    /// `pending` has the calls that wait for it.
    case connecting
    case ready(ConnectionHandler)
    case waiting(until: NIODeadline, RPCError)
    case shutDown
  }

  private let target: Target
  private let configuration: RPCChannelConfiguration
  private let logger: Logger
  private let loop: NIOLoop
  private let authority: [UInt8]
  private let userAgent: [UInt8]
  private var state = State.idle
  private var pending: [ClientCall] = []
  private var backoff = Backoff()
  /// Every connection that is not closed yet, those that are going away among them.
  private var open: [ObjectIdentifier: ConnectionHandler] = [:]
  private var shutdownWaiters: [CheckedContinuation<Void, Never>] = []

  init(target: Target, configuration: RPCChannelConfiguration, logger: Logger) {
    self.target = target
    self.configuration = configuration
    self.logger = logger
    loop = NIOLoop.of(MultiThreadedEventLoopGroup.singleton.any())
    authority = Array((configuration.authority ?? target.authority).utf8)
    let own = "martlet-swift/\(martletVersion)"
    userAgent = Array((configuration.userAgent.map { "\($0) \(own)" } ?? own).utf8)
  }

  func start(_ call: ClientCall) {
    if loop.isCurrent {
      begin(call)
    } else {
      loop.execute { self.begin(call) }
    }
  }

  func shutdown() async {
    await withCheckedContinuation { continuation in
      loop.execute { self.beginShutdown(continuation) }
    }
  }

  private func begin(_ call: ClientCall) {
    guard call.accept(on: loop) else { return }
    switch state {
    case .ready(let connection): open(call, on: connection)
    case .connecting: pending.append(call)
    case .shutDown: call.transportClosed(RPCError(.unavailable, "the channel is shut down"))
    case .waiting(let until, let error) where NIODeadline.now() < until:
      call.transportClosed(error)
    case .idle, .waiting:
      state = .connecting
      pending.append(call)
      connect()
    }
  }

  private func takePending() -> [ClientCall] {
    defer { pending = [] }
    return pending
  }

  private func open(_ call: ClientCall, on connection: ConnectionHandler) {
    ClientStream(call: call, handler: connection).open(authority: authority, userAgent: userAgent)
  }

  // MARK: Connecting

  private func connect() {
    let bootstrap = ClientBootstrap(group: loop.eventLoop)
      .connectTimeout(.nanoseconds(Int64(clamping: nanoseconds(configuration.connectTimeout))))
      .channelOption(.socketOption(.tcp_nodelay), value: 1)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let handler = self.makeHandler()
          try channel.pipeline.syncOperations.addHandler(handler)
        }
      }
    let attempt =
      switch target.kind {
      case .host(let host, let port): bootstrap.connect(host: host, port: port)
      case .unix(let path): bootstrap.connect(unixDomainSocketPath: path)
      }
    attempt.whenFailure { error in
      self.connectFailed(describe(error))
    }
  }

  private func makeHandler() -> ConnectionHandler {
    let handler = ConnectionHandler(
      role: .client, configuration: configuration.http2, loop: loop,
      handshakeTimeoutNanoseconds: nanoseconds(configuration.connectTimeout), owner: self)
    open[ObjectIdentifier(handler)] = handler
    return handler
  }

  private func connectFailed(_ why: String) {
    // The handlers of attempts that never became active are told nothing else.
    open = open.filter { $0.value.http2 != nil }
    guard case .connecting = state else { return settleShutdown() }
    let error = RPCError(.unavailable, "cannot connect to \(target): \(why)")
    let seconds = backoff.nextSeconds(random: .random(in: -1...1))
    state = .waiting(until: .now() + .milliseconds(Int64(seconds * 1000)), error)
    logger.debug("cannot connect", metadata: ["target": "\(target)", "why": "\(why)"])
    for call in takePending() { call.transportClosed(error) }
  }

  // MARK: Shutting down

  private func beginShutdown(_ continuation: CheckedContinuation<Void, Never>) {
    shutdownWaiters.append(continuation)
    state = .shutDown
    for call in takePending() {
      call.transportClosed(RPCError(.unavailable, "the channel is shut down"))
    }
    for connection in open.values { connection.drain() }
    settleShutdown()
  }

  private func settleShutdown() {
    guard case .shutDown = state, open.isEmpty else { return }
    for waiter in shutdownWaiters { waiter.resume() }
    shutdownWaiters = []
  }
}

extension NIOClientTransport: ConnectionOwner {
  /// Servers open no streams: push is switched off in our SETTINGS.
  func makeStream(on connection: ConnectionHandler) -> HTTP2Stream { HTTP2Stream() }

  func connectionIsReady(_ connection: ConnectionHandler) {
    guard case .connecting = state else { return connection.drain() }
    backoff.reset()
    state = .ready(connection)
    for call in takePending() { open(call, on: connection) }
  }

  func connectionIsGoingAway(_ connection: ConnectionHandler, reason: String) {
    guard case .ready(let current) = state, current === connection else { return }
    // The next call makes a new connection; the calls on this one go on.
    state = .idle
    connection.drain()
  }

  func connectionClosed(_ connection: ConnectionHandler, reason: String?) {
    open[ObjectIdentifier(connection)] = nil
    switch state {
    case .ready(let current) where current === connection: state = .idle
    case .connecting: connectFailed(reason ?? "the server closed the connection")
    default: break
    }
    settleShutdown()
  }
}
