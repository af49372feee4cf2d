import InteropAPI
import Martlet
import Testing

/// An error says who ended the call, the server or this side, and why.
@Suite(.timeLimit(.minutes(15))) struct ErrorOriginTests {
  @Test(arguments: Peer.allCases)
  func aStatusIsTheServers(peer: Peer) async throws {
    try await peer.withClient { client in
      // The same codes that this side uses, sent by the server.
      for code in [RPCStatus.Code.unavailable, .deadlineExceeded, .cancelled, .notFound] {
        let request = EchoRequest(failCode: Int32(code.rawValue), failMessage: "by the server")
        let error = await failure { _ = try await client.echo(request) }
        #expect(error?.status == RPCStatus(code, "by the server"))
        #expect(error?.origin == .server)
      }
    }
  }

  @Test func aDeadlineThatPassesHereIsOurs() async throws {
    let server = try await ServerProcess(
      Checkout.python, [Checkout.peer("bad_server.py"), "--case", "never_answers"])
    try await withChannel(to: "127.0.0.1:\(server.port)", logger: .silent) { channel in
      let error = await failure {
        _ = try await Interop.Client(channel).echo(
          text: "a", options: .timeout(.milliseconds(50)))
      }
      #expect(error?.code == .deadlineExceeded)
      #expect(error?.origin == .local)
    }
    withExtendedLifetime(server) {}
  }

  @Test func whatNeverReachedAServerIsOurs() async throws {
    var port = 0
    try await withServer([]) { port = $1 }
    try await withChannel(to: "127.0.0.1:\(port)", logger: .silent) { channel in
      let error = await failure { _ = try await Interop.Client(channel).echo(text: "a") }
      #expect(error?.origin == .local)
      #expect(error?.message == "cannot connect to 127.0.0.1:\(port): connection refused")
    }
  }

  @Test func aCallThatTheCallerCancelsIsOurs() async throws {
    try await withServer([Interop.serving(InteropService())]) { _, port in
      try await withChannel(to: "127.0.0.1:\(port)", logger: .silent) { channel in
        let client = Interop.Client(channel)
        let call = Task { try await client.echo(EchoRequest(waitForCancel: true)) }
        call.cancel()
        let error = await failure { _ = try await call.value }
        #expect(error?.code == .cancelled)
        #expect(error?.origin == .local)
      }
    }
  }
}
