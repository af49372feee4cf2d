import CNghttp2

/// The limits and windows of one connection.
public struct HTTP2Configuration: Sendable {
  /// Credit that a peer has for each stream before anybody reads, in bytes.
  public var streamWindowBytes: Int32 = 256 * 1024
  /// Credit for the whole connection, in bytes. Returned as data arrives, so it bounds what is in
  /// flight, not what is buffered.
  public var connectionWindowBytes: Int32 = 16 * 1024 * 1024
  /// Streams that the peer may have open at once.
  public var maxConcurrentStreams: UInt32 = 1000
  /// The largest header block, counted as RFC 9113 §6.5.2 does: names, values and 32 bytes each.
  public var maxHeaderListBytes: UInt32 = 16 * 1024
  /// Frames that a server keeps for a client that does not read, such as refusals of its requests;
  /// more end the connection. Messages do not count: there is one frame of a stream at a time.
  public var maxQueuedFrames = 10_000
  /// Streams that a client may break, so that they are reset for it, before a server ends the
  /// connection: else they cost handlers without counting as open or as reset by the client.
  public var maxBrokenStreams = 100

  public init() {}
}

/// The error codes of HTTP/2 that the runtime itself has to do with. Source: RFC 9113 §7.
public enum HTTP2ErrorCode {
  public static let noError = NGHTTP2_NO_ERROR.rawValue
  public static let enhanceYourCalm = NGHTTP2_ENHANCE_YOUR_CALM.rawValue
}

/// The name of an error code of HTTP/2, such as `REFUSED_STREAM`. Source: RFC 9113 §7.
public func http2ErrorName(_ code: UInt32) -> String {
  code <= NGHTTP2_HTTP_1_1_REQUIRED.rawValue
    ? String(cString: nghttp2_http2_strerror(code)) : "error code \(code)"
}

/// Why a connection cannot go on. Source: RFC 9113 §5.4.1.
public struct HTTP2Error: Error, Hashable, Sendable, CustomStringConvertible {
  /// nghttp2's code (`NGHTTP2_ERR_…`), negative.
  public let code: Int
  public let description: String
}
