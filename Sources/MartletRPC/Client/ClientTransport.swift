/// What carries the calls of an `RPCChannel`: NIO here, later in process, mocks and message
/// brokers. The seam between stubs and the outside: one existential per call, crossed once to
/// start it; bytes of messages cross it, never typed messages.
public protocol ClientTransport: Sendable {
  /// Begins `call`: attaches it to a stream as soon as there is one, or fails it. Returns at once.
  func start(_ call: ClientCall)

  /// The time that deadlines are reckoned with; the system's unless a transport has its own.
  var now: ContinuousClock.Instant { get }

  /// Refuses new calls, lets the running ones finish, and returns when all are done.
  func shutdown() async

  /// The channel is gone without a shutdown: lets the running calls finish, then closes.
  func channelIsGone()
}

extension ClientTransport {
  public var now: ContinuousClock.Instant { .now }
}
