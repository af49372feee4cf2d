import InteropAPI
import Martlet
import Testing

/// Servers that break the rules (`Tests/Peers/bad_server.py`): each call ends with an error that
/// says what happened. `AnswerTableTests` has what is no more than headers, data and trailers.
@Suite(.timeLimit(.minutes(15))) struct BadServerTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let code: RPCStatus.Code
    /// A part of the message.
    let words: String
    var testDescription: String { name }

    init(_ name: String, _ code: RPCStatus.Code, _ words: String) {
      self.name = name
      self.code = code
      self.words = words
    }
  }

  private static let connections = [
    Case("http1_400", .unavailable, "the peer speaks HTTP/1.1"),
    Case("garbage", .unavailable, "the peer does not speak HTTP/2"),
    Case("immediate_close", .unavailable, "cannot connect to 127.0.0.1:"),
    Case("silence", .unavailable, "no HTTP/2 SETTINGS frame came in time"),
    Case("ping_first", .unavailable, "SETTINGS expected"),
    Case("reset_within_message", .internal, "the server reset the stream: INTERNAL_ERROR"),
    Case("goaway_refuses", .unavailable, "did not take the call: GOAWAY (NO_ERROR)"),
    Case("goaway_too_many_pings", .unavailable, "ENHANCE_YOUR_CALM: too_many_pings"),
    Case("close_mid_call", .unavailable, "was lost: the server closed it"),
    Case("close_mid_message", .unavailable, "was lost: the server closed it"),
    Case("garbage_mid_call", .unavailable, "was lost: the peer broke HTTP/2"),
    Case("push", .unavailable, "was lost: the peer broke HTTP/2"),
    Case("endless_continuation", .unavailable, "CONTINUATION"),
    Case("ping_flood", .unavailable, "Flooding"),
  ]

  private static let answers = [
    Case("compressed_cut_short", .internal, "cut short"),
    Case("compressed_and_more", .internal, "behind its end"),
    Case("compression_bomb", .resourceExhausted, "limit of 4194304 bytes"),
    Case("two_messages_without_end", .unimplemented, "more came"),
    Case("headers_between_messages", .internal, "not valid HTTP/2: PROTOCOL_ERROR"),
    Case("data_before_headers", .unavailable, "PROTOCOL_ERROR: DATA: stream not opened"),
  ]

  @Test(arguments: connections + answers)
  func theCallSaysWhatHappened(bad: Case) async throws {
    try await withServer(bad.name) { client in
      let error = await failure { _ = try await client.echo(EchoRequest(text: "hi")) }
      #expect(error?.code == bad.code, "\(String(describing: error))")
      #expect(error?.message.contains(bad.words) == true, "\(String(describing: error))")
    }
  }

  /// Source: the gRPC specification, "PROTOCOL-HTTP2.md", Errors.
  @Test func aResetSaysItsCode() async throws {
    let expected: [(name: String, code: RPCStatus.Code)] = [
      ("NO_ERROR", .internal), ("PROTOCOL_ERROR", .internal), ("INTERNAL_ERROR", .internal),
      ("FLOW_CONTROL_ERROR", .internal), ("SETTINGS_TIMEOUT", .internal),
      ("STREAM_CLOSED", .internal), ("FRAME_SIZE_ERROR", .internal),
      ("REFUSED_STREAM", .unavailable), ("CANCEL", .cancelled), ("COMPRESSION_ERROR", .internal),
      ("CONNECT_ERROR", .internal), ("ENHANCE_YOUR_CALM", .resourceExhausted),
      ("INADEQUATE_SECURITY", .permissionDenied), ("HTTP_1_1_REQUIRED", .internal),
    ]
    try await withServer("reset") { client in
      for (name, code) in expected {
        let error = await failure { _ = try await client.echo(EchoRequest()) }
        #expect(error?.status == RPCStatus(code, "the server reset the stream: \(name)"))
      }
    }
  }

  @Test(arguments: [
    "early_hints", "goaway_then_answer", "gzip", "deflate", "streams_allowed_later",
  ])
  func whatIsOddButAllowedIsACallLikeAnyOther(name: String) async throws {
    try await withServer(name) { client in
      let reply = try await client.echo(EchoRequest(), options: .timeout(.seconds(60)))
      #expect(reply.text == "hi")
    }
  }

  @Test func eachMessageOfAStreamSaysWhetherItIsCompressed() async throws {
    try await withServer("compressed_stream") { client in
      let info = CallInfo()
      var compressions: [RPCCompression] = []
      let replies = client.expand(EchoRequest(), options: .info(info))
      while let reply = try await replies.next() {
        #expect(reply.text == "hi")
        compressions.append(info.responseCompression)
      }
      #expect(compressions == [.identity, .gzip, .identity, .gzip])
    }
  }

  /// Also that the channel can be shut down afterwards.
  @Test(arguments: ["never_answers", "no_streams_allowed"])
  func aServerThatDoesNothingRunsIntoTheDeadline(name: String) async throws {
    try await withServer(name) { client in
      let error = await failure {
        _ = try await client.echo(EchoRequest(), options: .timeout(.milliseconds(200)))
      }
      #expect(error?.code == .deadlineExceeded)
    }
  }

  /// Though the call began to wait when there was no connection yet.
  @Test func aCallThatHasNoTurnSaysSo() async throws {
    try await withServer("no_streams_allowed") { client in
      let error = await failure {
        _ = try await client.echo(EchoRequest(), options: .timeout(.seconds(8)))
      }
      #expect(
        error?.message
          == "the call's deadline passed while it waited for its turn: the server takes 0 at once")
    }
  }

  @Test func wrongBytesDoNotHarmTheClient() async throws {
    try await withServer("mutations") { client in
      for _ in 0..<400 {
        do throws(RPCError) {
          _ = try await client.echo(EchoRequest(), options: .timeout(.seconds(10)))
        } catch {
          // The server closes each connection: a call never has to wait for its deadline.
          #expect(error.code != .deadlineExceeded)
        }
      }
    }
  }

  @Test func aServerThatIsNotThereIsNamed() async throws {
    // A port that was free a moment ago.
    var port = 0
    try await MartletTests.withServer([]) { _, free in port = free }
    let error = await failure {
      try await withChannel(to: "127.0.0.1:\(port)", logger: .silent) { channel in
        _ = try await Interop.Client(channel).echo(EchoRequest())
      }
    }
    #expect(
      error?.status
        == RPCStatus(.unavailable, "cannot connect to 127.0.0.1:\(port): connection refused"))
  }

  /// Runs `body` with a client of a server that does what its case says.
  private func withServer(
    _ name: String, _ body: (Interop.Client) async throws -> Void
  ) async throws {
    await ProcessSlots.servers.take()
    defer { Task { await ProcessSlots.servers.giveBack() } }
    let server = try await ServerProcess(
      Checkout.python, [Checkout.peer("bad_server.py"), "--case", name])
    var configuration = RPCChannelConfiguration()
    configuration.connectTimeout = name == "silence" ? .milliseconds(300) : .seconds(20)
    try await withChannel(
      to: "127.0.0.1:\(server.port)", configuration: configuration, logger: .silent
    ) { channel in try await body(Interop.Client(channel)) }
    withExtendedLifetime(server) {}
  }
}
