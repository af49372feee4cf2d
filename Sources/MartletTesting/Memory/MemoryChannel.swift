import MartletTransport
import NIOCore
import Synchronization

/// What lies between the two ends of a connection in memory. Called on the loop of `end`.
protocol MemoryLink: AnyObject {
  /// `end` has bytes for the other. They count as unsent until `end.delivered` is told.
  func send(_ bytes: ByteBuffer, from end: MemoryChannel)
  /// `end` sends no more.
  func sendEnd(from end: MemoryChannel)
  /// `end` is closed in both directions.
  func closed(_ end: MemoryChannel)
}

/// One end of a connection that has no socket: an NIO channel whose bytes go to a `MemoryLink`.
///
/// It does what a TCP channel of NIO does with its defaults: bytes keep their order, a writer that
/// is too far ahead sees `isWritable` turn false, and the peer's end closes the channel.
///
/// Unchecked Sendable: what is neither immutable nor atomic belongs to the event loop.
final class MemoryChannel: Channel, PeerNaming, @unchecked Sendable {
  /// NIO's own marks: unsent bytes from which on, and below which, a writer waits or goes on.
  private static let highMark = 64 * 1024
  private static let lowMark = 32 * 1024

  let eventLoop: any EventLoop
  let allocator = ByteBufferAllocator()
  /// What the other end is called.
  let peerName: String
  private(set) lazy var pipeline = ChannelPipeline(channel: self)
  private let closePromise: EventLoopPromise<Void>
  private let active = Atomic(false)
  private let writable = Atomic(true)

  private var link: (any MemoryLink)?
  private var isClosed = false
  private var outputIsClosed = false
  private var pending: [(bytes: ByteBuffer, promise: EventLoopPromise<Void>?)] = []
  /// Written and not delivered.
  private var unsentBytes = 0

  init(on eventLoop: any EventLoop, peerName: String, link: any MemoryLink) {
    self.eventLoop = eventLoop
    self.peerName = peerName
    self.link = link
    closePromise = eventLoop.makePromise()
    _ = pipeline
  }

  var closeFuture: EventLoopFuture<Void> { closePromise.futureResult }
  var localAddress: SocketAddress? { nil }
  var remoteAddress: SocketAddress? { nil }
  var parent: (any Channel)? { nil }
  var isWritable: Bool { writable.load(ordering: .relaxed) }
  var isActive: Bool { active.load(ordering: .relaxed) }
  var _channelCore: any ChannelCore { self }

  func setOption<Option: ChannelOption>(
    _ option: Option, value: Option.Value
  ) -> EventLoopFuture<Void> {
    eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
  }

  func getOption<Option: ChannelOption>(_ option: Option) -> EventLoopFuture<Option.Value> {
    eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
  }
}

// MARK: From the link, on the loop

extension MemoryChannel {
  /// The connection is there.
  func activate() {
    guard !isClosed else { return }
    pipeline.fireChannelRegistered()
    active.store(true, ordering: .relaxed)
    pipeline.fireChannelActive()
  }

  /// Bytes of the other end arrive.
  func receive(_ bytes: ByteBuffer) {
    guard isActive else { return }
    pipeline.fireChannelRead(bytes)
    pipeline.fireChannelReadComplete()
  }

  /// The other end sends no more.
  func receiveEnd() {
    guard isActive else { return }
    close0(error: ChannelError.eof, mode: .all, promise: nil)
  }

  /// The connection broke.
  func fail(_ error: any Error) {
    guard isActive else { return }
    pipeline.fireErrorCaught(error)
    close0(error: error, mode: .all, promise: nil)
  }

  /// The other end has taken so many bytes.
  func delivered(_ count: Int) {
    unsentBytes -= count
    guard !isClosed, !isWritable, unsentBytes < Self.lowMark else { return }
    writable.store(true, ordering: .relaxed)
    pipeline.fireChannelWritabilityChanged()
  }
}

// MARK: From the pipeline

extension MemoryChannel: ChannelCore {
  func localAddress0() throws -> SocketAddress { throw ChannelError.operationUnsupported }
  func remoteAddress0() throws -> SocketAddress { throw ChannelError.operationUnsupported }

  func register0(promise: EventLoopPromise<Void>?) { promise?.succeed() }
  func registerAlreadyConfigured0(promise: EventLoopPromise<Void>?) { promise?.succeed() }
  func bind0(to: SocketAddress, promise: EventLoopPromise<Void>?) { refuse(promise) }
  func connect0(to: SocketAddress, promise: EventLoopPromise<Void>?) { refuse(promise) }
  func triggerUserOutboundEvent0(_ event: Any, promise: EventLoopPromise<Void>?) { refuse(promise) }

  /// Bytes come when they come: nobody holds reading back.
  func read0() {}
  func channelRead0(_ data: NIOAny) {}
  func errorCaught0(error: any Error) {}

  func write0(_ data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard isActive, !outputIsClosed else {
      promise?.fail(ChannelError.ioOnClosedChannel)
      return
    }
    let bytes = unwrapData(data, as: ByteBuffer.self)
    pending.append((bytes, promise))
    unsentBytes += bytes.readableBytes
    guard isWritable, unsentBytes > Self.highMark else { return }
    writable.store(false, ordering: .relaxed)
    pipeline.fireChannelWritabilityChanged()
  }

  func flush0() {
    let flushed = pending
    pending = []
    for (bytes, promise) in flushed {
      link?.send(bytes, from: self)
      promise?.succeed()
    }
  }

  func close0(error: any Error, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    guard !isClosed else {
      promise?.fail(ChannelError.alreadyClosed)
      return
    }
    switch mode {
    case .all: closeAll(error, promise)
    case .output:
      guard !outputIsClosed else {
        promise?.fail(ChannelError.outputClosed)
        return
      }
      flush0()
      outputIsClosed = true
      link?.sendEnd(from: self)
      promise?.succeed()
    case .input: refuse(promise)
    }
  }

  private func closeAll(_ error: any Error, _ promise: EventLoopPromise<Void>?) {
    isClosed = true
    let wasActive = isActive
    active.store(false, ordering: .relaxed)
    for (_, promise) in pending { promise?.fail(error) }
    pending = []
    link?.closed(self)
    link = nil
    promise?.succeed()
    if wasActive { pipeline.fireChannelInactive() }
    pipeline.fireChannelUnregistered()
    // Later: the handler that closed the channel may still be at work.
    eventLoop.execute {
      self.removeHandlers(pipeline: self.pipeline)
      self.closePromise.succeed()
    }
  }

  private func refuse(_ promise: EventLoopPromise<Void>?) {
    promise?.fail(ChannelError.operationUnsupported)
  }
}
