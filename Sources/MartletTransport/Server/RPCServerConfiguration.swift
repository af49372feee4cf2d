public import MartletHTTP2
public import MartletRPC

/// The settings of a server.
public struct RPCServerConfiguration: Sendable {
  public typealias Executor = HandlerExecutor

  /// Where handlers run; services and methods can say otherwise (`running(on:)`).
  public var executor: Executor = .eventLoop
  /// How long a handler may hold its event loop before the log names it; nil for ever. What is noticed
  /// are pieces of a handler's own Task between two awaits, not those of its child tasks.
  public var heldLoopLimit: Duration? = .milliseconds(50)
  /// The largest request message to accept, in bytes.
  public var maxReceiveMessageBytes = 4 * 1024 * 1024
  /// How many bytes a call queues before its writer waits.
  public var writeBufferBytes = 64 * 1024
  /// What to compress responses with, for clients that accept it; a handler can choose otherwise
  /// for its call. Requests are taken in every encoding that we know.
  public var compression = RPCCompression.identity
  /// What takes part in every call, the outermost first.
  public var interceptors: [any RPCInterceptor] = []
  /// Whether `ServerContext.current` is there in a process that has no channel, too. What is bound
  /// costs 600 instructions a call.
  public var bindsContext = false
  /// How long a client may take until it has said its first words in HTTP/2.
  public var handshakeTimeout: Duration = .seconds(20)
  /// How long a graceful shutdown waits for running calls before it cancels them.
  public var shutdownGrace: Duration = .seconds(30)
  /// Whether silent clients are asked if they are still there, and how often they may ask.
  public var keepalive = ServerKeepalive()
  /// How long a connection may have no call before its client is told to go; nil for ever.
  public var maxConnectionIdle: Duration?
  /// How old a connection may be before its client is told to go, so that it looks for a server anew;
  /// nil for ever. Each connection has up to ten percent more or less, so that clients that came
  /// together do not all come back together.
  public var maxConnectionAge: Duration?
  /// How long calls may go on once their connection has reached its age; then they are cancelled. Nil
  /// for ever.
  public var maxConnectionAgeGrace: Duration?
  /// How many connections may be open, those that still shake hands among them; nil for any number.
  /// One more is accepted and closed at once, so that its client fails soon and may go elsewhere.
  public var maxConnections: Int?
  /// How many calls may run at once, over all connections; nil for any number. A call runs from its
  /// headers until its handler is done. One more fails with `resourceExhausted`.
  public var maxConcurrentCalls: Int?
  /// Windows and limits of connections.
  public var http2 = HTTP2Configuration()

  public init() {}
}

extension RPCServerConfiguration {
  /// What one connection does by the clock.
  ///
  /// - Parameter jitter: what its age is longer by, as a part of it. Source: gRFC A9.
  func upkeep(jitter: Double) -> ConnectionUpkeep.Settings {
    var settings = ConnectionUpkeep.Settings()
    settings.keepalive = keepalive.settings
    settings.maxIdle = maxConnectionIdle.map(nanoseconds)
    settings.maxAge = maxConnectionAge.map { nanoseconds($0 * (1 + jitter)) }
    settings.maxAgeGrace = maxConnectionAgeGrace.map(nanoseconds)
    return settings
  }
}
