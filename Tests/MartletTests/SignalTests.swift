import Foundation
import InteropAPI
import Logging
import Martlet
import Testing

/// What SIGTERM and SIGINT do to a program that does no more than `try await server.run()`.
@Suite(.timeLimit(.minutes(15))) struct SignalTests {
  private static func withServer(
    _ body: (Interop.Client, ServerProcess) async throws -> Void
  ) async throws {
    await ProcessSlots.servers.take()
    defer { Task { await ProcessSlots.servers.giveBack() } }
    let server = try await ServerProcess(Checkout.swiftPeer, ["serve"])
    try await withChannel(to: "127.0.0.1:\(server.port)", logger: .silent) { channel in
      try await body(Interop.Client(channel), server)
    }
  }

  @Test(arguments: [SIGTERM, SIGINT])
  func theFirstSignalLetsRunningCallsFinish(signal: Int32) async throws {
    try await Self.withServer { client, server in
      try await client.chat { requests, responses in
        try await requests.write(EchoRequest(text: "before"))
        #expect(try await responses.next()?.text == "before")
        kill(server.processIdentifier, signal)
        // It does not listen any more, but goes on with what it has.
        let isRefused = await eventually {
          await outcome {
            try await withChannel(to: "127.0.0.1:\(server.port)", logger: .silent) { other in
              _ = try await Interop.Client(other).echo(text: "new")
            }
          }?.code == .unavailable
        }
        #expect(isRefused)
        try await requests.write(EchoRequest(text: "after"))
        #expect(try await responses.next()?.text == "after")
        requests.finish()
        #expect(try await responses.next() == nil)
      }
      let result = await server.finish()
      #expect(result.status == 0)
      #expect(result.output == "stopped\n")
    }
  }

  @Test func theSecondSignalEndsItAtOnce() async throws {
    try await Self.withServer { client, server in
      let replies = client.expand(EchoRequest(count: 1, waitForCancel: true))
      _ = try await replies.next()
      kill(server.processIdentifier, SIGTERM)
      kill(server.processIdentifier, SIGINT)
      let error = await failure { _ = try await replies.next() }
      #expect(error?.code == .unavailable)
      let result = await server.finish()
      #expect(result.status == 0)
      #expect(result.output == "stopped\n")
    }
  }

  @Test func afterwardsSignalsDoWhatTheyDidBefore() async throws {
    let server = RPCServer(
      listening: .tcp(host: "127.0.0.1", port: 0), services: [], logger: .silent)
    try await server.start()
    async let run: Void = server.run(handling: [.interrupt])
    await server.shutdown()
    try await run
    var after = sigaction()
    sigaction(SIGINT, nil, &after)
    // The tests' process has no handler of its own.
    #expect(after.__sigaction_handler.sa_handler == nil)
  }
}
