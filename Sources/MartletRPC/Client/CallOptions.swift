/// What a caller can say about one call.
public struct CallOptions: Sendable {
  /// How long the call may take in all. Sent to the server as `grpc-timeout`; when it passes, the
  /// call ends with `deadlineExceeded`.
  public var timeout: Duration?
  /// Custom metadata to send with the request.
  public var metadata: RPCMetadata
  /// Where to put what came beside the messages, if the caller wants to know.
  public var info: CallInfo?
  /// The largest message to accept, in bytes; nil means the channel's default.
  public var maxReceiveMessageBytes: Int?
  /// What to compress requests with; nil means the channel's default. A server that does not know
  /// the encoding ends the call with `unimplemented`.
  public var compression: RPCCompression?
  /// What the call proves its caller by, besides what the channel's calls do anyhow.
  public var credentials: CallCredentials?
  /// Whether the call waits until the channel has a connection, through all attempts that fail, for as
  /// long as its timeout says. Otherwise it fails with `unavailable` at the first that does. nil means the
  /// channel's default.
  public var waitForReady: Bool?

  public init(
    timeout: Duration? = nil, metadata: RPCMetadata = [:], info: CallInfo? = nil,
    maxReceiveMessageBytes: Int? = nil, compression: RPCCompression? = nil,
    credentials: CallCredentials? = nil, waitForReady: Bool? = nil
  ) {
    self.timeout = timeout
    self.metadata = metadata
    self.info = info
    self.maxReceiveMessageBytes = maxReceiveMessageBytes
    self.compression = compression
    self.credentials = credentials
    self.waitForReady = waitForReady
  }

  public static func timeout(_ timeout: Duration) -> CallOptions { CallOptions(timeout: timeout) }

  public static func metadata(_ metadata: RPCMetadata) -> CallOptions {
    CallOptions(metadata: metadata)
  }

  public static func compression(_ compression: RPCCompression) -> CallOptions {
    CallOptions(compression: compression)
  }

  public static func credentials(_ credentials: CallCredentials) -> CallOptions {
    CallOptions(credentials: credentials)
  }

  public static func info(_ info: CallInfo) -> CallOptions { CallOptions(info: info) }
}
