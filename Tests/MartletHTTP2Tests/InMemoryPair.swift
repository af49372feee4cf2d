@testable import MartletHTTP2

/// A client's and a server's connection joined in memory, without sockets.
final class InMemoryPair {
  let client: Endpoint
  let server: Endpoint

  init(
    client: HTTP2Configuration = HTTP2Configuration(),
    server: HTTP2Configuration = HTTP2Configuration()
  ) throws {
    self.client = try Endpoint(.client, client)
    self.server = try Endpoint(.server, server)
  }

  /// Moves bytes, at most `step` at a time, until both sides have nothing more to say.
  func exchange(step: Int = .max) throws {
    var moved = true
    while moved {
      moved = false
      for (from, to) in [(client, server), (server, client)] {
        while let bytes = try from.connection.takeOutput(limit: 1 << 16) {
          moved = true
          for start in stride(from: 0, to: bytes.count, by: min(step, bytes.count)) {
            let end = min(start + min(step, bytes.count), bytes.count)
            try to.connection.receive(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
          }
        }
      }
    }
  }
}

/// One end of a pair, with what it was told.
final class Endpoint: HTTP2ConnectionDelegate {
  private var made: HTTP2Connection?
  var connection: HTTP2Connection { made! }
  var streams: [RecordingStream] = []
  var goAways: [UInt32] = []
  var sentGoAways: [UInt32] = []
  var settingsCount = 0
  var pings: [UInt64] = []
  var pingsOfThePeer = 0
  /// What a server's streams do when their headers are there.
  var onRequest: (RecordingStream) -> Void = { _ in }

  init(_ role: HTTP2Connection.Role, _ configuration: HTTP2Configuration) throws {
    made = try HTTP2Connection(role: role, configuration: configuration, delegate: self)
  }

  /// Opens a stream with a plain request and `body`.
  func request(
    path: String = "/a/b", extra: [(String, String)] = [], body: [UInt8] = []
  ) -> RecordingStream {
    let stream = RecordingStream()
    stream.body = body
    connection.headers.removeAll()
    connection.headers.append(":method", "POST")
    connection.headers.append(":scheme", "http")
    connection.headers.append(":path", value: path.utf8)
    connection.headers.append(":authority", "test")
    for (name, value) in extra { connection.headers.append(name: name.utf8, value: value.utf8) }
    streams.append(stream)
    _ = connection.submitRequest(stream)
    return stream
  }

  func makeStream() -> HTTP2Stream {
    let stream = RecordingStream()
    stream.onRequest = onRequest
    streams.append(stream)
    return stream
  }

  func receivedGoAway(code: UInt32, debugData: String) { goAways.append(code) }
  func sentGoAway(code: UInt32, debugData: String) { sentGoAways.append(code) }
  func receivedSettings() { settingsCount += 1 }
  func receivedPing() { pingsOfThePeer += 1 }
  func receivedPingAcknowledgement(_ payload: UInt64) { pings.append(payload) }
  func outputIsPending() {}
}

/// A stream that remembers what it was told and sends `body`, then `trailers`.
final class RecordingStream: HTTP2Stream {
  var headers: [[String]] = [[]]
  var headerBlocks = 0
  var received: [UInt8] = []
  var hasEnd = false
  var isTooLarge = false
  var closes: [HTTP2CloseReason] = []
  var body: [UInt8] = []
  var holdsBack = false
  var trailers: [(StaticString, StaticString)] = []
  var onRequest: (RecordingStream) -> Void = { _ in }

  override func receivedHeader(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
    headers[headerBlocks].append(
      String(decoding: name, as: UTF8.self) + "=" + String(decoding: value, as: UTF8.self))
  }

  override func headerListTooLarge() { isTooLarge = true }

  override func receivedHeaders(isEnd: Bool) {
    headerBlocks += 1
    headers.append([])
    if isEnd { hasEnd = true }
    if headerBlocks == 1 { onRequest(self) }
  }

  override func receivedData(_ bytes: UnsafeRawBufferPointer) { received += Array(bytes) }

  override func receivedEnd() { hasEnd = true }

  override func closed(_ reason: HTTP2CloseReason) { closes.append(reason) }

  override func dataToSend(limit: Int) -> HTTP2DataStep {
    if holdsBack { return .wait }
    let end: HTTP2DataEnd = trailers.isEmpty ? .stream : .trailers
    guard !body.isEmpty else { return .end(end) }
    let count = min(limit, body.count)
    return .data(count, last: count == body.count ? end : nil)
  }

  override func takeData(_ count: Int, into destination: UnsafeMutableRawPointer) -> Int {
    body.prefix(count).withUnsafeBytes { bytes in
      if let base = bytes.baseAddress { destination.copyMemory(from: base, byteCount: bytes.count) }
    }
    body.removeFirst(count)
    return count
  }

  override func provideTrailers() {
    guard let connection else { return }
    connection.headers.removeAll()
    for (name, value) in trailers { connection.headers.append(name, value) }
    connection.submitTrailers(self)
  }

  /// Answers with `body` and trailers.
  func respond(_ body: [UInt8]) {
    self.body = body
    trailers = [("grpc-status", "0")]
    connection?.headers.removeAll()
    connection?.headers.append(":status", "200")
    connection?.submitResponse(self)
  }
}
