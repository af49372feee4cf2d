import Foundation
import Logging
import Martlet

/// Runs `body` with a server of ours, on a free port of 127.0.0.1.
func withServer(
  _ services: [ServiceRegistration],
  security: RPCServerSecurity = .plaintext,
  configuration: RPCServerConfiguration = RPCServerConfiguration(),
  logger: Logger = .silent,
  _ body: (RPCServer, _ port: Int) async throws -> Void
) async throws {
  let server = RPCServer(
    listening: .tcp(host: "127.0.0.1", port: 0), security: security, services: services,
    configuration: configuration, logger: logger)
  try await server.start()
  do {
    try await body(server, server.addresses[0].port ?? 0)
  } catch {
    await server.shutdown(grace: .zero)
    throw error
  }
  await server.shutdown(grace: .zero)
}

extension Logger {
  /// A logger for tests that are not about logging.
  static var silent: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
}

/// Waits until `condition` holds, for at most two minutes; returns whether it does.
func eventually(_ condition: () async throws -> Bool) async rethrows -> Bool {
  let deadline = ContinuousClock.now + .seconds(120)
  while ContinuousClock.now < deadline {
    if try await condition() { return true }
    try? await Task.sleep(for: .milliseconds(5))
  }
  return try await condition()
}
