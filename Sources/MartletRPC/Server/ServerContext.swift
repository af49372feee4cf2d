/// What a handler knows of its call, and what it can say beside its messages.
///
/// A small value; keep it as long as the handler runs.
public struct ServerContext: Sendable {
  private let call: ServerCall

  @usableFromInline init(_ call: ServerCall) { self.call = call }

  /// When the caller gives up, if it said so. Past it the handler's Task is cancelled.
  public var deadline: ContinuousClock.Instant? { call.deadline }

  /// The other end's address (`127.0.0.1:50300`).
  public var peer: String { call.peer.address }

  /// Who the other end has proven to be by a certificate; nil if it sent none, or was not asked for
  /// one.
  public var peerIdentity: PeerIdentity? { call.peer.identity }

  /// The metadata that came with the request. Parsed at each access: keep the result.
  public var requestMetadata: RPCMetadata { call.parsedRequestMetadata() }

  /// Whether the client takes responses that are compressed so.
  public func clientAccepts(_ compression: RPCCompression) -> Bool {
    call.clientAccepts(compression)
  }

  /// How the request message that was read last had been compressed.
  public var requestCompression: RPCCompression { call.requestCompression }

  /// Compresses the responses of this call so, instead of as the server's configuration says. To a
  /// client that does not accept it they go as they are. Throws `failedPrecondition` if a response
  /// has been sent already, unless it was compressed so.
  public func compressResponses(with compression: RPCCompression) throws(RPCError) {
    try call.compressResponses(with: compression)
  }

  /// Adds metadata to send before the first response. Throws `failedPrecondition` if a response
  /// has been sent already, `internal` if a key or value cannot be sent.
  public func addInitialMetadata(_ metadata: RPCMetadata) throws(RPCError) {
    try call.addInitialMetadata(metadata)
  }

  /// Adds metadata to send with the status. Throws `internal` if a key or value cannot be sent.
  public func addTrailingMetadata(_ metadata: RPCMetadata) throws(RPCError) {
    try call.addTrailingMetadata(metadata)
  }
}
