/// The client's way to a service: what stubs make their calls on.
///
/// A channel connects when the first call is made and reconnects as needed; keep one for as long
/// as you talk to the service and share it freely.
public final class RPCChannel: Sendable {
  /// The defaults of a channel's calls.
  public struct Defaults: Sendable {
    /// The largest message to accept, in bytes.
    public var maxReceiveMessageBytes = 4 * 1024 * 1024
    /// How many bytes a call queues before its writer waits.
    public var writeBufferBytes = 64 * 1024
    /// What to compress requests with. Responses are taken in every encoding that we know.
    public var compression = RPCCompression.identity
    /// What every call proves its caller by, besides its own credentials.
    public var credentials: CallCredentials?

    /// Whether calls wait until there is a connection, through attempts that fail.
    public var waitForReady = false

    /// Keys of metadata that calls made by a handler take over from the call that it serves, unless
    /// they have them themselves: names of requests and traces, not passwords.
    public var forwardedMetadata: [String] = []

    /// What takes part in every call, the outermost first.
    public var interceptors: [any RPCInterceptor] = []

    public init() {}
  }

  private let transport: any ClientTransport
  private let limits: CallLimits
  private let compression: RPCCompression
  private let waitForReady: Bool
  private let forwardedMetadata: [String]
  private let credentials: CallCredentials?
  private let interceptors: [any RPCInterceptor]
  /// Whether calls take the way on which interceptors are asked.
  @usableFromInline let isIntercepted: Bool

  public convenience init(transport: any ClientTransport, defaults: Defaults = Defaults()) {
    self.init(transport: transport, defaults: defaults, streamWindowBytes: .max)
  }

  /// As above, for a transport with a window of its own.
  package init(
    transport: any ClientTransport, defaults: Defaults, streamWindowBytes: Int
  ) {
    self.transport = transport
    CallScope.channelIsMade()
    compression = defaults.compression
    waitForReady = defaults.waitForReady
    forwardedMetadata = defaults.forwardedMetadata.map { $0.lowercased() }
    credentials = defaults.credentials
    interceptors = defaults.interceptors
    isIntercepted = !interceptors.isEmpty
    limits = CallLimits(
      maxReceiveMessageBytes: defaults.maxReceiveMessageBytes,
      writeBufferBytes: defaults.writeBufferBytes, streamWindowBytes: streamWindowBytes)
  }

  deinit { transport.channelIsGone() }

  /// Refuses new calls, lets the running ones finish, and closes the connections.
  public func shutdown() async { await transport.shutdown() }

  /// A call that is not started yet, or why it cannot be made.
  func makeCall(_ path: CallPath, _ options: CallOptions) throws(RPCError) -> ClientCall {
    let scope = CallScope.current
    var options = options
    if let scope, !forwardedMetadata.isEmpty {
      options.metadata.forward(forwardedMetadata, from: scope.parsedRequestMetadata())
    }
    if let problem = options.metadata.problem { throw problem }
    return ClientCall(
      path: path, options: options, deadline: options.timeout.map { transport.now + $0 },
      limits: limits,
      compression: options.compression ?? compression,
      waitsForReady: options.waitForReady ?? waitForReady,
      authentication: credentials == nil && options.credentials == nil
        ? nil : CallAuthentication([credentials, options.credentials]),
      interceptions: CallInterceptions(interceptors),
      scope: scope)
  }

  @usableFromInline
  func start(_ call: ClientCall) {
    call.joinScope()
    transport.start(call)
  }
}

extension RPCMetadata {
  /// Takes over the values of `keys` in `other`, where there are none here.
  fileprivate mutating func forward(_ keys: [String], from other: RPCMetadata) {
    for key in keys where !entries.contains(where: { $0.key == key }) {
      for value in other.values(of: key) {
        switch value {
        case .ascii(let text): append(text, for: key)
        case .binary(let bytes): append(binary: bytes, for: key)
        }
      }
    }
  }
}
