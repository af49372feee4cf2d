import InteropAPI
import Logging
import Martlet
import Synchronization
import Testing

/// How many calls a server takes at once.
@Suite(.timeLimit(.minutes(15))) struct CallLimitTests {
  private static func withServer(
    _ service: some Interop.Service, limit: Int,
    _ body: (RPCChannel, Interop.Client) async throws -> Void
  ) async throws {
    var configuration = RPCServerConfiguration()
    configuration.maxConcurrentCalls = limit
    try await MartletTests.withServer(
      [Interop.serving(service)], configuration: configuration
    ) { _, port in
      try await withChannel(to: "127.0.0.1:\(port)", logger: .silent) { channel in
        try await body(channel, Interop.Client(channel))
      }
    }
  }

  @Test func oneTooManyIsRefusedUntilAnotherEnds() async throws {
    try await Self.withServer(InteropService(), limit: 2) { _, client in
      let first = client.expand(EchoRequest(count: 1, waitForCancel: true))
      let second = client.expand(EchoRequest(count: 1, waitForCancel: true))
      _ = try await first.next()
      _ = try await second.next()
      let error = await failure { _ = try await client.echo(text: "third") }
      #expect(
        error?.status
          == RPCStatus(.resourceExhausted, "the server runs 2 calls, as many as it may"))
      #expect(error?.origin == .server)
      first.cancel()
      let isTaken = await eventually {
        await outcome { _ = try await client.echo(text: "third") } == nil
      }
      #expect(isTaken)
      withExtendedLifetime(second) {}
    }
  }

  /// What is counted is the server's work: a client that gives up and calls again gets no more of it.
  @Test func aHandlerThatDoesNotHeedItsCancellationStillCounts() async throws {
    let gate = Gate()
    let service = Scripted { request, _ in
      if request.text == "deaf" { await gate.pass() }
      return EchoReply()
    }
    try await Self.withServer(service, limit: 1) { _, client in
      let call = Task { try await client.echo(text: "deaf") }
      await gate.isReached()
      call.cancel()
      _ = await failure { _ = try await call.value }
      let error = await failure { _ = try await client.echo(text: "a") }
      #expect(error?.code == .resourceExhausted)
      gate.open()
      let isTaken = await eventually {
        await outcome { _ = try await client.echo(text: "a") } == nil
      }
      #expect(isTaken)
    }
  }

  @Test func requestsThatAreGivenUpBeforeTheirMessageDoNotCountForEver() async throws {
    try await Self.withServer(InteropService(), limit: 3) { channel, client in
      for _ in 0..<20 {
        try await channel.withRawCall("/martlet.test.Interop/Echo") { _ in }
      }
      let replies = try await withThrowingTaskGroup { group in
        for _ in 0..<3 {
          group.addTask { try await client.echo(text: "a", options: .timeout(.seconds(300))) }
        }
        return try await group.reduce(into: 0) { count, _ in count += 1 }
      }
      #expect(replies == 3)
    }
  }
}

/// Where a handler waits, heeding nothing, until the test lets it go on.
private final class Gate: Sendable {
  private let arrivals: (stream: AsyncStream<Void>, continuation: AsyncStream<Void>.Continuation)
  private let waiter = Mutex<CheckedContinuation<Void, Never>?>(nil)

  init() { arrivals = AsyncStream.makeStream() }

  func pass() async {
    await withCheckedContinuation { continuation in
      waiter.withLock { $0 = continuation }
      arrivals.continuation.yield()
    }
  }

  func isReached() async { for await _ in arrivals.stream { return } }

  func open() { waiter.withLock { $0.take() }?.resume() }
}
