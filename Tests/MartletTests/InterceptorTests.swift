import InteropAPI
import Martlet
import MartletProtobuf
import Synchronization
import Testing

/// What interceptors see of calls and can do about them, over sockets.
@Suite(.timeLimit(.minutes(15))) struct InterceptorTests {
  /// All kinds of calls, each told in order and ended once, on both sides.
  @Test func seeEveryKindOfCallOnBothSides() async throws {
    let server = Recorder()
    let client = Recorder()
    try await withInterop(server: [server], client: [client]) { interop in
      _ = try await interop.echo(text: "one")
      for try await _ in interop.expand(EchoRequest(count: 2)) {}
      _ = try await interop.collect([EchoRequest(), EchoRequest()])
      try await interop.chat { requests, responses in
        try await requests.write(EchoRequest())
        _ = try await responses.next()
        requests.finish()
        #expect(try await responses.next() == nil)
      }
    }
    let calls: [(String, requests: Int, responses: Int)] = [
      ("Echo", 1, 1), ("Expand", 1, 2), ("Collect", 2, 1), ("Chat", 1, 1),
    ]
    let ends = server.events.filter { $0.what == "ended OK" }.count
    #expect(ends == 4 && server.events.last?.what == "ended OK")
    for recorder in [server, client] {
      let seen = recorder.events
      for (name, requests, responses) in calls {
        let own = seen.filter { $0.method == "/martlet.test.Interop/\(name)" }.map(\.what)
        #expect(own.first == "begin" && own.contains("ended OK"), "\(own)")
        #expect(own.count { $0 == "EchoRequest" } == requests, "\(name): \(own)")
        #expect(own.count { $0.hasSuffix("Reply") } == responses, "\(name): \(own)")
        #expect(own.count { $0.hasPrefix("ended") } == 1)
      }
    }
  }

  /// However a call ends, its interceptors hear of it once, with the status that the caller gets.
  @Test(arguments: ["failed", "late", "cancelled", "unknown"])
  func hearHowACallEnds(_ how: String) async throws {
    let server = Recorder()
    let client = Recorder()
    let expected = [
      "failed": "NOT_FOUND", "late": "DEADLINE_EXCEEDED", "cancelled": "CANCELLED",
      "unknown": "UNIMPLEMENTED",
    ]
    try await withChannelToInterop(server: [server], client: [client]) { channel in
      let interop = Interop.Client(channel)
      switch how {
      case "failed":
        _ = await failure { _ = try await interop.echo(EchoRequest(failCode: 5)) }
      case "late":
        _ = await failure {
          _ = try await interop.echo(
            EchoRequest(waitForCancel: true), options: .timeout(.milliseconds(50)))
        }
      case "cancelled":
        let call = Task { try await interop.echo(EchoRequest(waitForCancel: true)) }
        #expect(await eventually { !server.events.isEmpty })
        call.cancel()
        _ = await call.result
      default:
        _ = await failure {
          _ = try await channel.withRawCall("/martlet.test.Interop/Nope") { try await $0.next() }
        }
      }
    }
    let sides = how == "unknown" ? [client] : [client, server]
    for side in sides {
      // On a busy machine the time may be over before the call has reached the server.
      if how == "late", side === server, side.events.isEmpty { continue }
      #expect(await eventually { side.events.contains { $0.what.hasPrefix("ended") } })
      let ends = side.events.filter { $0.what.hasPrefix("ended") }.map(\.what)
      // The client's reset may reach the server before the server's own clock does.
      let isRace = how == "late" && side === server && ends == ["ended CANCELLED"]
      #expect(isRace || ends == ["ended \(expected[how] ?? "")"], "\(how)")
    }
  }

  @Test func serverRefusesACallBeforeItsHandler() async throws {
    try await withInterop(server: [Doorkeeper()], client: []) { interop in
      let refused = await failure { _ = try await interop.echo(text: "hi") }
      #expect(refused?.code == .permissionDenied && refused?.message == "no key")
      let letIn = try await interop.echo(
        EchoRequest(text: "hi"), options: .metadata(["x-key": "right"]))
      #expect(letIn.text == "hi")
    }
  }

  /// A client's interceptor gives what a server's asks for, and waits for it first.
  @Test func clientAddsMetadata() async throws {
    try await withInterop(server: [Doorkeeper()], client: [KeyBearer()]) { interop in
      #expect(try await interop.echo(text: "hi").text == "hi")
      var count = 0
      for try await _ in interop.expand(EchoRequest(count: 3)) { count += 1 }
      #expect(count == 3)
    }
  }

  /// The first is the outermost: its marks are around the others'.
  @Test func changeMessagesFromTheOutsideIn() async throws {
    try await withInterop(
      server: [Marker("s1"), Marker("s2")], client: [Marker("c1"), Marker("c2")]
    ) { interop in
      let reply = try await interop.echo(text: ">")
      #expect(reply.text == "> c1 c2 s1 s2 | s2 s1 c2 c1")
    }
  }

  @Test func messageThatIsRefusedEndsTheCall() async throws {
    let places: [([Censor], [Censor])] = [([Censor()], []), ([], [Censor()])]
    for (server, client) in places {
      try await withInterop(server: server, client: client) { interop in
        let refused = await failure { _ = try await interop.echo(text: "bad word") }
        #expect(refused?.code == .invalidArgument && refused?.message == "mind your words")
        let good = try await interop.echo(text: "good")
        #expect(good.text == "good")
      }
    }
  }

  /// Only where it is installed.
  @Test func oneMethodOfAService() async throws {
    let recorder = Recorder()
    let service = Interop.serving(InteropService())
      .intercepted(by: recorder, methods: ["Echo"])
    try await withServer([service]) { _, port in
      try await withChannel(to: "127.0.0.1:\(port)", logger: .silent) { channel in
        let interop = Interop.Client(channel)
        _ = try await interop.collect([EchoRequest()])
        _ = try await interop.echo(text: "hi")
      }
    }
    #expect(Set(recorder.events.map(\.method)) == ["/martlet.test.Interop/Echo"])
  }

  /// An interceptor that takes its time does not outlive the deadline.
  @Test(.timeLimit(.minutes(15))) func deadlineHoldsForInterceptors() async throws {
    try await withInterop(server: [], client: [Dreamer()]) { interop in
      let late = await failure {
        _ = try await interop.echo(
          EchoRequest(text: "hi"), options: .timeout(.milliseconds(50)))
      }
      #expect(late?.code == .deadlineExceeded)
      let stream = interop.expand(EchoRequest(count: 1), options: .timeout(.milliseconds(50)))
      let lateStream = await failure { _ = try await stream.next() }
      #expect(lateStream?.code == .deadlineExceeded)
    }
  }

  private func withInterop(
    server: [any RPCInterceptor], client: [any RPCInterceptor],
    _ body: (Interop.Client) async throws -> Void
  ) async throws {
    try await withChannelToInterop(server: server, client: client) { channel in
      try await body(Interop.Client(channel))
    }
  }

  private func withChannelToInterop(
    server: [any RPCInterceptor], client: [any RPCInterceptor],
    _ body: (RPCChannel) async throws -> Void
  ) async throws {
    var serving = RPCServerConfiguration()
    serving.interceptors = server
    var calling = RPCChannelConfiguration()
    calling.defaults.interceptors = client
    try await withServer([Interop.serving(InteropService())], configuration: serving) { _, port in
      try await withChannel(
        to: "127.0.0.1:\(port)", configuration: calling, logger: .silent, body)
    }
  }
}

