import MartletHTTP2
import MartletRPC

/// What a connection does by the clock (`ConnectionUpkeep`), and what its peer may do of that kind
/// (`PingStrikes`). On the loop.
extension ConnectionHandler {
  static let tooManyPings = "too_many_pings"
  private static let keepalivePing: UInt64 = 0x6d61_7274_6c65_7403

  /// The connection is ready.
  func beginUpkeep(_ settings: ConnectionUpkeep.Settings) {
    guard !settings.isEmpty else { return }
    upkeep = ConnectionUpkeep(settings, now: loop.uptime)
    if let http2, http2.streamCount > 0 { upkeep?.callsBegan() }
    armUpkeep()
  }

  func stopUpkeep() {
    upkeep = nil
    upkeepTimer.disarm(on: loop)
  }

  /// Bytes came.
  func noteRead() {
    guard upkeep?.listens == true else { return }
    if upkeep?.heard(now: loop.coarseUptime) == true { armUpkeep() }
  }

  /// A stream is about to be opened, by us or the peer.
  func noteStreamBegin() {
    guard upkeep != nil, http2?.streamCount == 0 else { return }
    upkeep?.callsBegan()
    armUpkeep()
  }

  /// A stream has ended.
  func noteStreamEnd() {
    guard upkeep != nil, http2?.streamCount == 0 else { return }
    upkeep?.callsEnded(now: loop.uptime)
    armUpkeep()
  }

  /// Sees to it that somebody looks when there is something to do.
  private func armUpkeep() {
    guard let due = upkeep?.due, upkeepTimer.isLater(than: due) else { return }
    upkeepTimer.arm(at: due, now: loop.uptime, on: loop) { [weak self] in self?.runUpkeep() }
  }

  private func runUpkeep() {
    upkeepTimer.fired()
    let now = loop.uptime
    while let step = upkeep?.step(now: now) {
      switch step {
      case .ping:
        traffic.keepalivesSent += 1
        http2?.submitPing(Self.keepalivePing)
      case .drain(let reason): drain(reason)
      case .close(let reason): giveUp(reason)
      }
    }
    armUpkeep()
  }

  /// The peer sent a PING; nghttp2 answers it.
  func receivedPing() {
    guard pingStrikes != nil, let http2 else { return }
    let hasSentContent = http2.hasSentContent
    http2.hasSentContent = false
    let isAllowed = pingStrikes?.allows(
      pingAt: loop.uptime, hasCalls: http2.streamCount > 0, hasSentContent: hasSentContent)
    guard isAllowed == false else { return }
    close(
      behindGoAway: HTTP2ErrorCode.enhanceYourCalm, Self.tooManyPings,
      "the peer sends PINGs too often: GOAWAY (ENHANCE_YOUR_CALM: too_many_pings)")
  }
}

/// The one timer of a connection's upkeep, and when it fires.
struct UpkeepTimer {
  private var timer = LoopTimer()
  private var due: UInt64?

  /// Whether it fires later than at `time`, or not at all.
  func isLater(than time: UInt64) -> Bool { due.map { $0 > time } ?? true }

  mutating func arm(
    at time: UInt64, now: UInt64, on loop: NIOLoop, _ action: @escaping () -> Void
  ) {
    due = time
    timer.arm(afterNanoseconds: time > now ? time - now : 0, on: loop, action)
  }

  /// It has fired.
  mutating func fired() { due = nil }

  mutating func disarm(on loop: NIOLoop) {
    due = nil
    timer.disarm(on: loop)
  }
}
