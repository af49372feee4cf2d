public import MartletHTTP2
public import MartletRPC

/// The settings of a server.
public struct RPCServerConfiguration: Sendable {
  /// Where handlers run.
  public enum Executor: Sendable {
    /// On the event loop of their connection: the fastest for handlers that do not compute long.
    case eventLoop
    /// On Swift's global executor, for handlers that do.
    case concurrent
  }

  public var executor: Executor = .eventLoop
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
  /// Windows and limits of connections.
  public var http2 = HTTP2Configuration()

  public init() {}
}
