/// A call that did not succeed: what every client method throws, and what a service method may
/// throw to choose the status that its caller sees.
public struct RPCError: Error, Hashable, Sendable {
  public typealias Code = RPCStatus.Code

  public var code: Code
  public var message: String
  /// On the client: the trailing metadata that came with the status. On the server: metadata to
  /// send with it.
  public var metadata: RPCMetadata

  public init(_ code: Code, _ message: String = "", metadata: RPCMetadata = [:]) {
    self.code = code
    self.message = message
    self.metadata = metadata
  }

  public init(_ status: RPCStatus, metadata: RPCMetadata = [:]) {
    self.init(status.code, status.message, metadata: metadata)
  }

  public var status: RPCStatus { RPCStatus(code, message) }
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
