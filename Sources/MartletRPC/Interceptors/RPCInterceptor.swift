public import MartletProtobuf

/// Takes part in calls of every kind, on either side: for access control, logging, metrics, changing
/// or checking messages.
///
/// Installed for a channel (`RPCChannel.Defaults.interceptors`), a server
/// (`RPCServerConfiguration.interceptors`), a service or some of its methods
/// (`ServiceRegistration.intercepted(by:)`). The first of several is the outermost. Where none is
/// installed it costs nothing.
public protocol RPCInterceptor: Sendable {
  /// A call begins: on a server before its handler runs, on a client before anything is sent, within
  /// the call's deadline. What it throws is how the call ends.
  ///
  /// - Returns: what goes along with the call; nil if it is let pass.
  func begin(_ call: InterceptedCall) async throws(RPCError) -> (any CallInterception)?
}

/// What an interceptor does about one call.
///
/// Requests and responses each come one after the other, in their order; both may come at the same
/// time, as in a bidirectional call.
public protocol CallInterception: Sendable {
  /// A request: on a client before it is encoded, on a server when it is decoded. May change it, or
  /// end the call by throwing. Messages of `RawCall` are not seen.
  func request<Message: ProtoMessage>(_ message: inout Message) throws(RPCError)

  /// A response: on a server before it is encoded, on a client when it is decoded.
  func response<Message: ProtoMessage>(_ message: inout Message) throws(RPCError)

  /// The call has ended, with `status`. Comes exactly once, whatever happens. On a client that is when
  /// the status arrives, which may be before the last responses have been read.
  func ended(_ status: RPCStatus)
}

extension CallInterception {
  public func request<Message: ProtoMessage>(_ message: inout Message) throws(RPCError) {}
  public func response<Message: ProtoMessage>(_ message: inout Message) throws(RPCError) {}
  public func ended(_ status: RPCStatus) {}
}

/// A call that begins, as an interceptor sees it.
public struct InterceptedCall: Sendable {
  /// Which end of the call this is.
  public enum Side: Hashable, Sendable { case client, server }

  public let side: Side
  /// `/package.Service/Method`.
  public let method: String
  /// When the call is over, if its caller set a deadline.
  public let deadline: ContinuousClock.Instant?
  /// The metadata that came with the call, or will go out with it.
  public let requestMetadata: RPCMetadata
  /// The client's address; nil on a client.
  public let peer: String?
  /// Who the client has proven to be by its certificate; nil on a client.
  public let peerIdentity: PeerIdentity?

  let add: @Sendable (RPCMetadata) throws(RPCError) -> Void

  /// Adds metadata: on a client to the request, on a server to what goes before the first response.
  /// Throws `internal` if a key or value cannot be sent.
  public func addMetadata(_ metadata: RPCMetadata) throws(RPCError) { try add(metadata) }
}
