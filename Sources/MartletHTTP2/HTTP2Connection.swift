import CNghttp2

/// What a connection tells its owner, on the connection's thread.
public protocol HTTP2ConnectionDelegate: AnyObject {
  /// A peer opened a stream (servers only): make the object that takes it.
  func makeStream() -> HTTP2Stream
  /// The peer says that it will take no more streams; `code` is its reason (RFC 9113 §7).
  func receivedGoAway(code: UInt32, debugData: String)
  /// A GOAWAY of ours went out: with code 0 one that was asked for, with another because the peer
  /// broke the protocol (RFC 9113 §7).
  func sentGoAway(code: UInt32, debugData: String)
  /// The peer's first SETTINGS frame arrived: it speaks HTTP/2.
  func receivedSettings()
  /// The peer sent a PING, which is answered without further ado.
  func receivedPing()
  /// A PING of ours with this payload came back.
  func receivedPingAcknowledgement(_ payload: UInt64)
  /// There is something new to send: call `takeOutput` soon, and not within this call.
  func outputIsPending()
}

/// One HTTP/2 connection over an nghttp2 session: bytes in, events out, commands in, bytes out.
///
/// ```
///   receive(bytes) ──▶ nghttp2 ──▶ stream.receivedHeaders / receivedData / closed …
///   submit…, resume, reset, consume ──▶ nghttp2 ──▶ takeOutput() ──▶ one block of bytes
/// ```
/// It does no I/O, knows no clock and starts no task. All calls come from one thread at a time.
/// Commands may be given within the events; `receive` and `takeOutput` may not.
///
/// Not Sendable: it belongs to its owner's thread.
public final class HTTP2Connection {
  public enum Role: Sendable { case client, server }

  public let role: Role
  let configuration: HTTP2Configuration
  @exclusivity(unchecked) unowned(unsafe) var delegate: any HTTP2ConnectionDelegate
  /// What the session allocates from; freed after it.
  let pool = MemoryPool()
  @exclusivity(unchecked) var session: OpaquePointer?
  /// The stream whose header block is arriving: blocks are never interleaved (RFC 9113 §4.3).
  @exclusivity(unchecked) unowned(unsafe) var currentStream: HTTP2Stream?
  @exclusivity(unchecked) var output = OutputBuffer()
  /// Where the current `takeOutput` pauses.
  @exclusivity(unchecked) var outputLimit = 0
  /// How many streams were reset because the peer broke them.
  @exclusivity(unchecked) var brokenStreamCount = 0
  @exclusivity(unchecked) private(set) var firstStream: HTTP2Stream?
  /// How many streams are open.
  @exclusivity(unchecked) public private(set) var streamCount = 0
  /// Whether HEADERS or DATA went out since the owner has set this to false.
  @exclusivity(unchecked) public var hasSentContent = false
  /// DATA that has arrived since the owner asked.
  @exclusivity(unchecked) var receivedDataBytes = 0
  /// The fields of the block that is being submitted; shared by all streams, as submitting copies.
  @exclusivity(unchecked) public var headers = HTTP2HeaderBlock()

  /// `delegate` must outlive the connection. Throws only if nghttp2 has no memory.
  public init(
    role: Role, configuration: HTTP2Configuration, delegate: any HTTP2ConnectionDelegate
  ) throws(HTTP2Error) {
    self.role = role
    self.configuration = configuration
    self.delegate = delegate
    session = try makeSession(role: role, configuration: configuration, owner: self)
    try submitSettings()
  }

  deinit { nghttp2_session_del(session) }

  /// Feeds bytes from the peer. Throws if the connection cannot go on; a GOAWAY that says why may
  /// be in the output.
  public func receive(_ bytes: UnsafeRawBufferPointer) throws(HTTP2Error) {
    guard let base = bytes.baseAddress else { return }
    let taken = nghttp2_session_mem_recv(
      session, base.assumingMemoryBound(to: UInt8.self), bytes.count)
    if taken < 0 { throw HTTP2Error(code: taken) }
    if role == .server { try checkLimits() }
  }

