import InteropAPI
import Martlet
import Testing

/// Servers that break the rules (`Tests/Peers/bad_server.py`): each call ends with an error that
/// says what happened.
@Suite(.timeLimit(.minutes(2))) struct BadServerTests {
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

  private static let webAnswers = [
    Case("http_400", .internal, "HTTP status 400"),
    Case("http_401", .unauthenticated, "HTTP status 401"),
    Case("http_403", .permissionDenied, "HTTP status 403"),
    Case("http_404", .unimplemented, "HTTP status 404"),
    Case("http_429", .unavailable, "HTTP status 429"),
    Case("http_500", .unknown, "HTTP status 500"),
    Case("http_502", .unavailable, "HTTP status 502"),
    Case("http_503", .unavailable, "HTTP status 503"),
    Case("http_504", .unavailable, "HTTP status 504"),
    Case("http_503_without_body", .unavailable, "HTTP status 503"),
    Case("content_type_html", .unknown, "content-type \"text/html\""),
    Case("content_type_html_without_body", .unknown, "content-type \"text/html\""),
    Case("content_type_missing", .unknown, "no content-type"),
    Case("grpc_status_with_http_500", .notFound, ""),
  ]

  private static let answers = [
    Case("no_http_status", .internal, "not valid HTTP/2: PROTOCOL_ERROR"),
    Case("no_trailers", .internal, "without a status"),
    Case("no_status_in_trailers", .unknown, "without a grpc-status"),
    Case("malformed_status", .unknown, "malformed grpc-status"),
    Case("unknown_status", .unknown, "from the future"),
    Case("message_cut_short", .internal, "within a message"),
    Case("prefix_cut_short", .internal, "within a message"),
    Case("compressed_without_encoding", .internal, "no grpc-encoding"),
    Case("unknown_encoding", .internal, "\"zzz\""),
    Case("compressed_with_identity", .internal, "no grpc-encoding"),
    Case("compressed_badly", .internal, "damaged"),
    Case("compressed_cut_short", .internal, "cut short"),
    Case("compressed_and_more", .internal, "behind its end"),
    Case("compression_bomb", .resourceExhausted, "limit of 4194304 bytes"),
    Case("undefined_message_flag", .internal, "flag byte 7"),
    Case("message_too_long", .resourceExhausted, "4294967295 bytes"),
    Case("undecodable_message", .internal, "does not decode"),
    Case("two_messages", .unimplemented, "more came"),
    Case("two_messages_without_end", .unimplemented, "more came"),
    Case("no_message", .unimplemented, "none came"),
    Case("ok_without_message", .unimplemented, "none came"),
    Case("headers_between_messages", .internal, "not valid HTTP/2: PROTOCOL_ERROR"),
    Case("data_before_headers", .unavailable, "PROTOCOL_ERROR: DATA: stream not opened"),
    Case("uppercase_header", .internal, "not valid HTTP/2: PROTOCOL_ERROR"),
    Case("header_list_too_large", .resourceExhausted, "headers are too large"),
    Case("trailers_too_large", .resourceExhausted, "headers are too large"),
  ]

  @Test(arguments: connections + webAnswers + answers)
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

  @Test(arguments: ["early_hints", "goaway_then_answer", "gzip", "deflate"])
  func whatIsOddButAllowedIsACallLikeAnyOther(name: String) async throws {
    try await withServer(name) { client in
      let reply = try await client.echo(EchoRequest())
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
    await ProcessSlots.shared.take()
    defer { Task { await ProcessSlots.shared.giveBack() } }
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
