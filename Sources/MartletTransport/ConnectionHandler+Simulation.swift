import MartletHTTP2

/// What a simulation looks at, and does, in a connection. On its loop.
extension ConnectionHandler {
  /// How many streams are open.
  package var streamCount: Int { http2?.streamCount ?? 0 }

  /// Resets one of the open streams, as a peer or a proxy might (RFC 9113 §6.4).
  package func resetStream(at index: Int, code: UInt32) {
    guard let stream = http2?.openStream(at: index) else { return }
    http2?.reset(stream, code: code)
  }
}
