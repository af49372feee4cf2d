/// How large stream windows have to be so that the peer need not wait for credit: the bytes that fit
/// between both ends, estimated from what arrives while a PING goes there and back.
///
/// ```
///   quiet ──a quarter of a window has come──▶ measuring (a PING is under way)
///     ▲                                           │ its answer: double if at least two thirds of a
///     └───────────────────────────────────────────┘ window came by then, faster than ever before
/// ```
/// What came before the PING counts, too: where the peer waits for credit, a whole window may come at
/// once, and the next one right behind the answer.
/// A reader that does not keep up gets no credit, so little arrives and nothing grows. One that has
/// grown is not taken back: what it may hold then is bounded by ``ConnectionBuffers``. A machine with
/// injected time; the method is that of gRPC's C core and of grpc-go.
package struct BandwidthEstimate: Sendable {
  /// What a stream's window should be.
  package private(set) var windowBytes: Int
  private let maxWindowBytes: Int
  /// Since the last measurement ended.
  private var bytes = 0
  private var began: UInt64?
  /// The most that was measured, in bytes a nanosecond.
  private var best = 0.0

  /// Starts at `windowBytes`, and never goes beyond `maxWindowBytes`.
  package init(windowBytes: Int, maxWindowBytes: Int) {
    self.windowBytes = windowBytes
    self.maxWindowBytes = maxWindowBytes
  }

  /// DATA of so many bytes arrived. Returns whether a PING is to be sent now, of which
  /// `began(now:)` is told.
  package mutating func received(_ count: Int) -> Bool {
    bytes &+= count
    return began == nil && windowBytes < maxWindowBytes && bytes >= windowBytes / 4
  }

  /// The PING is on its way.
  package mutating func began(now: UInt64) { began = now }

  /// The PING came back. Returns the new size of windows if they are to grow.
  package mutating func ended(now: UInt64) -> Int? {
    guard let began else { return nil }
    let bandwidth = Double(bytes) / Double(max(1, now &- began))
    let enough = bytes >= windowBytes / 3 * 2 && bandwidth > best
    self.began = nil
    bytes = 0
    guard enough else { return nil }
    best = bandwidth
    windowBytes = min(maxWindowBytes, windowBytes * 2)
    return windowBytes
  }
}
