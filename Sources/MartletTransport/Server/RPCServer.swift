public import Logging
public import MartletRPC
import NIOCore
import NIOPosix
public import ServiceLifecycle
import Synchronization

/// A gRPC server: takes connections and runs the methods of its services.
///
/// `run` serves until `shutdown` is called, its Task is cancelled or its service group shuts down
/// gracefully; calls that run then finish first, new ones are refused.
public final class RPCServer: Service, Sendable {
  private enum Phase {
    case made
    case serving([any Channel])
    case stopping
    case stopped
  }

  private struct State {
    var phase: Phase = .made
    var addresses: [BoundAddress] = []
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  private let core: Result<ServerCore, RPCError>
  private let listening: [ListenAddress]
  private let group: any EventLoopGroup
  private let state = Mutex(State())

  /// Nothing is bound before `start` or `run`. A service that is registered twice is an error that
  /// those throw.
  public init(
    listening: ListenAddress..., services: [ServiceRegistration],
    configuration: RPCServerConfiguration = RPCServerConfiguration(),
    logger: Logger = Logger(label: "martlet.server")
  ) {
    self.listening = listening
    group = MultiThreadedEventLoopGroup.singleton
    core = Result { () throws(RPCError) in
      try ServerCore(services: services, configuration: configuration, logger: logger)
    }
  }

  /// The addresses that the server is bound to, in the order of `listening`; empty before `start`.
  public var addresses: [BoundAddress] { state.withLock { $0.addresses } }

  /// Binds and begins to serve. Throws `RPCServerError` that names the address where that fails.
  public func start() async throws {
    let core = try self.core.get()
    var channels: [any Channel] = []
    do {
      for address in listening { channels.append(try await bind(address, core)) }
    } catch {
      for channel in channels { try? await channel.close() }
      throw error
    }
    let addresses = channels.compactMap { $0.localAddress.map(BoundAddress.init) }
    state.withLock { state in
      state.phase = .serving(channels)
      state.addresses = addresses
    }
    core.logger.info("serving", metadata: ["addresses": "\(addresses)"])
  }

  /// Serves until the server is shut down, starting it first if need be.
  public func run() async throws {
    if case .made = state.withLock({ $0.phase }) { try await start() }
    await withTaskCancellationHandler {
      await withGracefulShutdownHandler {
        await waitUntilStopped()
      } onGracefulShutdown: {
        Task { await self.shutdown() }
      }
    } onCancel: {
      Task { await self.shutdown(grace: .zero) }
    }
  }

  /// Stops taking connections and calls, lets the running calls finish, and returns when all are
  /// done. Calls that still run after the configured grace are cancelled.
  public func shutdown() async {
    guard case .success(let core) = core else { return }
    await shutdown(grace: core.configuration.shutdownGrace)
  }

  /// As `shutdown()` with another grace.
  public func shutdown(grace: Duration) async {
    guard case .success(let core) = core else { return }
    let channels: [any Channel]? = state.withLock { state in
      switch state.phase {
      case .serving(let channels):
        state.phase = .stopping
        return channels
      case .made:
        state.phase = .stopped
        return nil
      case .stopping, .stopped: return nil
      }
    }
    guard let channels else { return await waitUntilStopped() }
    for channel in channels { try? await channel.close() }
    await core.drain(grace: grace)
    let waiters = state.withLock { state in
      state.phase = .stopped
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters { waiter.resume() }
  }

  private func waitUntilStopped() async {
    await withCheckedContinuation { continuation in
      let isStopped = state.withLock { state in
        if case .stopped = state.phase { return true }
        state.waiters.append(continuation)
        return false
      }
      if isStopped { continuation.resume() }
    }
  }

  private func bind(_ address: ListenAddress, _ core: ServerCore) async throws -> any Channel {
    let bootstrap = ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 1024)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          guard let handler = core.makeHandler(on: channel.eventLoop) else {
            throw ChannelError.ioOnClosedChannel
          }
          try channel.pipeline.syncOperations.addHandler(handler)
        }
      }
    do {
      switch address.kind {
      case .tcp(let host, let port):
        return try await bootstrap.bind(host: host, port: port).get()
      case .unix(let path):
        return try await bootstrap.bind(
          unixDomainSocketPath: path, cleanupExistingSocketFile: true
        ).get()
      }
    } catch {
      throw RPCServerError(address: address, reason: describe(error))
    }
  }
}

/// A server that could not be started.
public struct RPCServerError: Error, Hashable, Sendable, CustomStringConvertible {
  public let address: ListenAddress
  /// What the system said.
  public let reason: String

  public var description: String { "cannot listen on \(address): \(reason)" }
}

extension BoundAddress {
  init(_ address: SocketAddress) {
    self.init(
      host: address.ipAddress, port: address.port, description: MartletTransport.describe(address))
  }
}
