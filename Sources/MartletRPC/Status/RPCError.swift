/// A call that did not succeed: what every client method throws, and what a service method may
/// throw to choose the status that its caller sees.
public struct RPCError: Error, Hashable, Sendable {
  public typealias Code = RPCStatus.Code

  /// Which side ended a call.
  public enum Origin: Hashable, Sendable {
    /// The server did, by a status of its own.
    case server
    /// This side did: the connection could not be made or was lost, the deadline passed, the caller
    /// cancelled, or the answer was not one. The message says which.
    case local
  }

  public var code: Code
  public var message: String
  /// On the client: the trailing metadata that came with the status. On the server: metadata to
  /// send with it.
  public var metadata: RPCMetadata
  /// On the client: who ended the call. Errors that differ in nothing else are equal.
  public private(set) var origin = Origin.local

  public init(_ code: Code, _ message: String = "", metadata: RPCMetadata = [:]) {
    self.code = code
    self.message = message
    self.metadata = metadata
  }

  public init(_ status: RPCStatus, metadata: RPCMetadata = [:]) {
    self.init(status.code, status.message, metadata: metadata)
  }

  /// What a server said.
  package init(fromServer code: Code, _ message: String, metadata: RPCMetadata) {
    self.init(code, message, metadata: metadata)
    origin = .server
  }

  public var status: RPCStatus { RPCStatus(code, message) }

  public static func == (one: RPCError, other: RPCError) -> Bool {
    one.code == other.code && one.message == other.message && one.metadata == other.metadata
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(code)
    hasher.combine(message)
    hasher.combine(metadata)
  }
}

extension RPCError {
  /// The metadata that carries an error's details: a `google.rpc.Status`. gRPC's own name, which only
  /// an error may have.
  package static let detailsKey = "grpc-status-details-bin"
  /// The most bytes that details may have, which base64 makes 8 KiB: what C-core takes of headers
  /// without a murmur.
  package static let maxDetailsBytes = 6 * 1024

  /// What is wrong with the first entry of the error's metadata that cannot be sent, or nil.
  package var metadataProblem: RPCError? {
    guard metadata[binary: Self.detailsKey] != nil else { return metadata.problem }
    var others = metadata
    others.removeAll(Self.detailsKey)
    return others.problem
  }
}

extension RPCError: CustomStringConvertible {
  public var description: String { message.isEmpty ? "\(code)" : "\(code): \(message)" }
}

extension RPCError {
  /// What a peer may learn of `error`: an `RPCError` as it is, cancellation as such, and of
  /// anything else only that it happened, so that internals do not leak.
  package init(describing error: any Error) {
    switch error {
    case let error as RPCError where error.code == .ok:
      self.init(.unknown, "the service threw an RPCError whose code is OK")
    case let error as RPCError: self = error
    case is CancellationError: self.init(.cancelled, "the call was cancelled")
    default: self.init(.unknown, "the service failed with an error that it did not describe")
    }
  }

  package static let cancelledByCaller = RPCError(.cancelled, "cancelled by the caller")
  static let cancelledWithScope = RPCError(
    .cancelled, "the call that this one was made for has been cancelled")
  package static let deadlineExceeded = RPCError(.deadlineExceeded, "the call's deadline passed")
}
