import MartletHTTP2
import MartletRPC

/// A stream that we open: joins a `ClientCall` to nghttp2's stream.
final class ClientStream: HTTP2Stream, ClientCallTransport {
  private let handler: ConnectionHandler
  /// Kept by its connections.
  private unowned(unsafe) let transport: NIOClientTransport
  @exclusivity(unchecked) private var call: ClientCall?
  @exclusivity(unchecked) private var head = ResponseHead()
  @exclusivity(unchecked) private var headIsTooLarge = false
  @exclusivity(unchecked) private var holdings = StreamHoldings()

  init(call: ClientCall, handler: ConnectionHandler, transport: NIOClientTransport) {
    self.call = call
    self.handler = handler
    self.transport = transport
  }

  /// Sends the request's headers; its messages follow as the call has them.
  func open(scheme: StaticString, authority: [UInt8], userAgent: [UInt8]) {
    guard let call, let connection = handler.http2, call.attach(self) else { return }
    connection.headers.removeAll()
    connection.headers.append(":method", "POST")
    connection.headers.append(":scheme", scheme)
    switch call.path {
    case .fixed(let path): connection.headers.append(":path", path)
    case .made(let path): connection.headers.append(":path", value: path.utf8)
    }
    connection.headers.append(":authority", value: authority)
    connection.headers.append("te", "trailers")
    connection.headers.append("content-type", "application/grpc")
    connection.headers.append("user-agent", value: userAgent)
    connection.headers.append(encoding: call.compression)
    connection.headers.appendAcceptedEncodings()
    if let remaining = call.remainingNanoseconds(now: handler.loop.now) {
      connection.headers.append(
        "grpc-timeout", value: GRPCTimeout.format(nanoseconds: remaining).utf8)
    }
    connection.headers.append(call.options.metadata)
    if let interceptions = call.interceptions {
      connection.headers.append(interceptions.metadata)
    }
    if let metadata = call.credentialMetadata { connection.headers.append(metadata) }
    call.options.info?.setPeer(handler.peer)
    handler.noteStreamBegin()
    guard connection.submitRequest(self) else {
      self.call = nil
      return call.transportClosed(
        RPCError(.unavailable, "the connection can open no more streams"))
    }
    handler.traffic.streamStarted()
  }

  // MARK: From the connection

  override func receivedHeader(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
    head.receive(name: name, value: value)
  }

  override func headerListTooLarge() { headIsTooLarge = true }

  override func receivedHeaders(isEnd: Bool) {
    if !handler.hasAnswered {
      handler.hasAnswered = true
      transport.connectionAnswered()
    }
    let head = self.head
    self.head = ResponseHead()
    if headIsTooLarge {
      call?.fail(RPCError(.resourceExhausted, "the response's headers are too large"))
    } else if isEnd || !head.isInformational {
      call?.receive(head, isEnd: isEnd)
    }
  }

  override func receivedData(_ bytes: UnsafeRawBufferPointer) {
    guard let call else { return }
    handler.traffic.received(messages: call.receive(bytes))
    if !holdings.change(to: call.heldBytes, on: handler) { call.fail(.buffersAreFull) }
  }

  override func receivedEnd() { call?.receiveEnd() }

  override func closed(_ reason: HTTP2CloseReason) {
    let call = self.call
    self.call = nil
    // Nothing of it has left, so it may as well go another way.
    if isUnsent, handler.goAway != nil, let call, !call.isFinished {
      // Or the call would hold on to a stream whose connection goes away.
      call.detach()
      transport.route(call)
      handler.traffic.streamWithdrawn()
      return handler.streamEnded()
    }
    switch reason {
    case .ended(let code):
      call?.transportClosed(RPCError(RPCStatus.Code(resetCode: code), describeEnd(code)))
    case .connectionLost:
      let ending = handler.failure ?? "the server closed it"
      let why = handler.goAway.map { "GOAWAY (\($0)), then \(ending)" } ?? ending
      call?.transportClosed(
        RPCError(.unavailable, "the connection to \(handler.peer.address) was lost: \(why)"))
    }
    _ = holdings.change(to: 0, on: handler)
    handler.traffic.streamEnded(inGoodOrder: remoteIsClosed)
    handler.streamEnded()
  }

  private func describeEnd(_ code: UInt32) -> String {
    if isResetByPeer { return "the server reset the stream: \(http2ErrorName(code))" }
    if let why = handler.goAway {
      return "the server is going away and did not take the call: GOAWAY (\(why))"
    }
    return "the response is not valid HTTP/2: \(http2ErrorName(code))"
  }

  override func dataToSend(limit: Int) -> HTTP2DataStep {
    guard let call else { return .end(.stream) }
    switch call.outbound.next(limit: limit) {
    case .data(let count, let isLast): return .data(count, last: isLast ? .stream : nil)
    case .idle: return .wait
    // After a failure of ours the reset is on its way; a regular end would tell the server that the
    // request is complete.
    case .ended: return call.isFinished ? .wait : .end(.stream)
    }
  }

  override func takeData(_ count: Int, into destination: UnsafeMutableRawPointer) -> Int {
    guard let call else { return 0 }
    let taken = call.outbound.take(count, into: destination)
    handler.traffic.sent(messages: taken.messages)
    return taken.bytes
  }

  // MARK: From the call

  func wake() { if !isClosed { connection?.resume(self) } }

  func consumed(_ bytes: Int) {
    if let call { _ = holdings.change(to: call.heldBytes, on: handler) }
    if bytes > 0 { connection?.consume(self, bytes: bytes) }
  }

  func cancel() {
    guard !isClosed, !(localIsClosed && remoteIsClosed) else { return }
    connection?.cancel(self)
  }
}
