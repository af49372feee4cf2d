import Foundation
import InteropAPI
import Martlet
import Synchronization
import Testing

/// How a server keeps its connections, and what it allows its clients (gRFC A8, gRFC A9).
@Suite(.timeLimit(.minutes(15))) struct ServerConnectionTests {
  /// What each case of `Tests/Peers/connection_client.py` wants of its server.
  private static let cases: [String: @Sendable (inout RPCServerConfiguration) -> Void] = [
    "max_age": { $0.maxConnectionAge = .milliseconds(100) },
    "max_age_grace": {
      $0.maxConnectionAge = .milliseconds(100)
      $0.maxConnectionAgeGrace = .milliseconds(200)
    },
    "max_idle": { $0.maxConnectionIdle = .milliseconds(100) },
    "keepalive_silence": { $0.keepalive = .brisk },
    "keepalive_answers": {
      $0.keepalive = .brisk
      $0.keepalive.timeout = .seconds(20)
    },
    "too_many_pings": { _ in },
    "too_many_pings_at_once": { _ in },
    "pings_between_answers": { _ in },
    "pings_without_calls": { $0.keepalive.minPingInterval = .zero },
    "pings_without_calls_permitted": {
      $0.keepalive.minPingInterval = .zero
      $0.keepalive.permitsPingsWithoutCalls = true
    },
    "one_too_many": { $0.maxConnections = 1 },
  ]

  @Test(arguments: cases.keys.sorted())
  func aClientThatLooksCloselyFindsItRight(name: String) async throws {
    var configuration = RPCServerConfiguration()
    Self.cases[name]?(&configuration)
    try await run("connection_client.py", name, configuration)
  }

  @Test func whatEndsAConnectionIsInTheLog() async throws {
    let recorder = LogRecorder()
    try await run("connection_client.py", "too_many_pings", logger: recorder)
    #expect(
      recorder.aboutPeers.compactMap { $0.metadata["why"] } == [
        "the peer sends PINGs too often: GOAWAY (ENHANCE_YOUR_CALM: too_many_pings)"
      ])
  }

  /// Python's client asks every 50 ms, with calls and without.
  private static let eager = [
    "--argument", "grpc.keepalive_time_ms=50", "--argument", "grpc.keepalive_timeout_ms=20000",
    "--argument", "grpc.http2.max_pings_without_data=0",
    "--argument", "grpc.keepalive_permit_without_calls=1",
  ]

  @Test func pythonsKeepaliveIsEnforced() async throws {
    try await run("grpc_connection_client.py", "too_many_pings", arguments: Self.eager)
  }

  @Test func pythonsKeepaliveIsAnsweredWhereItIsPermitted() async throws {
    var configuration = RPCServerConfiguration()
    configuration.keepalive.minPingInterval = .milliseconds(10)
    configuration.keepalive.permitsPingsWithoutCalls = true
    try await run(
      "grpc_connection_client.py", "long_call", configuration, arguments: Self.eager)
  }

  @Test func pythonsCallsGoOnThroughManyConnections() async throws {
    var configuration = RPCServerConfiguration()
    configuration.maxConnectionAge = .milliseconds(100)
    try await run("grpc_connection_client.py", "churn", configuration)
  }

  @Test func ourCallsGoOnThroughManyConnections() async throws {
    var configuration = RPCServerConfiguration()
    configuration.maxConnectionAge = .milliseconds(50)
    let peers = SeenPeers()
    let service = Scripted { request, context in
      peers.all.withLock { _ = $0.insert(context.peer) }
      return EchoReply(text: request.text)
    }
    try await withServer(
      [Interop.serving(service)], configuration: configuration
    ) { _, port in
      try await withChannel(to: "127.0.0.1:\(port)", logger: .silent) { channel in
        let client = Interop.Client(channel)
        try await withThrowingTaskGroup { group in
          for _ in 0..<8 {
            group.addTask {
              while peers.all.withLock({ $0.count }) < 5 {
                let reply = try await client.echo(text: "a", options: .timeout(.seconds(300)))
                #expect(reply.text == "a")
              }
            }
          }
          try await group.waitForAll()
        }
      }
    }
  }

  private func run(
    _ peer: String, _ name: String,
    _ configuration: RPCServerConfiguration = RPCServerConfiguration(), arguments: [String] = [],
    logger: LogRecorder = LogRecorder()
  ) async throws {
    try await withServer(
      [Interop.serving(InteropService())], configuration: configuration, logger: logger.logger
    ) { _, port in
      let result = try await MartletTests.run(
        Checkout.python,
        [Checkout.peer(peer), "--port", "\(port)", "--case", name] + arguments)
      #expect(result.status == 0, "\(result.output)")
    }
  }
}

private final class SeenPeers: Sendable { let all = Mutex<Set<String>>([]) }

extension ServerKeepalive {
  /// Asks every 50 milliseconds, and waits as long.
  fileprivate static var brisk: ServerKeepalive {
    var keepalive = ServerKeepalive()
    keepalive.minTime = .zero
    keepalive.time = .milliseconds(50)
    keepalive.timeout = .milliseconds(50)
    return keepalive
  }
}
