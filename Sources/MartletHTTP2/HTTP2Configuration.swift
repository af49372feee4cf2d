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

  public init() {}
}

/// Why a connection cannot go on. Source: RFC 9113 §5.4.1.
public struct HTTP2Error: Error, Hashable, Sendable, CustomStringConvertible {
  /// nghttp2's code (`NGHTTP2_ERR_…`), negative.
  public let code: Int
  public let description: String
}
