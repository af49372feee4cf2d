/// What a transport does for one call. The other half of the seam, the transport of a whole
/// channel, is `ClientTransport`.
///
/// All methods are called on the call's loop only.
public protocol CallTransport: AnyObject {
  /// There is something new to send: headers, messages, the end or the status.
  func wake()
  /// The application has taken `bytes` received bytes; the peer may send as many more.
  func consumed(_ bytes: Int)
  /// Ends the stream now; does nothing where both sides have ended it.
  func reset(_ reason: ResetReason)
}

/// Why a stream is reset. Source: RFC 9113 §7.
public enum ResetReason: UInt32, Sendable {
  case noError = 0x0
  case protocolError = 0x1
  case internalError = 0x2
  case cancel = 0x8
}