  /// How many bytes of DATA have arrived since the last call.
  public func takeReceivedDataBytes() -> Int {
    defer { receivedDataBytes = 0 }
    return receivedDataBytes
  }

  /// What nghttp2 does not bound itself: of what it keeps it counts only SETTINGS and PING, of
  /// resets only the peer's.
  private func checkLimits() throws(HTTP2Error) {
    let flooded = Int(NGHTTP2_ERR_FLOODED.rawValue)
    if nghttp2_session_get_outbound_queue_size(session) > configuration.maxQueuedFrames {
      throw HTTP2Error(code: flooded, description: "it asks and does not read the answers")
    }
    if brokenStreamCount > configuration.maxBrokenStreams {
      throw HTTP2Error(code: flooded, description: "too many of its streams are broken")
    }
  }

  /// The bytes to send, at most a little over `limit`, or nil if there are none; the rest stays for
  /// the next call. They are valid until then.
  public func takeOutput(limit: Int) throws(HTTP2Error) -> UnsafeRawBufferPointer? {
    output.removeAll()
    outputLimit = limit
    while output.count < limit {
      var bytes: UnsafePointer<UInt8>?
      // DATA goes to `output` by the send-data callback, everything else comes back here.
      let countBefore = output.count
      let count = nghttp2_session_mem_send(session, &bytes)
      if count < 0 { throw HTTP2Error(code: count) }
      if count > 0, let bytes { output.append(bytes, count) }
      if count == 0, output.count == countBefore { break }
    }
    return output.count > 0 ? output.bytes : nil
  }

  /// Whether `takeOutput` would give something.
  public var wantsToSend: Bool { nghttp2_session_want_write(session) != 0 }

  /// Whether another stream can be opened: there are 2^30 of them in the life of a connection
  /// (RFC 9113 §5.1.1).
  public var canOpenStreams: Bool { nghttp2_session_get_next_stream_id(session) < 1 << 31 }

  /// How many streams the peer lets us have open at once.
  public var peerConcurrentStreams: Int {
    Int(
      nghttp2_session_get_remote_settings(session, NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS))
  }

  /// How many bytes the connection's window lets us send now, and the peer (RFC 9113 §5.2).
  public var windows: (local: Int, remote: Int) {
    (
      Int(nghttp2_session_get_remote_window_size(session)),
      Int(nghttp2_session_get_local_window_size(session))
    )
  }

  /// Whether everything has been said in both directions: the connection can be closed.
  public var isDone: Bool {
    nghttp2_session_want_read(session) == 0 && nghttp2_session_want_write(session) == 0
  }

  /// Tells every open stream that the connection is lost. Nothing may be sent afterwards.
  public func tearDown() {
    while let stream = firstStream {
      remove(stream)
      nghttp2_session_set_stream_user_data(session, stream.id, nil)
      stream.closed(.connectionLost)
    }
  }

  /// What `find` gives for the first open stream for which it gives something.
  public func firstOfStreams<Found>(_ find: (HTTP2Stream) -> Found?) -> Found? {
    var next = firstStream
    while let stream = next {
      if let found = find(stream) { return found }
      next = stream.next
    }
    return nil
  }

  // MARK: The list of streams

  /// One of the open streams, by its place in the list: 0 is the youngest.
  package func openStream(at index: Int) -> HTTP2Stream? {
    var stream = firstStream
    for _ in 0..<index { stream = stream?.next }
    return stream
  }

  /// Puts `stream` into the list, which retains it.
  func insert(_ stream: HTTP2Stream) {
    stream.connection = self
    stream.next = firstStream
    firstStream?.previous = stream
    firstStream = stream
    streamCount += 1
  }

  func remove(_ stream: HTTP2Stream) {
    stream.isClosed = true
    if let previous = stream.previous {
      previous.next = stream.next
    } else {
      firstStream = stream.next
    }
    stream.next?.previous = stream.previous
    stream.next = nil
    stream.previous = nil
    streamCount -= 1
  }
}

extension HTTP2Error {
  init(code: Int) {
    self.init(
      code: code, description: String(cString: nghttp2_strerror(Int32(truncatingIfNeeded: code))))
  }
}
