import InteropAPI
import Martlet
import MartletTesting
import Testing

/// Stubs whose calls are answered by closures.
@Suite(.timeLimit(.minutes(15))) struct MockTests {
  private static let echo = "/martlet.test.Interop/Echo"

  @Test func closuresAnswerEveryKindOfMethod() async throws {
    let mock = MockServer()
    mock.on(Self.echo) { (request: EchoRequest, _) in EchoReply(text: "<\(request.text)>") }
    mock.on("/martlet.test.Interop/Expand") {
      (request: EchoRequest, responses: ResponseWriter<EchoReply>, _) in
      for index in 0..<request.count { try await responses.write(EchoReply(index: index)) }
    }
    mock.on("/martlet.test.Interop/Collect") { (requests: RequestStream<EchoRequest>, _) in
      var reply = CollectReply()
      for try await _ in requests { reply.count += 1 }
      return reply
    }
    mock.on("/martlet.test.Interop/Chat") {
      (requests: RequestStream<EchoRequest>, responses: ResponseWriter<EchoReply>, _) in
      for try await request in requests { try await responses.write(EchoReply(text: request.text)) }
    }
    try await mock.withChannel { channel in
      let client = Interop.Client(channel)
      #expect(try await client.echo(text: "a").text == "<a>")
      var indices: [Int32] = []
      for try await reply in client.expand(EchoRequest(count: 3)) { indices.append(reply.index) }
      #expect(indices == [0, 1, 2])
      #expect(try await client.collect([EchoRequest(), EchoRequest()]).count == 2)
      try await client.chat { requests, responses in
        try await requests.write(EchoRequest(text: "b"))
        #expect(try await responses.next()?.text == "b")
      }
    }
  }

  @Test func whatWasAskedIsKept() async throws {
    let mock = MockServer()
    mock.on(Self.echo) { (request: EchoRequest, _) in EchoReply(text: request.text) }
    try await mock.withChannel { channel in
      let client = Interop.Client(channel)
      _ = try await client.echo(text: "one", options: .metadata(["x-a": "1"]))
      _ = try await client.echo(text: "two", options: .timeout(.seconds(60)))
    }
    #expect(mock.calls.requests(EchoRequest.self, of: Self.echo).map(\.text) == ["one", "two"])
    let calls = mock.calls.calls(of: Self.echo)
    #expect(calls.map { $0.metadata["x-a"] } == ["1", nil])
    #expect(calls.map { $0.deadline == nil } == [true, false])
    #expect(calls.map(\.status) == [.ok, .ok])
    #expect(calls.map { ($0.responses.first as? EchoReply)?.text } == ["one", "two"])
  }

  @Test func aMethodCanFail() async throws {
    let mock = MockServer()
    mock.fail(Self.echo, with: RPCError(.unavailable, "try later"))
    mock.fail("/martlet.test.Interop/Collect", with: RPCError(.aborted, "no"))
    try await mock.withChannel { channel in
      let client = Interop.Client(channel)
      let unary = await failure { _ = try await client.echo(text: "") }
      #expect(unary?.status == RPCStatus(.unavailable, "try later"))
      let stream = await failure { _ = try await client.collect([EchoRequest(text: "a")]) }
      #expect(stream?.status == RPCStatus(.aborted, "no"))
    }
  }

  @Test func whatHasNoClosureIsUnimplemented() async throws {
    try await MockServer().withChannel { channel in
      let error = await failure { _ = try await Interop.Client(channel).echo(text: "") }
      #expect(error?.code == .unimplemented)
    }
  }
}
