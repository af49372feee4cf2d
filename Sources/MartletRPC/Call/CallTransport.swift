/// What a transport does for one call. The other half of the seam, the transport of a whole
/// channel, is `ClientTransport`.
///
/// All methods are called on the call's loop only.
public protocol CallTransport: AnyObject {
  /// There is something new to send: headers, messages, the end or the status.
  func wake()
  /// The application has taken `bytes` received bytes; the peer may send as many more. None where
  /// their credit was given before, and a large message has left the call's queue.
  func consumed(_ bytes: Int)
}

/// What a transport does for one call of a client besides.
public protocol ClientCallTransport: CallTransport {
  /// Resets the stream (RFC 9113 §7, CANCEL); does nothing where both sides have ended it.
  func cancel()
}