/// Writes down what it is told.
private final class Recorder: RPCInterceptor {
  struct Event {
    var method: String
    var what: String
  }

  private struct One: CallInterception {
    let recorder: Recorder
    let method: String

    func request<Message: ProtoMessage>(_ message: inout Message) throws(RPCError) {
      recorder.note(method, "\(Message.self)")
    }

    func response<Message: ProtoMessage>(_ message: inout Message) throws(RPCError) {
      recorder.note(method, "\(Message.self)")
    }

    func ended(_ status: RPCStatus) { recorder.note(method, "ended \(status.code)") }
  }

  private let noted = Mutex([Event]())

  var events: [Event] { noted.withLock { $0 } }

  func begin(_ call: InterceptedCall) async throws(RPCError) -> (any CallInterception)? {
    note(call.method, "begin")
    return One(recorder: self, method: call.method)
  }

  private func note(_ method: String, _ what: String) {
    noted.withLock { $0.append(Event(method: method, what: what)) }
  }
}

private struct Doorkeeper: RPCInterceptor {
  func begin(_ call: InterceptedCall) async throws(RPCError) -> (any CallInterception)? {
    guard call.requestMetadata.values(of: "x-key") == [.ascii("right")] else {
      throw RPCError(.permissionDenied, "no key")
    }
    return nil
  }
}

private struct KeyBearer: RPCInterceptor {
  func begin(_ call: InterceptedCall) async throws(RPCError) -> (any CallInterception)? {
    await Task.yield()
    try call.addMetadata(["x-key": "right"])
    return nil
  }
}

private struct Marker: RPCInterceptor, CallInterception {
  let mark: String

  init(_ mark: String) { self.mark = mark }

  func begin(_ call: InterceptedCall) async throws(RPCError) -> (any CallInterception)? { self }

  func request<Message: ProtoMessage>(_ message: inout Message) throws(RPCError) {
    guard var request = message as? EchoRequest else { return }
    request.text += " \(mark)"
    if let changed = request as? Message { message = changed }
  }

  func response<Message: ProtoMessage>(_ message: inout Message) throws(RPCError) {
    guard var reply = message as? EchoReply else { return }
    reply.text += reply.text.contains("|") ? " \(mark)" : " | \(mark)"
    if let changed = reply as? Message { message = changed }
  }
}

private struct Censor: RPCInterceptor, CallInterception {
  func begin(_ call: InterceptedCall) async throws(RPCError) -> (any CallInterception)? { self }

  func request<Message: ProtoMessage>(_ message: inout Message) throws(RPCError) {
    guard let request = message as? EchoRequest, request.text.contains("bad") else { return }
    throw RPCError(.invalidArgument, "mind your words")
  }
}

private struct Dreamer: RPCInterceptor {
  func begin(_ call: InterceptedCall) async throws(RPCError) -> (any CallInterception)? {
    do {
      try await Task.sleep(for: .seconds(3600))
    } catch {
      throw RPCError(.cancelled, "woken")
    }
    return nil
  }
}
