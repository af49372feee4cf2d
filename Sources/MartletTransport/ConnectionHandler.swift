import MartletHTTP2
import MartletRPC
package import NIOCore

/// A channel whose other end has a name instead of an address.
package protocol PeerNaming {
  var peerName: String { get }
}

/// What owns a connection: the server's or the client's half. Called on the connection's loop.
protocol ConnectionOwner: AnyObject {
  /// The connection is up; returns false if it is not wanted any more.
  func connectionBegan(_ connection: ConnectionHandler) -> Bool
  /// A peer opened a stream.
  func makeStream(on connection: ConnectionHandler) -> HTTP2Stream
  /// The peer's SETTINGS are there: it speaks HTTP/2.
  func connectionIsReady(_ connection: ConnectionHandler)
  /// The peer takes no new streams.
  func connectionIsGoingAway(_ connection: ConnectionHandler)
  /// A stream has ended: there is room for another.
  func streamEnded(on connection: ConnectionHandler)
  /// The connection is gone; all its streams have been told. `reason` is nil where the peer closed
  /// it in good order.
  func connectionClosed(_ connection: ConnectionHandler, reason: String?)
}

/// One connection on an NIO channel: moves bytes between the socket and an `HTTP2Connection`.
/// Client and server use the same one; there is no other handler but that of TLS, and no channel per
/// stream.
///
/// ```
///   active ──▶ (TLS handshake) ──▶ HTTP/2 begins ──SETTINGS──▶ ready ──▶ closed
///      └────────── handshake timeout ─────────────────┘
/// ```
/// Unchecked Sendable: belongs to the channel's event loop.
package final class ConnectionHandler: ChannelInboundHandler, @unchecked Sendable {
  package typealias InboundIn = ByteBuffer
  package typealias OutboundOut = ByteBuffer

  /// How many bytes one flush takes from nghttp2 before the socket must have taken them.
  private static let flushBytes = 256 * 1024
  /// How long a peer may take to close its side after we have closed ours.
  private static let closeTimeoutNanoseconds: UInt64 = 1_000_000_000
  /// How long the socket may take before that to send what was said last.
  private static let lastWordsTimeoutNanoseconds: UInt64 = 20_000_000_000
  /// How long a server that drains waits until its client has seen the first GOAWAY.
  private static let noticeTimeoutNanoseconds: UInt64 = 20_000_000_000

  let loop: NIOLoop
  let role: HTTP2Connection.Role
  let channelzID = ChannelzRegistry.nextID()
  /// What channelz tells of it.
  @exclusivity(unchecked) var traffic = ConnectionTraffic()
  private let configuration: HTTP2Configuration
  private let handshakeTimeoutNanoseconds: UInt64
  private let security: (any ConnectionSecurity)?
  private let owner: any ConnectionOwner
  /// What it does by the clock once it is ready.
  private let upkeepSettings: ConnectionUpkeep.Settings
  @exclusivity(unchecked) var upkeep: ConnectionUpkeep?
  @exclusivity(unchecked) var upkeepTimer = UpkeepTimer()
  /// What a server allows its clients of PINGs.
  @exclusivity(unchecked) var pingStrikes: PingStrikes?
  @exclusivity(unchecked) private(set) var http2: HTTP2Connection?
  @exclusivity(unchecked) private var flow: ConnectionFlow
  private(set) var peer = ConnectionPeer(address: "unknown")
  /// From the first word to the owner until the last.
  private var isOpen = false
  @exclusivity(unchecked) private var context: ChannelHandlerContext?
  @exclusivity(unchecked) private var isDirty = false
  /// Whether the peer has shown that it speaks HTTP/2.
  package private(set) var isReady = false
  /// Set once our side of the socket is being closed: nothing more is written.
  @exclusivity(unchecked) private var isFinishing = false
  @exclusivity(unchecked) private var shutdown: Shutdown = .none
  /// Set once the connection is to end right behind a GOAWAY.
  private var isCondemned = false
  /// What the GOAWAY of a drain says.
  private var drainReason = ""
  /// Ends the connection if the peer does not begin, or end, in time.
  private var timer = LoopTimer()
  private(set) var failure: String?
  /// Why the peer takes no new streams, once it has said so.
  private(set) var goAway: String?
  /// Whether it said that our PINGs come too often.
  private(set) var saysTooManyPings = false
  /// Whether the peer has said anything, be it HTTP/2 or not.
  private var hasHeard = false
  /// Whether the peer has answered a call; for clients.
  @exclusivity(unchecked) var hasAnswered = false
  /// What the peer speaks instead of HTTP/2, if its first bytes tell.
  private var foreignProtocol: String?

  private enum Shutdown { case none, noticed, draining }

  init(
    role: HTTP2Connection.Role, configuration: HTTP2Configuration, loop: NIOLoop,
    handshakeTimeoutNanoseconds: UInt64, upkeep: ConnectionUpkeep.Settings,
    pingStrikes: PingStrikes? = nil, security: (any ConnectionSecurity)?,
    owner: any ConnectionOwner
  ) {
    self.role = role
    upkeepSettings = upkeep
    self.pingStrikes = pingStrikes
    self.configuration = configuration
    flow = ConnectionFlow(configuration)
    self.loop = loop
    self.handshakeTimeoutNanoseconds = handshakeTimeoutNanoseconds
    self.security = security
    self.owner = owner
  }

  /// Stops taking new streams and closes the connection once those that are open have ended:
  /// GOAWAY in two steps for a server, so that calls already on their way are still taken
  /// (RFC 9113 §6.8). `reason` is told with the second. On the loop.
  package func drain(_ reason: String = "") {
    guard shutdown == .none else { return }
    guard let http2 else { return close(nil) }
    drainReason = reason
    guard role == .server, isReady else { return refuseStreams() }
    shutdown = .noticed
    http2.submitShutdownNotice()
    // A peer that does not answer the PING behind the notice had its chance.
    timer.arm(afterNanoseconds: Self.noticeTimeoutNanoseconds, on: loop) { [weak self] in
      if let self, shutdown == .noticed { refuseStreams() }
    }
  }

  private func refuseStreams() {
    shutdown = .draining
    timer.disarm(on: loop)
    http2?.submitGoAway(debugData: drainReason)
  }

  static let drainPing: UInt64 = 0x6d61_7274_6c65_7401

  /// Ends the connection under its streams, behind a GOAWAY that tells the peer why. On the loop; may
  /// be called while the connection reads.
  func close(behindGoAway code: UInt32, _ debugData: String, _ reason: String) {
    guard !isCondemned, let http2 else { return }
    isCondemned = true
    if failure == nil { failure = reason }
    http2.submitGoAway(code: code, debugData: debugData)
  }

  /// Closes the connection now, under its streams.
  func close(_ reason: String?) {
    if failure == nil { failure = reason }
    context?.close(promise: nil)
  }

  /// The same for a peer that may not hear it: TLS would say goodbye first and wait for an answer, with
  /// streams that go on meanwhile.
  func giveUp(_ reason: String) {
    close(reason)
    end()
  }

  /// In words, that the server closed a connection before it was ready.
  var earlyEnd: String {
    let end = "the server closed the connection"
    if let foreignProtocol { return "the peer speaks \(foreignProtocol), not HTTP/2" }
    if hasHeard { return end }
    return security == nil
      ? "\(end) without a word; does it want TLS?"
      : "\(end) after the TLS handshake; does it want a certificate, or another one?"
  }

  /// A stream holds so many bytes more of what nobody has read, or fewer. Returns false if that is
  /// too much: then it must let go.
  func hold(_ bytes: Int) -> Bool { flow.hold(bytes, http2) }

  /// What it runs on, as long as it does.
  var channel: (any Channel)? { context?.channel }
  var isSecure: Bool { security != nil }

  /// Closes the connection if it is draining and nothing is left to do. Called when a stream ends.
  func streamEnded() {
    if shutdown == .draining { outputIsPending() }
    noteStreamEnd()
    owner.streamEnded(on: self)
  }
}

