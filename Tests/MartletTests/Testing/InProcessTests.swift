import InteropAPI
import Martlet
import MartletTesting
import Synchronization
import Testing

/// Calls within the process, without sockets. That they are calls like others is tested where those
/// are: `Peer.inProcess`.
@Suite(.timeLimit(.minutes(15))) struct InProcessTests {
  @Test func anApplicationsServerIsCalledWithoutAnAddress() async throws {
    let server = RPCServer(
      listening: [], services: [Interop.serving(InteropService())], logger: .silent)
    try await server.start()
    #expect(server.addresses.isEmpty)
    let channel = RPCChannel(inProcess: server, logger: .silent)
    let reply = try await Interop.Client(channel).echo(text: "near")
    #expect(reply.text == "near")
    await channel.shutdown()
    await server.shutdown()
  }

  @Test func aServerWithAListenerTakesBoth() async throws {
    try await withServer([Interop.serving(InteropService())]) { server, port in
      let near = RPCChannel(inProcess: server, logger: .silent)
      let inProcess = try await Interop.Client(near).echo(text: "near")
      #expect(inProcess.text == "near")
      await near.shutdown()
      try await withChannel(to: "127.0.0.1:\(port)", logger: .silent) { channel in
        let reply = try await Interop.Client(channel).echo(text: "far")
        #expect(reply.text == "far")
      }
    }
  }

  @Test func bothSidesKnowThatTheyAreInProcess() async throws {
    try await withInProcessChannel(
      to: [Interop.serving(Scripted { EchoReply(text: $1.peer, payload: $0.payload) })]
    ) { channel in
      let info = CallInfo()
      let reply = try await Interop.Client(channel).echo(EchoRequest(), options: .info(info))
      #expect(reply.text == "in-process")
      #expect(info.peer == "in-process")
    }
  }

  @Test func aServerThatDoesNotRunIsUnavailable() async throws {
    let server = RPCServer(listening: [], services: [], logger: .silent)
    let early = RPCChannel(inProcess: server, logger: .silent)
    let before = await failure { _ = try await Interop.Client(early).echo(text: "") }
    #expect(
      before?.status
        == RPCStatus(.unavailable, "cannot connect to in-process: the server does not run"))
    try await server.start()
    await server.shutdown()
    let late = RPCChannel(inProcess: server, logger: .silent)
    let after = await failure { _ = try await Interop.Client(late).echo(text: "") }
    #expect(after?.code == .unavailable)
  }

  /// As over the network: what runs is finished, what comes is refused.
  @Test func shutdownWaitsForCallsThatRun() async throws {
    let (gate, opener) = AsyncStream<Void>.makeStream()
    let isServing = Atomic(false)
    let service = Scripted { _, _ in
      isServing.store(true, ordering: .relaxed)
      for await _ in gate {}
      return EchoReply(text: "finished")
    }
    let server = RPCServer(
      listening: [], services: [Interop.serving(service)], logger: .silent)
    try await server.start()
    let client = Interop.Client(RPCChannel(inProcess: server, logger: .silent))
    let call = Task { try await client.echo(EchoRequest()) }
    let hasBegun = await eventually { isServing.load(ordering: .relaxed) }
    #expect(hasBegun)
    async let shutdown: Void = server.shutdown()
    let isRefused = await eventually {
      await outcome {
        _ = try await client.echo(EchoRequest(), options: .timeout(.milliseconds(100)))
      }?
      .code == .unavailable
    }
    #expect(isRefused)
    opener.finish()
    let reply = try await call.value
    #expect(reply.text == "finished")
    await shutdown
  }

  /// A handler cannot write more than its reader may have in flight.
  @Test func aWriterWaitsForItsReader() async throws {
    let service = CountingWriter()
    try await withInProcessChannel(to: [Interop.serving(service)]) { channel in
      let responses = Interop.Client(channel).expand(EchoRequest())
      let first = try await responses.next()
      #expect(first != nil)
      var last = -1
      // Until it stands still.
      let stands = await eventually {
        defer { last = service.written }
        return service.written == last
      }
      #expect(stands)
      #expect(service.written < 100, "of 64 KiB each; a window has 256")
      responses.cancel()
    }
  }

  @Test func limitsHoldOnBothSides() async throws {
    var serving = RPCServerConfiguration()
    serving.maxReceiveMessageBytes = 1000
    serving.http2.maxHeaderListBytes = 2000
    var calling = RPCChannelConfiguration()
    calling.defaults.maxReceiveMessageBytes = 500
    try await withInProcessChannel(
      to: [Interop.serving(InteropService())], server: serving, configuration: calling
    ) { channel in
      let client = Interop.Client(channel)
      let tooLarge = [UInt8](repeating: 0, count: 1001)
      let request = await failure { _ = try await client.echo(EchoRequest(payload: tooLarge)) }
      #expect(request?.code == .resourceExhausted)
      let response = await failure { _ = try await client.echo(EchoRequest(size: 501)) }
      #expect(response?.code == .resourceExhausted)
      let long: RPCMetadata = ["x-long": String(repeating: "v", count: 2000)]
      let headers = await failure { _ = try await client.echo(text: "", options: .metadata(long)) }
      #expect(headers?.code == .resourceExhausted)
    }
  }
}

/// Writes 64 KiB after 64 KiB.
private final class CountingWriter: PartialInterop {
  private let count = Atomic(0)

  var written: Int { count.load(ordering: .relaxed) }

  func expand(
    _ request: EchoRequest, responses: ResponseWriter<EchoReply>, context: ServerContext
  ) async throws {
    let reply = EchoReply(payload: [UInt8](repeating: 1, count: 64 * 1024))
    while true {
      try await responses.write(reply)
      count.add(1, ordering: .relaxed)
    }
  }
}
