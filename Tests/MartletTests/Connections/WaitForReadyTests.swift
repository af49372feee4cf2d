import InteropAPI
import Logging
import Martlet
import MartletHTTP2
import Testing

/// Calls that wait until their server is there, and channels that try again.
@Suite(.timeLimit(.minutes(15))) struct WaitForReadyTests {
  private static let patient = CallOptions(timeout: .seconds(300), waitForReady: true)

  /// A port that is kept for a server, which is not there yet.
  private struct Place {
    let descriptor: Int32
    let port: Int

    func startServer() async throws -> RPCServer {
      let server = RPCServer(
        listening: .inherited(descriptor: descriptor),
        services: [Interop.serving(InteropService())], logger: .silent)
      try await server.start()
      return server
    }
  }

  /// Runs `body` with a client of a port on which nobody listens yet.
  private static func withoutServer(
    _ body: (Interop.Client, RPCChannel, Place) async throws -> Void
  ) async throws {
    let descriptor = try boundSocket()
    let place = Place(descriptor: descriptor, port: try port(of: descriptor))
    try await withChannel(to: "127.0.0.1:\(place.port)", logger: .silent) { channel in
      try await body(Interop.Client(channel), channel, place)
    }
  }

  @Test func aCallThatWaitsIsServedOnceTheServerIsThere() async throws {
    try await Self.withoutServer { client, _, place in
      async let waiting = client.echo(text: "patient", options: Self.patient)
      async let replies = client.expand(EchoRequest(count: 3), options: Self.patient).collect()
      // By now the channel has tried, and the call that does not wait hears of it.
      let error = await failure { _ = try await client.echo(text: "hasty") }
      #expect(error?.message == "cannot connect to 127.0.0.1:\(place.port): connection refused")
      let server = try await place.startServer()
      let reply = try await waiting
      #expect(reply.text == "patient")
      let count = try await replies.count
      #expect(count == 3)
      await server.shutdown(grace: .zero)
    }
  }

  @Test func aChannelMaySayItOfAllItsCalls() async throws {
    let descriptor = try boundSocket()
    let place = Place(descriptor: descriptor, port: try port(of: descriptor))
    var configuration = RPCChannelConfiguration()
    configuration.defaults.waitForReady = true
    try await withChannel(
      to: "127.0.0.1:\(place.port)", configuration: configuration, logger: .silent
    ) { channel in
      let client = Interop.Client(channel)
      async let waiting = client.echo(text: "patient", options: .timeout(.seconds(300)))
      let hasty = CallOptions(waitForReady: false)
      let error = await failure { _ = try await client.echo(text: "hasty", options: hasty) }
      #expect(error?.code == .unavailable)
      let server = try await place.startServer()
      let reply = try await waiting
      #expect(reply.text == "patient")
      await server.shutdown(grace: .zero)
    }
  }

  /// The fiftieth connection would have an answer: the channel does not make them without a pause.
  @Test func aServerThatSendsEverybodyAwayIsLeftInPeace() async throws {
    await ProcessSlots.servers.take()
    defer { Task { await ProcessSlots.servers.giveBack() } }
    let server = try await ServerProcess(
      Checkout.python, [Checkout.peer("bad_server.py"), "--case", "sends_everybody_away"])
    try await withChannel(to: "127.0.0.1:\(server.port)", logger: .silent) { channel in
      let client = Interop.Client(channel)
      let words = "in a row without an answer: GOAWAY (NO_ERROR: full)"
      var told: [String] = []
      // On a busy machine the first deadline may pass before the second connection ends.
      while told.count < 10, told.last?.hasSuffix(words) != true {
        let error = await failure {
          _ = try await client.echo(text: "a", options: .timeout(.seconds(2)))
        }
        #expect(error?.code == .deadlineExceeded, "\(String(describing: error))")
        told.append(error?.message ?? "an answer")
      }
      #expect(told.last?.hasSuffix(words) == true, "\(told)")
    }
    withExtendedLifetime(server) {}
  }

  /// It says GOAWAY before it answers, which is not the same as to send everybody away: the channel never
  /// makes a pause, which it would log.
  @Test func aServerThatEndsEachConnectionAfterOneCallIsAskedAtOnce() async throws {
    await ProcessSlots.servers.take()
    defer { Task { await ProcessSlots.servers.giveBack() } }
    let server = try await ServerProcess(
      Checkout.python, [Checkout.peer("bad_server.py"), "--case", "goaway_then_answer"])
    let log = LogRecorder()
    try await withChannel(to: "127.0.0.1:\(server.port)", logger: log.logger) { channel in
      let client = Interop.Client(channel)
      for _ in 0..<10 {
        let reply = try await client.echo(text: "a", options: .timeout(.seconds(120)))
        #expect(reply.text == "hi")
      }
    }
    #expect(log.all.filter { $0.message == "no connection" }.isEmpty, "\(log.all)")
    withExtendedLifetime(server) {}
  }

  @Test func aDeadlineThatPassesMeanwhileSaysWhatTheCallWaitedFor() async throws {
    try await Self.withoutServer { client, _, place in
      await Self.expectLateCalls(
        of: client, CallOptions(waitForReady: true),
        say: "the call's deadline passed while it waited for a connection: "
          + "cannot connect to 127.0.0.1:\(place.port): connection refused")
    }
  }

  /// With longer and longer deadlines: on a busy machine the first may pass before the call waits at all.
  private static func expectLateCalls(
    of client: Interop.Client, _ options: CallOptions, say words: String
  ) async {
    var options = options
    var told: [String] = []
    for seconds in [1, 5, 25, 60] where told.last != words {
      options.timeout = .seconds(seconds)
      let error = await failure { _ = try await client.echo(text: "a", options: options) }
      #expect(error?.code == .deadlineExceeded)
      told.append(error?.message ?? "an answer")
    }
    #expect(told.last == words, "\(told)")
  }

  @Test func cancellingACallThatWaitsEndsIt() async throws {
    try await Self.withoutServer { client, _, _ in
      let call = Task { try await client.echo(text: "a", options: Self.patient) }
      _ = await failure { _ = try await client.echo(text: "hasty") }
      call.cancel()
      let error = await failure { _ = try await call.value }
      #expect(error?.code == .cancelled)
    }
  }

  @Test func shuttingTheChannelDownEndsWhatWaits() async throws {
    try await Self.withoutServer { client, channel, _ in
      async let error = failure { _ = try await client.echo(text: "a", options: Self.patient) }
      _ = await failure { _ = try await client.echo(text: "hasty") }
      await channel.shutdown()
      #expect(await error?.status == RPCStatus(.unavailable, "the channel is shut down"))
    }
  }

  @Test func aCallThatWaitsForItsTurnSaysSoWhenItsDeadlinePasses() async throws {
    var configuration = RPCServerConfiguration()
    configuration.http2.maxConcurrentStreams = 1
    try await withServer(
      [Interop.serving(InteropService())], configuration: configuration
    ) { _, port in
      try await withChannel(to: "127.0.0.1:\(port)", logger: .silent) { channel in
        let client = Interop.Client(channel)
        let first = client.expand(EchoRequest(count: 1, waitForCancel: true))
        _ = try await first.next()
        await Self.expectLateCalls(
          of: client, CallOptions(),
          say: "the call's deadline passed while it waited for its turn: "
            + "the server takes 1 at once")
      }
    }
  }

  /// Source: the gRPC documentation, "Connection Backoff Protocol".
  @Test func backoffGrowsAsTheSpecificationSays() {
    var backoff = Backoff()
    let waits = (0..<13).map { _ in backoff.nextSeconds(random: 0) }
    for (index, wait) in waits.prefix(11).enumerated() {
      let wanted = (0..<index).reduce(1.0) { product, _ in product * 1.6 }
      #expect(abs(wait - min(wanted, 120)) < 0.001)
    }
    #expect(waits.suffix(2) == [120, 120])
    backoff.reset()
    #expect(backoff.nextSeconds(random: 1) == 1.2)
    #expect(backoff.nextSeconds(random: -1) == 1.6 * 0.8)
  }
}

extension ResponseStream {
  /// All that comes.
  fileprivate func collect() async throws -> [Message] {
    var messages: [Message] = []
    while let message = try await next() { messages.append(message) }
    return messages
  }
}