// MARK: From the socket

extension ConnectionHandler {
  package func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    if context.channel.isActive { begin(context) }
  }

  package func channelActive(context: ChannelHandlerContext) {
    begin(context)
    context.fireChannelActive()
  }

  package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let buffer = unwrapInboundIn(data)
    guard let http2 else { return }
    noteRead()
    if !isReady, foreignProtocol == nil {
      hasHeard = true
      foreignProtocol = MartletTransport.foreignProtocol(of: buffer.readableBytesView)
    }
    loop.batch {
      do throws(HTTP2Error) {
        try buffer.withUnsafeReadableBytes { (bytes) throws(HTTP2Error) in try http2.receive(bytes)
        }
      } catch {
        fail(error)
      }
      flow.batchEnded(http2, now: loop.uptime)
      traffic.batchEnded(now: loop.coarseUptime)
      // nghttp2 answers PING and SETTINGS itself, and goes on with DATA when credit arrives.
      if http2.wantsToSend { outputIsPending() }
    }
    // Closed within the batch: no end of reading will come to run what that left to do.
    if self.http2 == nil { loop.drain() }
  }

  package func channelReadComplete(context: ChannelHandlerContext) {
    loop.drain()
    context.fireChannelReadComplete()
  }

  package func channelWritabilityChanged(context: ChannelHandlerContext) {
    if context.channel.isWritable { outputIsPending() }
    context.fireChannelWritabilityChanged()
  }

  package func channelInactive(context: ChannelHandlerContext) {
    end()
    context.fireChannelInactive()
  }

  package func handlerRemoved(context: ChannelHandlerContext) {
    end()
    self.context = nil
  }

  package func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch security?.verdict(on: event) {
    case .established(let identity)?:
      peer = ConnectionPeer(address: peer.address, identity: identity)
      beginHTTP2()
    case .refused(let why)?: close(why)
    case nil: break
    }
    context.fireUserInboundEventTriggered(event)
  }

  package func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard let security else { return close(MartletTransport.describe(error)) }
    // The end of the channel follows what has no words.
    if let words = security.describe(error, duringHandshake: !isReady) { close(words) }
  }

  private func begin(_ context: ChannelHandlerContext) {
    guard !isOpen, failure == nil else { return }
    let named = context.channel as? any PeerNaming
    let address = named?.peerName ?? context.remoteAddress.map(describe) ?? "unknown"
    peer = ConnectionPeer(address: address)
    guard owner.connectionBegan(self) else { return close(nil) }
    isOpen = true
    armHandshakeTimer()
    if security == nil { beginHTTP2() }
  }

  private func beginHTTP2() {
    guard isOpen, failure == nil else { return }
    do throws(HTTP2Error) {
      http2 = try HTTP2Connection(role: role, configuration: configuration, delegate: self)
      outputIsPending()
    } catch {
      close("the HTTP/2 session could not be made: \(error)")
    }
  }

  private func armHandshakeTimer() {
    timer.arm(afterNanoseconds: handshakeTimeoutNanoseconds, on: loop) { [weak self] in
      guard let self else { return }
      close(
        http2 == nil
          ? "handshake failed: the peer did not finish it in time"
          : "no HTTP/2 SETTINGS frame came in time")
    }
  }

  /// The connection is lost, to its streams and its owner.
  private func end() {
    guard isOpen else { return }
    isOpen = false
    let http2 = self.http2
    self.http2 = nil
    timer.disarm(on: loop)
    stopUpkeep()
    loop.batch {
      http2?.tearDown()
      flow.close()
      owner.connectionClosed(self, reason: failure)
    }
    loop.drain()
  }

  /// The peer broke the protocol: sends what nghttp2 has to say to that and closes.
  private func fail(_ error: HTTP2Error) {
    note(violation: "\(error)")
    flush()
    if !isFinishing { context?.close(promise: nil) }
  }

  private func note(violation: String) {
    guard failure == nil else { return }
    failure =
      if let foreignProtocol {
        "the peer speaks \(foreignProtocol), not HTTP/2"
      } else if isReady {
        "the peer broke HTTP/2: \(violation)"
      } else {
        "the peer does not speak HTTP/2: \(violation)"
      }
  }
}

