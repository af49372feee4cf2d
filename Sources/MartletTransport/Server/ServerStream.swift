import MartletHTTP2
import MartletRPC

/// A stream that a client opened: joins nghttp2's stream to a `ServerCall`.
///
/// Exclusivity is not checked at run time here and in the other classes on the way of a call: they
/// are touched by one thread, and the checks were some 2,400 of 44,600 instructions of a call.
final class ServerStream: HTTP2Stream, CallTransport {
  private let server: ServerCore
  private let handler: ConnectionHandler
  @exclusivity(unchecked) private var head = RequestHead()
  @exclusivity(unchecked) private var call: ServerCall?
  @exclusivity(unchecked) private var holdings = StreamHoldings()
  @exclusivity(unchecked) private var headIsComplete = false
  @exclusivity(unchecked) private var headIsTooLarge = false
  /// Whether the client has been told so.
  @exclusivity(unchecked) private var statusIsOK = false

  init(server: ServerCore, handler: ConnectionHandler) {
    self.server = server
    self.handler = handler
  }

  /// The path of the call whose handler's Task looks so to an executor.
  func path(ofTask pointer: UnsafeRawPointer) -> String? {
    call?.taskPointer == pointer ? call?.method.path : nil
  }

  // MARK: From the connection

  override func receivedHeader(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
    // Trailers of a request mean nothing in gRPC.
    guard !headIsComplete else { return }
    head.receive(name: name, value: value, router: server.router)
  }

  override func headerListTooLarge() { headIsTooLarge = true }

  override func receivedHeaders(isEnd: Bool) {
    if !headIsComplete {
      headIsComplete = true
      begin()
    }
    if isEnd { call?.receiveEnd() }
  }

  override func receivedData(_ bytes: UnsafeRawBufferPointer) {
    guard let call else { return }
    handler.traffic.received(messages: call.receive(bytes))
    if !holdings.change(to: call.heldBytes, on: handler) { call.abort(.buffersAreFull) }
  }

  override func receivedEnd() { call?.receiveEnd() }

  override func closed(_ reason: HTTP2CloseReason) {
    let call = self.call
    self.call = nil
    switch reason {
    case .ended: call?.transportClosed(RPCError(.cancelled, "the client cancelled the call"))
    case .connectionLost: call?.transportClosed(RPCError(.cancelled, "the connection was lost"))
    }
    _ = holdings.change(to: 0, on: handler)
    handler.traffic.streamEnded(
      inGoodOrder: localIsClosed, callSucceeded: localIsClosed && statusIsOK)
    handler.streamEnded()
  }

  override func dataToSend(limit: Int) -> HTTP2DataStep {
    guard let call else { return .end(.stream) }
    switch call.outbound.next(limit: limit) {
    case .data(let count, let isLast): return .data(count, last: isLast ? .trailers : nil)
    case .idle: return .wait
    case .ended: return .end(.trailers)
    }
  }

  override func takeData(_ count: Int, into destination: UnsafeMutableRawPointer) -> Int {
    guard let call else { return 0 }
    let taken = call.outbound.take(count, into: destination)
    handler.traffic.sent(messages: taken.messages)
    return taken.bytes
  }

  override func provideTrailers() {
    guard let call, let connection else { return }
    let (status, metadata) = call.trailers()
    statusIsOK = status.code == .ok
    connection.headers.removeAll()
    connection.headers.append(status)
    connection.headers.append(metadata)
    connection.submitTrailers(self)
  }

  // MARK: From the call

  func wake() {
    guard let call, let connection, !isClosed else { return }
    switch call.nextHeaders() {
    case .nothing: connection.resume(self)
    case .headers(let metadata):
      // Known before, so that the compiler makes one access to `headers` of all.
      let compression = call.announcedCompression
      connection.headers.removeAll()
      connection.headers.appendResponseStart()
      connection.headers.append(compression)
      connection.headers.append(metadata)
      connection.submitResponse(self)
    case .trailersOnly(let status, let metadata):
      respond(status, metadata)
    }
  }

  func consumed(_ bytes: Int) {
    if let call { _ = holdings.change(to: call.heldBytes, on: handler) }
    if bytes > 0 { connection?.consume(self, bytes: bytes) }
  }

  // MARK: The start

  private func begin() {
    if headIsTooLarge {
      let limit = server.configuration.http2.maxHeaderListBytes
      return respond(
        RPCStatus(.resourceExhausted, "the request's headers are larger than \(limit) bytes"))
    }
    if let refusal = head.refusal(router: server.router) {
      return respond(refusal.status, refusal.metadata, httpStatus: refusal.httpStatus)
    }
    guard let method = head.method else { return }
    if let slots = server.calls.slots, !slots.take() {
      return respond(
        RPCStatus(.resourceExhausted, "the server runs \(slots.limit) calls, as many as it may"))
    }
    let call = ServerCall(
      method: method, head: head, loop: handler.loop, transport: self, peer: handler.peer,
      settings: server.calls)
    self.call = call
    call.begin()
  }

  private func respond(
    _ status: RPCStatus, _ metadata: RPCMetadata = [:], httpStatus: Int = 200
  ) {
    guard let connection else { return }
    statusIsOK = status.code == .ok
    connection.headers.removeAll()
    connection.headers.appendResponseStart(httpStatus: httpStatus)
    connection.headers.append(status)
    connection.headers.append(metadata)
    connection.submitFinalHeaders(self)
  }
}
