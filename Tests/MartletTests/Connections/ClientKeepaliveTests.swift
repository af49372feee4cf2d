import InteropAPI
import Martlet
import Testing

/// How a channel finds out that its server is gone (gRFC A8).
@Suite(.timeLimit(.minutes(15))) struct ClientKeepaliveTests {
  private static func brisk(
    timeout: Duration = .seconds(20), withoutCalls: Bool = false
  ) -> RPCChannelConfiguration {
    var configuration = RPCChannelConfiguration()
    configuration.keepalive.time = .milliseconds(50)
    configuration.keepalive.timeout = timeout
    configuration.keepalive.permitsPingsWithoutCalls = withoutCalls
    configuration.keepalive.minTime = .zero
    return configuration
  }

  @Test func aCallToAServerThatIsGoneEndsAndSaysWhy() async throws {
    try await Self.withPeer(
      "bad_server.py", ["--case", "never_answers"],
      Self.brisk(timeout: .milliseconds(100))
    ) { client in
      let error = await failure { _ = try await client.echo(text: "a") }
      #expect(error?.code == .unavailable)
      #expect(
        error?.message.hasSuffix("was lost: keepalive: the peer did not answer a PING in time")
          == true, "\(String(describing: error))")
    }
  }

  @Test func aServerThatOnlyAnswersPingsKeepsItsCall() async throws {
    try await Self.withPeer("bad_server.py", ["--case", "answers_tenth_ping"], Self.brisk()) {
      let reply = try await $0.echo(text: "a")
      #expect(reply.text == "hi")
    }
  }

  @Test func pythonAnswersOurPings() async throws {
    let permits = [
      "--until-eof", "--argument", "grpc.http2.min_ping_interval_without_data_ms=1",
      "--argument", "grpc.keepalive_permit_without_calls=1",
    ]
    try await Self.withPeer(
      "grpc_server.py", permits, Self.brisk(withoutCalls: true)
    ) { client in
      let reply = try await client.echo(EchoRequest(text: "a", delayMilliseconds: 1000))
      #expect(reply.text == "a")
    }
  }

  @Test func pythonsWordsOnTooManyPingsReachTheCaller() async throws {
    try await Self.withPeer("grpc_server.py", ["--until-eof"], Self.brisk()) { client in
      let error = await failure {
        _ = try await client.echo(EchoRequest(delayMilliseconds: 60_000))
      }
      // C-core ends the calls with a status before its GOAWAY.
      #expect(error?.status == RPCStatus(.unavailable, "Too many pings"))
    }
  }

  /// The server looks at how long the second connection waits.
  @Test func afterTooManyPingsLaterConnectionsAskHalfAsOften() async throws {
    try await Self.withPeer("bad_server.py", ["--case", "calms_pings"], Self.brisk()) { client in
      let error = await failure { _ = try await client.echo(text: "a") }
      #expect(error?.message.contains("too_many_pings") == true)
      let reply = try await client.echo(text: "a")
      #expect(reply.text == "hi")
    }
  }

  /// Over TLS, too, where the peer does not answer the goodbye either.
  @Test(arguments: [false, true])
  func aDeafServerIsGivenUpAndTheNextCallTakesAnotherConnection(isSecure: Bool) async throws {
    var arguments = ["--case", "first_connection_goes_deaf"]
    var credentials = RPCChannelCredentials.plaintext
    #if TLS
      if isSecure {
        let certificates = try await TestCertificates.shared()
        arguments += ["--certificate", certificates.server.certificate]
        arguments += ["--key", certificates.server.key]
        credentials = .tls(
          ClientTLS(trustRoots: .pemFile(certificates.roots), serverName: "localhost"))
      }
    #endif
    try await Self.withPeer(
      "bad_server.py", arguments, Self.brisk(timeout: .seconds(1)), credentials
    ) { client in
      let error = await failure { _ = try await client.echo(text: "a") }
      #expect(error?.message.contains("keepalive") == true, "\(String(describing: error))")
      let reply = try await client.echo(text: "b")
      #expect(reply.text == "hi")
    }
  }

  @Test func aTimeBelowTheSpecificationsMinimumIsRaised() {
    #expect(ClientKeepalive(time: .seconds(1)).settings(doublings: 0)?.time == 10_000_000_000)
    #expect(ClientKeepalive(time: .seconds(15)).settings(doublings: 1)?.time == 30_000_000_000)
    #expect(ClientKeepalive(time: .seconds(15)).settings(doublings: 1000) != nil)
    #expect(ClientKeepalive().settings(doublings: 0) == nil)
  }

  private static func withPeer(
    _ peer: String, _ arguments: [String], _ configuration: RPCChannelConfiguration,
    _ credentials: RPCChannelCredentials = .plaintext,
    _ body: (Interop.Client) async throws -> Void
  ) async throws {
    await ProcessSlots.servers.take()
    defer { Task { await ProcessSlots.servers.giveBack() } }
    let server = try await ServerProcess(Checkout.python, [Checkout.peer(peer)] + arguments)
    try await withChannel(
      to: "127.0.0.1:\(server.port)", credentials: credentials, configuration: configuration,
      logger: .silent
    ) { channel in try await body(Interop.Client(channel)) }
    withExtendedLifetime(server) {}
  }
}
