import MartletHTTP2
import MartletRPC

/// How large the windows are that a connection gives its peer's streams, by what the link holds and
/// by what lies unread. Client and server use the same one.
///
/// Belongs to the connection's loop.
struct ConnectionFlow {
  /// What PINGs carry that measure the link.
  static let ping: UInt64 = 0x6d61_7274_6c65_7402
  /// The window while much lies unread: four of the steps in which credit is returned.
  private static let tightWindowBytes = 64 * 1024

  private let tightWindowBytes: Int
  private var estimate: BandwidthEstimate
  private var buffers: ConnectionBuffers

  init(_ configuration: HTTP2Configuration) {
    let window = Int(configuration.streamWindowBytes)
    tightWindowBytes = min(window, Self.tightWindowBytes)
    estimate = BandwidthEstimate(
      windowBytes: window, maxWindowBytes: max(window, Int(configuration.maxStreamWindowBytes)))
    buffers = ConnectionBuffers(
      tightBeyondBytes: min(
        configuration.smallWindowsBeyondBytes, configuration.maxBufferedBytes / 2),
      limitBytes: configuration.maxBufferedBytes)
  }

  /// A batch was read. Sends a PING if the link is to be measured.
  mutating func batchEnded(_ http2: HTTP2Connection, now: @autoclosure () -> UInt64) {
    let bytes = http2.takeReceivedDataBytes()
    guard bytes > 0, estimate.received(bytes) else { return }
    estimate.began(now: now())
    http2.submitPing(Self.ping)
  }

  /// The PING came back.
  mutating func pingEnded(_ http2: HTTP2Connection, now: UInt64) {
    guard let window = estimate.ended(now: now), buffers.pressure == .easy else { return }
    http2.submitStreamWindow(window)
  }

  /// A stream holds so many bytes more, or fewer. Returns false if that is too much.
  mutating func hold(_ bytes: Int, _ http2: HTTP2Connection?) -> Bool {
    let before = buffers.pressure
    let fits = buffers.add(bytes)
    if buffers.pressure != before {
      http2?.submitStreamWindow(
        buffers.pressure == .tight ? tightWindowBytes : estimate.windowBytes)
    }
    return fits
  }

  /// The connection is gone.
  mutating func close() { buffers.close() }
}
