public import Logging
public import MartletRPC
package import NIOCore
import NIOPosix
public import ServiceLifecycle

/// A gRPC server: takes connections and runs the methods of its services.
///
/// `run` serves until a signal comes, `shutdown` is called, its Task is cancelled or its service group
/// shuts down gracefully; calls that run then finish first, new ones are refused.
public final class RPCServer: Service, Sendable {
  private let core: Result<ServerCore, RPCError>
  private let listening: [ListenAddress]
  private let security: RPCServerSecurity
  private let group: any EventLoopGroup
  private let phase = ServerPhase()
  package let channelzID = ChannelzRegistry.nextID()

  /// Nothing is bound before `start` or `run`. A service that is registered twice, or that was to have
  /// interceptors or an executor for methods that it does not have, is an error that those throw.
  public convenience init(
    listening: ListenAddress..., security: RPCServerSecurity = .plaintext,
    services: [ServiceRegistration],
    configuration: RPCServerConfiguration = RPCServerConfiguration(),
    logger: Logger = Logger(label: "martlet.server")
  ) {
    self.init(
      listening: listening, security: security, services: services, configuration: configuration,
      logger: logger)
  }

  /// As above, with the addresses in an array.
  public init(
    listening: [ListenAddress], security: RPCServerSecurity = .plaintext,
    services: [ServiceRegistration],
    configuration: RPCServerConfiguration = RPCServerConfiguration(),
    logger: Logger = Logger(label: "martlet.server")
  ) {
    self.listening = listening
    self.security = security
    group = MultiThreadedEventLoopGroup.singleton
    core = Result { () throws(RPCError) in
      try ServerCore(services: services, configuration: configuration, logger: logger)
    }
  }

  deinit { ChannelzRegistry.removeServer(channelzID) }

  /// The addresses that the server is bound to, in the order of `listening`; empty before `start`.
  public var addresses: [BoundAddress] { phase.addresses }

  /// Binds and begins to serve. Throws `RPCServerError` that names the address where that fails,
  /// `TLSConfigurationError` if the certificate or the trust roots cannot be used, and `RPCError`
  /// with `failedPrecondition` if the server was started or shut down before.
  public func start() async throws {
    let core = try self.core.get()
    try phase.beginStart()
    var listeners: [Listener] = []
    do {
      let security = try self.security.make()
      for address in listening {
        let security = address.isAlwaysPlaintext ? nil : security
        listeners.append(try await bind(address, core, security))
      }
      // Before, since a shutdown that comes at once takes it away again.
      ChannelzRegistry.add(self)
      try phase.finishStart(listeners)
    } catch {
      ChannelzRegistry.removeServer(channelzID)
      for listener in listeners { try? await listener.channel.close() }
      phase.failStart()
      throw error
    }
    core.logger.info("serving", metadata: ["addresses": "\(addresses)"])
  }

  /// Serves until the server is shut down, starting it first if need be.
  ///
  /// The first of `signals` shuts it down gracefully; the second cancels the calls that still run.
  /// When this returns, signals do again what they did before.
  public func run(
    handling signals: Set<ShutdownSignal> = [.terminate, .interrupt]
  ) async throws {
    if phase.isMade { try await start() }
    let watch = SignalWatch(signals) { count in
      Task {
        if count == 1 { await self.shutdown() } else { await self.shutdown(grace: .zero) }
      }
    }
    await serve()
    await watch.cancel()
  }

  /// As a service of a `ServiceGroup`, which has the signals: serves until the group shuts down.
  ///
  /// Disfavoured, so that `server.run()` in a program of one server means the one that takes signals.
  @_disfavoredOverload
  public func run() async throws {
    if phase.isMade { try await start() }
    await serve()
  }

  private func serve() async {
    await withTaskCancellationHandler {
      await withGracefulShutdownHandler {
        await phase.waitUntilStopped()
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

  /// As `shutdown()` with another grace, which can also shorten that of a shutdown under way.
  public func shutdown(grace: Duration) async {
    guard case .success(let core) = core else { return }
    guard let listeners = phase.beginStop() else {
      let killer = Task { try await core.closeConnections(after: grace) }
      await phase.waitUntilStopped()
      return killer.cancel()
    }
    for listener in listeners { try? await listener.channel.close() }
    await core.drain(grace: grace)
    ChannelzRegistry.removeServer(channelzID)
    phase.finishStop()
  }

  // For channelz.
  var listeners: [Listener] { phase.listeners }
  var connections: ConnectionList? { try? core.get().connections }

  /// Serves a connection that came by no listener: puts what it needs into its pipeline. On the
  /// channel's loop, before the channel is active. Throws `unavailable` if the server does not run.
  package func setUp(_ channel: any Channel) throws {
    guard phase.isServing else { throw RPCError(.unavailable, "the server does not run") }
    try core.get().setUp(channel, nil)
  }

  private func bind(
    _ address: ListenAddress, _ core: ServerCore, _ security: (any SecurityMaker)?
  ) async throws -> Listener {
    let bootstrap = ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 1024)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try core.setUp(channel, security) }
      }
    do {
      switch address.kind {
      case .tcp(let host, let port):
        guard (0...65535).contains(port) else {
          throw RPCServerError(address: address, reason: "the port is not from 0 to 65535")
        }
        return Listener(try await bootstrap.bind(host: host, port: port).get())
      case .unix(let path):
        return Listener(
          try await bootstrap.bind(
            unixDomainSocketPath: path, cleanupExistingSocketFile: true
          ).get())
      case .unixAbstract(let name):
        return try await listen(on: AbstractSocket.bound(to: name), bootstrap)
      case .inherited(let descriptor):
        try checkInherited(descriptor)
        return try await listen(on: descriptor, bootstrap)
      }
    } catch let error as RPCServerError {
      throw error
    } catch {
      throw RPCServerError(address: address, reason: describe(error))
    }
  }

  private func listen(on descriptor: Int32, _ bootstrap: ServerBootstrap) async throws -> Listener {
    let name = AbstractSocket.name(of: descriptor)
    return Listener(try await bootstrap.withBoundSocket(descriptor).get(), abstractName: name)
  }
}

/// A server that could not be started.
public struct RPCServerError: Error, Hashable, Sendable, CustomStringConvertible {
  public let address: ListenAddress
  /// What the system said.
  public let reason: String

  public var description: String { "cannot listen on \(address): \(reason)" }
}

/// A channel that takes connections, and where it does.
struct Listener: Sendable {
  let channel: any Channel
  let address: BoundAddress?
  let channelzID = ChannelzRegistry.nextID()

  init(_ channel: any Channel, abstractName: String? = nil) {
    self.channel = channel
    address =
      abstractName.map {
        BoundAddress(host: nil, port: nil, description: "unix-abstract:\($0)")
      } ?? channel.localAddress.map { BoundAddress($0) }
  }
}

extension BoundAddress {
  init(_ address: SocketAddress) {
    self.init(
      host: address.ipAddress, port: address.port, description: MartletTransport.describe(address))
  }
}
