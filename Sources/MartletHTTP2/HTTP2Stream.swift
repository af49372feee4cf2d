import CNghttp2

/// One stream of a connection. Subclassed by what reads and writes it; the connection calls the
/// `received…` and `provide…` methods, always on the connection's thread.
///
/// Not Sendable: it belongs to the thread of its connection.
open class HTTP2Stream {
  /// 0 until the connection has opened the stream.
  @exclusivity(unchecked) public internal(set) var id: Int32 = 0
  @exclusivity(unchecked) public internal(set) unowned(unsafe) var connection: HTTP2Connection?
  /// Whether the peer has ended its side.
  @exclusivity(unchecked) public internal(set) var remoteIsClosed = false
  /// Whether we have ended our side.
  @exclusivity(unchecked) public internal(set) var localIsClosed = false
  @exclusivity(unchecked) public internal(set) var isClosed = false
  /// Whether the peer reset the stream; otherwise a reset is ours, or nghttp2's for a broken frame.
  @exclusivity(unchecked) public internal(set) var isResetByPeer = false
  /// Whether the request was never sent, because the peer had said before that it takes no more.
  @exclusivity(unchecked) public internal(set) var isUnsent = false
  @exclusivity(unchecked) var headerBytes = 0

  /// The connection's list of open streams; nghttp2 reports none of them when a session is torn
  /// down.
  @exclusivity(unchecked) var next: HTTP2Stream?
  @exclusivity(unchecked) unowned(unsafe) var previous: HTTP2Stream?

  public init() {}

  /// One header of the current block. The bytes are valid only during the call.
  open func receivedHeader(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {}

  /// The current header block is larger than `maxHeaderListBytes`; what came after is left out.
  open func headerListTooLarge() {}

  /// The current header block is complete.
  open func receivedHeaders(isEnd: Bool) {}

  /// DATA. The bytes are valid only during the call. Their credit for the connection is returned
  /// already; that for the stream is returned by `consume`.
  open func receivedData(_ bytes: UnsafeRawBufferPointer) {}

  /// The peer ended its side, behind DATA; an end behind headers is told with the headers.
  open func receivedEnd() {}

  /// The stream is gone; the last thing that it is told, exactly once.
  open func closed(_ reason: HTTP2CloseReason) {}

  /// What DATA there is to send.
  open func dataToSend(limit: Int) -> HTTP2DataStep { .end(.stream) }

  /// Moves `count` bytes, which `dataToSend` offered, to `destination`. Returns how many were
  /// there; the connection resets the stream if it is fewer.
  open func takeData(_ count: Int, into destination: UnsafeMutableRawPointer) -> Int { 0 }

  /// All DATA is on its way and trailers are wanted: submit them with `submitTrailers`.
  open func provideTrailers() {}
}

/// An answer to "what can be sent now?".
public enum HTTP2DataStep {
  /// So many bytes, at most the limit, and what comes behind them if they are the last.
  case data(Int, last: HTTP2DataEnd?)
  /// Nothing now; `resume` asks again.
  case wait
  /// No more bytes.
  case end(HTTP2DataEnd)
}

/// What comes behind the last DATA.
public enum HTTP2DataEnd {
  /// Nothing: the stream ends with it.
  case stream
  /// Trailers, for which `provideTrailers` is called.
  case trailers
}

/// Why a stream is gone.
public enum HTTP2CloseReason: Sendable {
  /// Both sides ended it, or somebody reset it with this code (RFC 9113 §7).
  case ended(code: UInt32)
  /// The connection went away under it.
  case connectionLost
}
