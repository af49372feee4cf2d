public import MartletProtobuf

/// The four kinds of call, as generated clients make them. `path` is `/package.Service/Method`.
extension RPCChannel {
  /// Sends `request` and returns the response. Throws the call's status if it is not OK;
  /// `cancelled` if the current Task is cancelled, which also ends the call on the server.
  @inlinable
  public nonisolated(nonsending) func unary<Request: ProtoMessage, Response: ProtoMessage>(
    _ path: StaticString, _ request: Request, options: CallOptions
  ) async throws(RPCError) -> Response {
    if isIntercepted { return try await interceptedUnary(path, request, options) }
    let message = try FramedMessage(framing: request)
    return try await Response(received: unary(path, framed: message, options: options))
  }

  /// Sends `request`; the responses come as a stream. The call begins at once.
  @inlinable
  public func serverStreaming<Request: ProtoMessage, Response: ProtoMessage>(
    _ path: StaticString, _ request: Request, options: CallOptions
  ) -> ResponseStream<Response> {
    do {
      if isIntercepted {
        return ResponseStream(try interceptedStream(path, request, options), endsCall: true)
      }
      let message = try FramedMessage(framing: request)
      let call = try serverStreaming(path, framed: message, options: options)
      return ResponseStream(call, endsCall: true)
    } catch {
      return ResponseStream(failed: error)
    }
  }

  /// Sends each of `requests` and returns the response. Stops reading `requests` as soon as the
  /// call ends.
  @inlinable
  public nonisolated(nonsending) func clientStreaming<
    Request: ProtoMessage, Response: ProtoMessage
  >(
    _ path: StaticString, _ requests: some Sequence<Request>, options: CallOptions
  ) async throws(RPCError) -> Response {
    let call = try await beginStreaming(path, options)
    let writer = RequestWriter<Request>(call)
    // A failing write means that the call is over; the response says how.
    do throws(RPCError) {
      for request in requests { try await writer.write(request) }
      writer.finish()
    } catch {
      guard call.isFinished else {
        call.cancel()
        throw error
      }
    }
    return try await call.decoded(call.response())
  }

  /// Sends what `requests` yields and returns the response. A child task reads `requests`, so that
  /// an early status or the deadline ends the call at once.
  @inlinable
  public nonisolated(nonsending) func clientStreaming<
    Requests: AsyncSequence & Sendable, Response: ProtoMessage
  >(
    _ path: StaticString, _ requests: Requests, options: CallOptions
  ) async throws(RPCError) -> Response where Requests.Element: ProtoMessage {
    let call = try await beginStreaming(path, options)
    let writer = RequestWriter<Requests.Element>(call)
    async let _: Void = Self.pump(requests, into: writer)
    let result: Result<ReceivedMessage, RPCError>
    do throws(RPCError) {
      result = .success(try await call.response())
    } catch {
      result = .failure(error)
    }
    // Leaving the scope cancels the pump and waits for it.
    return try call.decoded(result.get())
  }

  /// Lets `produce` write the requests and returns the response.
  @inlinable
  public nonisolated(nonsending) func clientStreaming<
    Request: ProtoMessage, Response: ProtoMessage
  >(
    _ path: StaticString, options: CallOptions,
    _ produce: nonisolated(nonsending) (RequestWriter<Request>) async throws -> Void
  ) async throws(RPCError) -> Response {
    let call = try await beginStreaming(path, options)
    let writer = RequestWriter<Request>(call)
    do {
      try await produce(writer)
      writer.finish()
    } catch {
      if !call.isFinished {
        call.cancel()
        throw (error as? RPCError)
          ?? RPCError(.cancelled, "the call was given up: its requests failed with \(error)")
      }
    }
    return try await call.decoded(call.response())
  }

  /// Runs `body` with both directions of the call in its hands. When `body` returns or throws, a
  /// call that has not ended is cancelled.
  @inlinable
  public nonisolated(nonsending) func bidirectional<
    Request: ProtoMessage, Response: ProtoMessage, Output
  >(
    _ path: StaticString, options: CallOptions,
    _ body:
      nonisolated(nonsending) (
        RequestWriter<Request>, ResponseStream<Response>
      ) async throws -> Output
  ) async throws -> Output {
    let call = try await beginStreaming(path, options)
    defer { call.cancel() }
    return try await body(RequestWriter(call), ResponseStream(call, endsCall: false))
  }
}

/// What the inlinable part above stands on; not generic, so compiled once.
extension RPCChannel {
  @usableFromInline
  nonisolated(nonsending) func unary(
    _ path: StaticString, framed message: FramedMessage, options: CallOptions
  ) async throws(RPCError) -> ReceivedMessage {
    let call = try makeCall(.fixed(path), options)
    try call.setRequest(message)
    start(call)
    return try await call.response()
  }

  @usableFromInline
  func serverStreaming(
    _ path: StaticString, framed message: FramedMessage, options: CallOptions
  ) throws(RPCError) -> ClientCall {
    let call = try makeCall(.fixed(path), options)
    try call.setRequest(message)
    start(call)
    return call
  }

  @usableFromInline
  nonisolated(nonsending) func beginStreaming(
    _ path: StaticString, _ options: CallOptions
  ) async throws(RPCError) -> ClientCall {
    try await beginStreaming(.fixed(path), options)
  }

  nonisolated(nonsending) func beginStreaming(
    _ path: CallPath, _ options: CallOptions
  ) async throws(RPCError) -> ClientCall {
    let call = try makeCall(path, options)
    if isIntercepted { try await call.beginInterceptions() }
    start(call)
    return call
  }

  // Interceptors are asked before anything is encoded, since they may change it.

  @inline(never)
  @usableFromInline
  nonisolated(nonsending) func interceptedUnary<Request: ProtoMessage, Response: ProtoMessage>(
    _ path: StaticString, _ request: Request, _ options: CallOptions
  ) async throws(RPCError) -> Response {
    let call = try makeCall(.fixed(path), options)
    try await call.beginInterceptions()
    try call.setRequest(call.framed(request))
    start(call)
    return try await call.decoded(call.response())
  }

  /// The call begins at once, and is sent when its interceptors let it.
  @inline(never)
  @usableFromInline
  func interceptedStream<Request: ProtoMessage>(
    _ path: StaticString, _ request: Request, _ options: CallOptions
  ) throws(RPCError) -> ClientCall {
    let call = try makeCall(.fixed(path), options)
    Task {
      do throws(RPCError) {
        try await call.beginInterceptions()
        try call.setRequest(call.framed(request))
        start(call)
      } catch {
        call.fail(error)
      }
    }
    return call
  }

  @usableFromInline
  static func pump<Requests: AsyncSequence & Sendable>(
    _ requests: Requests, into writer: RequestWriter<Requests.Element>
  ) async where Requests.Element: ProtoMessage {
    do {
      for try await request in requests { try await writer.write(request) }
      writer.finish()
    } catch {
      // If the call is over this changes nothing; else the source of requests failed.
      writer.call.fail(RPCError(.cancelled, "the call was given up: its requests failed"))
    }
  }
}
