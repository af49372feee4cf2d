import MartletProtobuf

/// A call whose messages are bytes, for methods that are known at run time only: proxies, gateways,
/// tools. All kinds of methods are called alike; may be used from any thread.
public struct RawCall: Sendable {
  private let call: ClientCall

  init(_ call: ClientCall) { self.call = call }

  /// Sends a message; waits while the server does not keep up. Throws how the call ended if it has.
  public nonisolated(nonsending) func write(_ message: [UInt8]) async throws(RPCError) {
    guard UInt32(exactly: message.count) != nil else {
      throw RPCError(.internal, "a message is larger than gRPC can frame (4 GiB)")
    }
    let framed = message.withUnsafeBytes { FramedMessage(payload: $0, compressed: false) }
    try await call.write(framed, compress: true)
  }

  /// Says that no more messages will come. Calling it again does nothing.
  public func finish() { call.finishWriting() }

  /// The next message of the server, or nil after the last if the status is OK. Throws the status
  /// otherwise.
  public nonisolated(nonsending) func next() async throws(RPCError) -> [UInt8]? {
    guard let message = try await call.nextResponse() else { return nil }
    return Array(message.bytes)
  }

  /// Ends the call now.
  public func cancel() { call.cancel() }
}

extension RPCChannel {
  /// Calls the method at `path` (`/package.Service/Method`) with messages that are encoded already.
  /// When `body` returns or throws, a call that has not ended is cancelled.
  ///
  /// Throws `invalidArgument` if `path` has another form.
  public nonisolated(nonsending) func withRawCall<Output>(
    _ path: String, options: CallOptions = CallOptions(),
    _ body: nonisolated(nonsending) (RawCall) async throws -> Output
  ) async throws -> Output {
    let call = try beginStreaming(path: path, options)
    defer { call.cancel() }
    return try await body(RawCall(call))
  }

  private func beginStreaming(path: String, _ options: CallOptions) throws(RPCError) -> ClientCall {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    let isPlain = path.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    guard parts.count == 3, parts[0].isEmpty, !parts[1].isEmpty, !parts[2].isEmpty, isPlain else {
      throw RPCError(.invalidArgument, "\"\(path)\" is not of the form /package.Service/Method")
    }
    let call = try makeCall(.made(path), options)
    start(call)
    return call
  }
}
