package import MartletTransport
import NIOCore

/// How bytes travel on a simulated connection.
package struct LinkConditions: Sendable {
  /// The nanoseconds that a chunk takes, each its own.
  package var latency: ClosedRange<UInt64> = 50_000...500_000
  /// The largest chunk that arrives at once.
  package var chunkBytes = 64 * 1024
  /// Whether the next chunk is lost without a word, which TCP does not do: for proving that it would
  /// be noticed.
  package var losesBytes: @Sendable () -> Bool = { false }

  package init() {}
}

/// A connection between two simulated hosts: bytes arrive late, in pieces cut anywhere, in their
/// order, until the connection is cut.
///
/// Unchecked Sendable: belongs to the world's thread.
package final class SimulatedLink: MemoryLink, @unchecked Sendable {
  package enum Cut: Int, CaseIterable, Sendable {
    /// Both ends get an error.
    case reset
    /// Both ends get an end, wherever in the stream they are.
    case end
    /// Nothing arrives any more, and only much later both ends get an error.
    case silence
  }

  /// Chunks that one flush is cut into at most, so that a large message stays affordable.
  private static let mostChunks = 24

  private let world: SimulatedWorld
  private let conditions: LinkConditions
  private var client: MemoryChannel?
  private var server: MemoryChannel?
  private var arrival: (atClient: UInt64, atServer: UInt64) = (0, 0)
  private var bytesInFlight = 0
  package private(set) var cut: Cut?

  init(
    world: SimulatedWorld, conditions: LinkConditions, client: SimulatedEventLoop,
    server: SimulatedEventLoop
  ) {
    self.world = world
    self.conditions = conditions
    self.client = MemoryChannel(on: client, peerName: server.name, link: self)
    self.server = MemoryChannel(on: server, peerName: client.name, link: self)
  }

  /// The ends that are not closed.
  var ends: (client: MemoryChannel?, server: MemoryChannel?) { (client, server) }

  package var isOver: Bool { client == nil && server == nil }

  /// The runtime's part of an end that is not closed.
  package func handler(_ role: HostRole) -> ConnectionHandler? {
    let end = role == .client ? client : server
    guard let end, end.isActive else { return nil }
    return try? end.pipeline.syncOperations.handler(type: ConnectionHandler.self)
  }

  package func eventLoop(_ role: HostRole) -> SimulatedEventLoop? {
    (role == .client ? client : server)?.eventLoop as? SimulatedEventLoop
  }

  // MARK: From the ends

  func send(_ bytes: ByteBuffer, from end: MemoryChannel) {
    guard let other = other(than: end) else { return }
    var rest = bytes
    let least = bytes.readableBytes / Self.mostChunks + 1
    while rest.readableBytes > 0 {
      let limit = max(least, 1 + Int(world.random.next() % UInt64(conditions.chunkBytes)))
      guard let chunk = rest.readSlice(length: min(limit, rest.readableBytes)) else { return }
      send(chunk: chunk, from: end, to: other)
    }
  }

  private func send(chunk: ByteBuffer, from end: MemoryChannel, to other: MemoryChannel) {
    let count = chunk.readableBytes
    bytesInFlight += count
    deliver(to: other, "bytes") { [self] in
      bytesInFlight -= count
      guard cut == nil else { return }
      if conditions.losesBytes() { return }
      world.note("arrived", UInt64(count), fingerprint(chunk))
      other.receive(chunk)
      acknowledge(count, to: end)
    }
  }

  /// The sender's buffer has room again.
  private func acknowledge(_ count: Int, to end: MemoryChannel) {
    guard let loop = end.eventLoop as? SimulatedEventLoop else { return }
    world.schedule(after: latency(), on: loop, "sent") { end.delivered(count) }
  }

  func sendEnd(from end: MemoryChannel) {
    guard let other = other(than: end) else { return }
    deliver(to: other, "end") { [self] in if cut == nil { other.receiveEnd() } }
  }

  func closed(_ end: MemoryChannel) {
    sendEnd(from: end)
    if end === client { client = nil } else { server = nil }
  }

  // MARK: Faults

  /// Gives up a connection that was not accepted.
  func abandon() {
    for end in [client, server] {
      guard let end, let loop = end.eventLoop as? SimulatedEventLoop else { continue }
      world.schedule(at: world.time, on: loop, "abandoned") { end.close(promise: nil) }
    }
  }

  /// Cuts the connection, now.
  package func cut(_ cut: Cut) {
    guard self.cut == nil, !isOver else { return }
    self.cut = cut
    world.note("cut", UInt64(cut.rawValue), UInt64(bytesInFlight))
    let delay: UInt64 = cut == .silence ? 20_000_000_000 : 0
    for end in [client, server] {
      guard let end, let loop = end.eventLoop as? SimulatedEventLoop else { continue }
      world.schedule(after: delay + latency(), on: loop, "broken") {
        if cut == .end {
          end.receiveEnd()
        } else {
          end.fail(SystemErrors.connectionReset)
        }
      }
    }
  }

  // MARK: Helpers

  func deliver(
    to end: MemoryChannel, _ label: StaticString, _ action: @escaping () -> Void
  ) {
    guard let loop = end.eventLoop as? SimulatedEventLoop else { return }
    let isServer = end === server
    let last = isServer ? arrival.atServer : arrival.atClient
    let time = max(last, world.time + latency())
    if isServer { arrival.atServer = time } else { arrival.atClient = time }
    world.schedule(at: time, on: loop, label, action)
  }

  private func latency() -> UInt64 { .random(in: conditions.latency, using: &world.random) }

  private func other(than end: MemoryChannel) -> MemoryChannel? {
    end === client ? server : client
  }

  private func fingerprint(_ bytes: ByteBuffer) -> UInt64 {
    bytes.withUnsafeReadableBytes { bytes in
      var hash: UInt64 = 14_695_981_039_346_656_037
      var position = 0
      while position + 8 <= bytes.count {
        let word = bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
        hash = (hash ^ word) &* 0x9e37_79b9_7f4a_7c15
        // Enough to tell one run from another, at a price that does not grow with messages.
        position += bytes.count > 4096 ? 128 : 8
      }
      return hash
    }
  }
}

/// Which end of a connection.
package enum HostRole: Sendable { case client, server }