// MARK: To the socket

extension ConnectionHandler: Flushable {
  /// Writes what nghttp2 has, as long as the socket takes it.
  func flush() {
    isDirty = false
    guard let http2, let context, !isFinishing else { return }
    var wrote = false
    do throws(HTTP2Error) {
      while context.channel.isWritable, let bytes = try http2.takeOutput(limit: Self.flushBytes) {
        var buffer = context.channel.allocator.buffer(capacity: bytes.count)
        buffer.writeBytes(bytes)
        context.write(wrapOutboundOut(buffer), promise: nil)
        wrote = true
        if bytes.count < Self.flushBytes { break }
        // TLS passes nothing on before a flush: without one the socket would look writable for ever.
        if security != nil { context.flush() }
      }
    } catch {
      if failure == nil { failure = "\(error)" }
      context.close(promise: nil)
      return
    }
    if wrote {
      traffic.batchEnded(now: loop.coarseUptime)
      context.flush()
    }
    if isCondemned {
      // Nothing that the peer still says matters; but a socket that is closed with bytes unread would
      // take the GOAWAY from it.
      self.http2 = nil
      stopUpkeep()
      http2.tearDown()
      return finish(context)
    }
    if http2.isDone || (shutdown == .draining && http2.streamCount == 0 && !http2.wantsToSend) {
      finish(context)
    }
  }

