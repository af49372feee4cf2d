public import MartletRPC
import Synchronization

/// gRPC's health service (`grpc.health.v1.Health`), for load balancers and orchestrators that ask
/// whether a server's services can take calls.
///
///     let health = HealthService(services: [Greeter.serviceName])
///     let server = RPCServer(
///       listening: .tcp(host: "0.0.0.0", port: 443), services: [Greeter.serving(Host()), health.registration])
///     health.setStatus(.notServing, for: Greeter.serviceName)
///
/// May be used from any thread. See gRPC's "Health Checking Protocol".
public final class HealthService: Sendable {
  /// How a service is.
  public enum Status: Hashable, Sendable {
    /// Not known yet.
    case unknown
    /// It takes calls.
    case serving
    /// It does not take calls now.
    case notServing
  }

  private let board = Mutex(HealthBoard())

  /// The server as a whole, and each of `services` (full names), with `status`.
  public init(services: [String] = [], status: Status = .serving) {
    board.withLock { board in
      for service in services + [""] { board.set(status, for: service) }
    }
  }

  /// Says how a service is, to everybody who watches it, too. A service that was not known is from
  /// now on.
  ///
  /// - Parameter service: its full name; empty for the server as a whole.
  public func setStatus(_ status: Status, for service: String = "") {
    board.withLock { $0.set(status, for: service) }
  }

  /// Forgets a service: `Check` then answers NOT_FOUND, and who watches it hears that it is unknown.
  public func removeService(_ service: String) {
    board.withLock { $0.set(nil, for: service) }
  }

  /// How a service is; nil if it is not known.
  public func status(of service: String = "") -> Status? {
    board.withLock { $0.statuses[service] }
  }

  /// Says of all services that they do not take calls, and no longer heeds ``setStatus(_:for:)`` until
  /// ``resume()``. Call it before a server is shut down, so that balancers go elsewhere in time.
  public func suspend() {
    board.withLock { $0.suspend() }
  }

  /// Says of all services that they take calls, and heeds ``setStatus(_:for:)`` again.
  public func resume() {
    board.withLock { $0.resume() }
  }

  /// The service, for a server's list.
  public var registration: ServiceRegistration {
    GRPC.Health.V1.Health.serving(HealthAnswers(health: self))
  }

  var statuses: [String: Status] { board.withLock(\.statuses) }

  /// How a service is, now and after each change. Whoever does not keep up misses what was between.
  func changes(of service: String) -> AsyncStream<Status?> {
    let (stream, continuation) = AsyncStream.makeStream(
      of: Status?.self, bufferingPolicy: .bufferingNewest(1))
    let watcher = board.withLock { $0.watch(service, continuation) }
    continuation.onTermination = { [weak self] _ in
      self?.board.withLock { $0.stopWatching(service, watcher) }
    }
    return stream
  }
}
