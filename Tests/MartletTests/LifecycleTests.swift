import Foundation
import InteropAPI
import Logging
import Martlet
import ServiceLifecycle
import Testing

/// How servers and channels begin and end.
@Suite(.timeLimit(.minutes(15))) struct LifecycleTests {
  private static func connect(
    _ port: Int, _ body: (Interop.Client) async throws -> Void
  ) async throws {
    try await withChannel(to: "127.0.0.1:\(port)", logger: .silent) { channel in
      try await body(Interop.Client(channel))
    }
  }

  @Test func aGracefulShutdownFinishesRunningCallsAndRefusesNewOnes() async throws {
    try await withServer([Interop.serving(InteropService())]) { server, port in
      try await Self.connect(port) { client in
        try await client.chat { requests, responses in
          try await requests.write(EchoRequest(text: "before"))
          #expect(try await responses.next()?.text == "before")
          async let shutdown: Void = server.shutdown()
          // The listener is closed first; from then on a new connection is refused.
          let isRefused = await eventually {
            await outcome { try await Self.connect(port) { _ = try await $0.echo(text: "new") } }?
              .code == .unavailable
          }
          #expect(isRefused)
          // The call that was running goes on to its end.
          try await requests.write(EchoRequest(text: "after"))
          #expect(try await responses.next()?.text == "after")
          requests.finish()
          #expect(try await responses.next() == nil)
          await shutdown
        }
      }
    }
  }

  @Test func aCallThatOutlivesTheGraceIsCancelled() async throws {
    let service = InteropService()
    try await withServer([Interop.serving(service)]) { server, port in
      try await Self.connect(port) { client in
        let responses = client.expand(EchoRequest(count: 1, waitForCancel: true))
        let first = try await responses.next()
        #expect(first != nil)
        await server.shutdown(grace: .milliseconds(50))
        let error = await failure { _ = try await responses.next() }
        #expect(error?.code == .unavailable)
        #expect(await eventually { service.cancelledCalls == 1 })
      }
    }
  }

  @Test func runReturnsAfterShutdown() async throws {
    let server = RPCServer(
      listening: .tcp(host: "127.0.0.1", port: 0), services: [], logger: .silent)
    try await server.start()
    async let run: Void = server.run(handling: [])
    await server.shutdown()
    try await run
  }

  @Test func cancellingRunStopsTheServer() async throws {
    let server = RPCServer(
      listening: .tcp(host: "127.0.0.1", port: 0), services: [], logger: .silent)
    try await server.start()
    let run = Task { try await server.run(handling: []) }
    run.cancel()
    try await run.value
  }

  @Test func itRunsInAServiceGroup() async throws {
    let server = RPCServer(
      listening: .tcp(host: "127.0.0.1", port: 0), services: [Interop.serving(InteropService())],
      logger: .silent)
    let group = ServiceGroup(
      configuration: .init(services: [.init(service: server)], logger: .silent))
    async let run: Void = group.run()
    #expect(await eventually { !server.addresses.isEmpty })
    try await Self.connect(try #require(server.addresses.first?.port)) { client in
      let reply = try await client.echo(text: "a")
      #expect(reply.text == "a")
    }
    await group.triggerGracefulShutdown()
    try await run
  }

  @Test func aPortInUseIsAnErrorThatNamesTheAddress() async throws {
    try await withServer([]) { _, port in
      let second = RPCServer(
        listening: .tcp(host: "127.0.0.1", port: port), services: [], logger: .silent)
      let error = await #expect(throws: RPCServerError.self) { try await second.start() }
      #expect(
        error?.description == "cannot listen on 127.0.0.1:\(port): the address is already in use")
    }
  }

  @Test func aServiceThatIsRegisteredTwiceIsAnError() async throws {
    let service = Interop.serving(InteropService())
    let server = RPCServer(
      listening: .tcp(host: "127.0.0.1", port: 0), services: [service, service], logger: .silent)
    await #expect(throws: RPCError.self) { try await server.start() }
  }

  @Test func itServesOverAUnixSocketToo() async throws {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("martlet-\(UUID().uuidString.prefix(8)).sock").path
    let server = RPCServer(
      listening: .unix(path: path), services: [Interop.serving(InteropService())],
      logger: .silent)
    try await server.start()
    try await withChannel(to: "unix:\(path)", logger: .silent) { channel in
      let reply = try await Interop.Client(channel).echo(text: "a")
      #expect(reply.text == "a")
    }
    await server.shutdown(grace: .zero)
  }

  @Test func aRefusedConnectionSaysSoAndNamesTheTarget() async throws {
    var port = 0
    try await withServer([]) { port = $1 }
    try await Self.connect(port) { client in
      let error = await failure { _ = try await client.echo(text: "a") }
      #expect(error?.code == .unavailable)
      #expect(error?.message == "cannot connect to 127.0.0.1:\(port): connection refused")
    }
  }

  @Test(arguments: [
    "localhost", "127.0.0.1:99999", "127.0.0.1:", ":80", "ftp://host:1/", "unix:", "",
  ])
  func aTargetThatCannotBeUsedIsAnErrorThatSaysWhy(target: String) async throws {
    let error = #expect(throws: RPCError.self) { try RPCChannel(to: target) }
    #expect(error?.code == .invalidArgument)
    #expect(error?.message.contains("\"\(target)\"") == true)
  }

  @Test func aChannelReconnectsWhenItsServerComesBack() async throws {
    var port = 0
    let services = [Interop.serving(InteropService())]
    let first = RPCServer(
      listening: .tcp(host: "127.0.0.1", port: 0), services: services, logger: .silent)
    try await first.start()
    port = try #require(first.addresses.first?.port)
    try await Self.connect(port) { client in
      let reply = try await client.echo(text: "one")
      #expect(reply.text == "one")
      await first.shutdown()
      let second = RPCServer(
        listening: .tcp(host: "127.0.0.1", port: port), services: services, logger: .silent)
      try await second.start()
      let again = try await client.echo(text: "two")
      #expect(again.text == "two")
      await second.shutdown(grace: .zero)
    }
  }

  @Test func aLostConnectionEndsItsCallsAndSaysSo() async throws {
    let server = try await ServerProcess(
      Checkout.python, [Checkout.peer("grpc_server.py"), "--until-eof"])
    try await Self.connect(server.port) { client in
      let responses = client.expand(EchoRequest(count: 1, waitForCancel: true))
      let first = try await responses.next()
      #expect(first != nil)
      kill(server.processIdentifier, SIGKILL)
      let error = await failure { _ = try await responses.next() }
      #expect(error?.code == .unavailable)
      #expect(error?.message.hasPrefix("the connection to 127.0.0.1:") == true)
    }
  }

  @Test func aChannelThatShutsDownFinishesItsCallsAndRefusesNewOnes() async throws {
    try await withServer([Interop.serving(InteropService())]) { _, port in
      let channel = try RPCChannel(to: "127.0.0.1:\(port)", logger: .silent)
      let client = Interop.Client(channel)
      try await client.chat { requests, responses in
        try await requests.write(EchoRequest(text: "a"))
        #expect(try await responses.next()?.text == "a")
        async let shutdown: Void = channel.shutdown()
        let isRefused = await eventually {
          await outcome { _ = try await client.echo(text: "new", options: .timeout(.seconds(5))) }?
            .message == "the channel is shut down"
        }
        #expect(isRefused)
        try await requests.write(EchoRequest(text: "b"))
        #expect(try await responses.next()?.text == "b")
        requests.finish()
        #expect(try await responses.next() == nil)
        await shutdown
      }
    }
  }
}