  /// Everything is said: closes our side once the socket has taken it all, and the rest when the
  /// peer has closed its own, or does not in time.
  private func finish(_ context: ChannelHandlerContext) {
    isFinishing = true
    let isSaid = context.eventLoop.makePromise(of: Void.self)
    isSaid.futureResult.whenComplete { [weak self] _ in
      self?.close(after: Self.closeTimeoutNanoseconds)
    }
    close(after: Self.lastWordsTimeoutNanoseconds)
    context.close(mode: .output, promise: isSaid)
  }

  private func close(after nanoseconds: UInt64) {
    guard isOpen else { return }
    timer.arm(afterNanoseconds: nanoseconds, on: loop) { [weak self] in self?.close(nil) }
  }
}

extension ConnectionHandler: HTTP2ConnectionDelegate {
  func makeStream() -> HTTP2Stream {
    noteStreamBegin()
    traffic.streamStarted()
    return owner.makeStream(on: self)
  }

  func outputIsPending() {
    guard !isDirty else { return }
    isDirty = true
    loop.willFlush(self)
  }

  func receivedSettings() {
    // Later ones may allow more streams, for which calls wait.
    guard !isReady else { return owner.streamEnded(on: self) }
    isReady = true
    timer.disarm(on: loop)
    beginUpkeep(upkeepSettings)
    owner.connectionIsReady(self)
  }

  func receivedGoAway(code: UInt32, debugData: String) {
    goAway = describe(goAway: code, debugData)
    if code == HTTP2ErrorCode.enhanceYourCalm, debugData == Self.tooManyPings {
      saysTooManyPings = true
    }
    owner.connectionIsGoingAway(self)
  }

  func sentGoAway(code: UInt32, debugData: String) {
    guard code == 0 else {
      return note(violation: describe(goAway: code, debugData))
    }
    // Behind the notice, or nghttp2 would send the PING first: its answer then shows that the peer
    // has seen the notice.
    if shutdown == .noticed { http2?.submitPing(Self.drainPing) }
  }

  func receivedPingAcknowledgement(_ payload: UInt64) {
    if shutdown == .noticed, payload == Self.drainPing { refuseStreams() }
    if payload == ConnectionFlow.ping, let http2 { flow.pingEnded(http2, now: loop.uptime) }
  }
}

private func describe(goAway code: UInt32, _ debugData: String) -> String {
  let name = http2ErrorName(code)
  return debugData.isEmpty ? name : "\(name): \(debugData)"
}

/// What a peer speaks that begins with `bytes` and is not HTTP/2, where that is a usual mistake.
private func foreignProtocol(of bytes: ByteBufferView) -> String? {
  // A handshake, or an alert.
  if bytes.starts(with: [0x16, 0x03]) || bytes.starts(with: [0x15, 0x03]) { return "TLS" }
  let names = ["HTTP/1.", "GET ", "HEAD ", "POST ", "PUT ", "DELETE ", "OPTIONS ", "CONNECT "]
  return names.contains { bytes.starts(with: $0.utf8) } ? "HTTP/1.1" : nil
}

/// An address as people write it.
func describe(_ address: SocketAddress) -> String {
  switch address {
  case .v4: "\(address.ipAddress ?? "?"):\(address.port ?? 0)"
  case .v6: "[\(address.ipAddress ?? "?")]:\(address.port ?? 0)"
  case .unixDomainSocket: "unix:\(address.pathname ?? "")"
  }
}
