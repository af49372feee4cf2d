import MartletRPC
package import MartletTransport
import NIOCore

/// The network of a simulation: which server answers, how connections behave, which are open.
///
/// Unchecked Sendable: belongs to the world's thread.
package final class SimulatedNetwork: @unchecked Sendable {
  /// What comes of an attempt to connect.
  package enum ConnectFault: Sendable { case refused, unanswered }

  package let world: SimulatedWorld
  private let serverLoop: SimulatedEventLoop
  package var conditions = LinkConditions()
  /// Who answers now; nobody while it is nil.
  package var server: RPCServer?
  /// Asked at each attempt to connect.
  package var connectFault: () -> ConnectFault? = { nil }
  /// Told of each attempt that fails, for whatever reason.
  package var onConnectFailure: () -> Void = {}
  private var all: [SimulatedLink] = []

  package init(world: SimulatedWorld, serverLoop: SimulatedEventLoop) {
    self.world = world
    self.serverLoop = serverLoop
  }

  /// The connections that are open at one end at least, the oldest first.
  package var links: [SimulatedLink] {
    all.removeAll(where: \.isOver)
    return all
  }

  /// A channel from a host whose loop is `loop`.
  package func makeTransport(
    on loop: NIOLoop, _ configuration: RPCChannelConfiguration
  ) -> NIOClientTransport {
    NIOClientTransport(
      connector: SimulatedConnector(network: self), on: loop, configuration: configuration,
      logger: .silent)
  }

  fileprivate func connect(
    from client: SimulatedEventLoop, timeout: TimeAmount,
    setUp: @escaping @Sendable (any Channel) throws -> Void
  ) -> EventLoopFuture<any Channel> {
    let promise = client.makePromise(of: (any Channel).self)
    switch connectFault() {
    case .unanswered:
      fail(
        promise, ChannelError.connectTimeout(timeout), after: UInt64(timeout.nanoseconds), client)
    case .refused: refuse(promise, client)
    case nil:
      let link = SimulatedLink(
        world: world, conditions: conditions, client: client, server: serverLoop)
      all.append(link)
      world.schedule(after: latency(), on: serverLoop, "accept") { [self] in
        accept(link, promise, client, setUp)
      }
    }
    return promise.futureResult
  }

  private func accept(
    _ link: SimulatedLink, _ promise: EventLoopPromise<any Channel>, _ client: SimulatedEventLoop,
    _ setUp: @escaping @Sendable (any Channel) throws -> Void
  ) {
    guard let near = link.ends.client, let far = link.ends.server, let server,
      (try? server.setUp(far)) != nil
    else {
      link.abandon()
      return refuse(promise, client)
    }
    // Behind it comes what the server says first.
    link.deliver(to: near, "connected") {
      do {
        try setUp(near)
        near.activate()
        promise.succeed(near)
      } catch {
        near.close(promise: nil)
        promise.fail(error)
      }
    }
    far.activate()
  }

  private func refuse(_ promise: EventLoopPromise<any Channel>, _ client: SimulatedEventLoop) {
    fail(promise, SystemErrors.connectionRefused, after: latency(), client)
  }

  private func fail(
    _ promise: EventLoopPromise<any Channel>, _ error: any Error & Sendable, after delay: UInt64,
    _ client: SimulatedEventLoop
  ) {
    onConnectFailure()
    world.schedule(after: delay, on: client, "not connected") { promise.fail(error) }
  }

  private func latency() -> UInt64 { .random(in: conditions.latency, using: &world.random) }
}

/// Makes connections of a simulated network.
private struct SimulatedConnector: Connector {
  let network: SimulatedNetwork

  var authority: String { "simulated" }
  var description: String { "simulated" }

  func connect(
    on eventLoop: any EventLoop, timeout: TimeAmount,
    setUp: @escaping @Sendable (any Channel) throws -> Void
  ) -> EventLoopFuture<any Channel> {
    guard let loop = eventLoop as? SimulatedEventLoop else {
      return eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
    }
    return network.connect(from: loop, timeout: timeout, setUp: setUp)
  }
}
