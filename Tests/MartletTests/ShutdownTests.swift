import InteropAPI
import Logging
import Martlet
import Synchronization
import Testing

/// Ends that lose nothing, and loops that starve nobody.
@Suite(.timeLimit(.minutes(15))) struct ShutdownTests {
  @Test func whatWasWrittenBeforeAShutdownArrivesWhole() async throws {
    try await withServer([Interop.serving(InteropService())]) { server, port in
      try await withChannel(to: "127.0.0.1:\(port)", logger: .silent) { channel in
        let responses = Interop.Client(channel).expand(EchoRequest(count: 30, size: 1 << 20))
        let first = try await responses.next()
        #expect(first?.payload.count == 1 << 20)
        async let shutdown: Void = server.shutdown()
        var received = 1
        for try await reply in responses {
          #expect(reply.payload.count == 1 << 20)
          received += 1
        }
        #expect(received == 30)
        await shutdown
      }
    }
  }

  @Test func aChannelThatShutsDownDuringALargeResponseStillGetsIt() async throws {
    try await withServer([Interop.serving(InteropService())]) { _, port in
      let channel = try RPCChannel(to: "127.0.0.1:\(port)", logger: .silent)
      let responses = Interop.Client(channel).expand(EchoRequest(count: 10, size: 1 << 20))
      let first = try await responses.next()
      #expect(first != nil)
      async let shutdown: Void = channel.shutdown()
      var received = 1
      for try await _ in responses { received += 1 }
      #expect(received == 10)
      await shutdown
    }
  }

  @Test func callsGoOnThroughGoAwayWhenTheServerIsReplaced() async throws {
    let services = [Interop.serving(InteropService())]
    let first = RPCServer(
      listening: .tcp(host: "127.0.0.1", port: 0), services: services, logger: .silent)
    try await first.start()
    let port = try #require(first.addresses.first?.port)
    try await withChannel(to: "127.0.0.1:\(port)", logger: .silent) { channel in
      let client = Interop.Client(channel)
      try await client.chat { requests, responses in
        try await requests.write(EchoRequest(text: "old"))
        let old = try await responses.next()
        #expect(old?.text == "old")
        async let shutdown: Void = first.shutdown()
        // The listener is gone at once; another server takes the port while the old call runs.
        let second = try await startedServer(port: port, services)
        let new = try await client.echo(text: "new", options: .timeout(.seconds(300)))
        #expect(new.text == "new")
        try await requests.write(EchoRequest(text: "still old"))
        let still = try await responses.next()
        #expect(still?.text == "still old")
        requests.finish()
        let end = try await responses.next()
        #expect(end == nil)
        await shutdown
        let after = try await client.echo(text: "after", options: .timeout(.seconds(300)))
        #expect(after.text == "after")
        await second.shutdown(grace: .zero)
      }
    }
  }

  /// A server on `port`, as soon as that is free.
  private func startedServer(
    port: Int, _ services: [ServiceRegistration]
  ) async throws -> RPCServer {
    var server: RPCServer?
    let isStarted = await eventually {
      let candidate = RPCServer(
        listening: .tcp(host: "127.0.0.1", port: port), services: services, logger: .silent)
      guard (try? await candidate.start()) != nil else { return false }
      server = candidate
      return true
    }
    #expect(isStarted)
    return try #require(server)
  }

  /// Waits by yielding until so many calls of the other method have been served.
  private struct Yielder: PartialInterop {
    let served = Counter()

    func echo(_ request: EchoRequest, context: ServerContext) async throws -> EchoReply {
      while served.value.withLock({ $0 }) < Int(request.count) { await Task.yield() }
      return EchoReply()
    }

    func stats(_ request: EchoRequest, context: ServerContext) async throws -> EchoReply {
      served.value.withLock { $0 += 1 }
      return EchoReply()
    }
  }

  private final class Counter: Sendable { let value = Mutex(0) }

  @Test func aHandlerThatKeepsItsLoopBusyByYieldingLetsOtherConnectionsIn() async throws {
    try await withServer([Interop.serving(Yielder())]) { _, port in
      let channels = try (0..<8).map { _ in
        try RPCChannel(to: "127.0.0.1:\(port)", logger: .silent)
      }
      async let busy = Interop.Client(channels[0]).echo(
        EchoRequest(count: Int32(channels.count - 1)), options: .timeout(.seconds(300)))
      for channel in channels.dropFirst() {
        _ = try await Interop.Client(channel).stats(EchoRequest(), options: .timeout(.seconds(300)))
      }
      _ = try await busy
      for channel in channels { await channel.shutdown() }
    }
  }

  @Test func whatAHandlerFailsWithIsInTheServersLog() async throws {
    let recorder = LogRecorder()
    struct Broken: Error {}
    let service = ServiceRegistration(
      name: "martlet.test.Interop",
      methods: [.unary("Echo") { (_: EchoRequest, _) -> EchoReply in throw Broken() }])
    try await withServer([service], logger: recorder.logger) { _, port in
      try await withChannel(to: "127.0.0.1:\(port)", logger: .silent) { channel in
        let error = await failure { _ = try await Interop.Client(channel).echo(text: "a") }
        #expect(error?.code == .unknown)
      }
    }
    #expect(recorder.aboutPeers.contains { $0.level == .error && "\($0)".contains("Broken") })
  }

  @Test func aServerStartsOnce() async throws {
    let server = RPCServer(
      listening: .tcp(host: "127.0.0.1", port: 0), services: [], logger: .silent)
    try await server.start()
    let again = await failure { try await server.start() }
    #expect(again?.code == .failedPrecondition)
    await server.shutdown()
    let afterwards = await failure { try await server.start() }
    #expect(afterwards?.code == .failedPrecondition)
  }

  @Test func aPortOutOfRangeIsAnError() async throws {
    let server = RPCServer(
      listening: .tcp(host: "127.0.0.1", port: 70_000), services: [], logger: .silent)
    let error = await #expect(throws: RPCServerError.self) { try await server.start() }
    #expect(error?.reason == "the port is not from 0 to 65535")
  }
}
