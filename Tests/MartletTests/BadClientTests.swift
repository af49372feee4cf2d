import Foundation
import InteropAPI
import Logging
import Martlet
import Testing

/// Clients that break the rules (`Tests/Peers/bad_client.py`): each gets the answer that it
/// deserves, and the server goes on serving others.
@Suite(.timeLimit(.minutes(15))) struct BadClientTests {
  /// The case, and what the one record of the log says.
  @Test(arguments: [
    ("http1", "HTTP/1.1"), ("garbage", "does not speak HTTP/2"), ("tls_hello", "TLS"),
    ("nothing", "in time"), ("half_preface", "in time"), ("preface_then_nothing", "in time"),
    ("preface_then_no_settings", "PROTOCOL_ERROR"), ("frame_too_large", "FRAME_SIZE_ERROR"),
    ("endless_continuation", "CONTINUATION"), ("endless_empty_continuation", "CONTINUATION"),
    ("headers_without_end", "CONTINUATION"), ("continuation_out_of_place", "CONTINUATION"),
    ("data_on_stream_0", "PROTOCOL_ERROR"), ("data_on_idle_stream", "PROTOCOL_ERROR"),
    ("headers_on_even_stream", "PROTOCOL_ERROR"), ("headers_on_stream_0", "PROTOCOL_ERROR"),
    ("malformed_header_block", "COMPRESSION_ERROR"), ("ping_of_wrong_length", "FRAME_SIZE_ERROR"),
    ("settings_out_of_range", "FLOW_CONTROL_ERROR"), ("window_overflow", "FLOW_CONTROL_ERROR"),
    ("rapid_reset", "INTERNAL_ERROR"), ("ping_flood", "too_many_pings"),
    ("settings_flood", "Flooding"),
    ("refusal_flood", "does not read"), ("breaks_its_streams", "broken"),
  ])
  func aConnectionThatCannotGoOnIsClosedAndLoggedOnce(name: String, why: String) async throws {
    let recorder = LogRecorder()
    let records = try await serve(name, recorder: recorder)
    #expect(records.count == 1, "\(records)")
    let record = try #require(records.first)
    #expect(record.level == .info)
    #expect(record.metadata["peer"]?.hasPrefix("127.0.0.1:") == true)
    #expect(record.metadata["why"]?.contains(why) == true, "\(record)")
  }

  @Test(arguments: [
    "unknown_frame", "header_list_too_large", "compressed_request", "compressed_response",
    "compressed_stream", "bad_compression", "compression_bomb", "unknown_path",
    "message_too_long", "no_message", "endless_empty_messages", "endless_unread_messages",
    "window_overflow_on_stream", "trailers_in_the_request",
  ])
  func aBadRequestIsAnsweredAndItsConnectionGoesOn(name: String) async throws {
    let recorder = LogRecorder()
    let records = try await serve(name, recorder: recorder)
    #expect(records.isEmpty, "\(records)")
  }

  /// The table is in `Tests/Peers/bad_requests.py`.
  @Test func everyRequestIsAnsweredAsTheSpecificationSays() async throws {
    let recorder = LogRecorder()
    try await withServer(
      [Interop.serving(InteropService())], logger: recorder.logger
    ) { _, port in
      let result = try await run(
        Checkout.python, [Checkout.peer("bad_requests.py"), "--port", "\(port)"])
      #expect(result.status == 0, "\(result.output)")
    }
    #expect(recorder.aboutPeers.isEmpty, "\(recorder.aboutPeers)")
  }

  @Test(arguments: ["too_much_data", "data_behind_the_end", "reads_nothing"])
  func aClientThatIgnoresFlowControlCostsLittle(name: String) async throws {
    try await serve(name, recorder: LogRecorder())
  }

  @Test func wrongBytesDoNotHarmTheServer() async throws {
    try await serve("mutations", recorder: LogRecorder())
  }

  @Test func aClientThatLeavesCancelsItsHandlers() async throws {
    let service = InteropService()
    try await serve("disconnect", service: service, recorder: LogRecorder())
    #expect(await eventually { service.cancelledCalls == 1 })
  }

  /// Runs a case against a server, and then a good call on a connection of its own. Returns what
  /// was logged about the case.
  @discardableResult
  private func serve(
    _ name: String, service: InteropService = InteropService(), recorder: LogRecorder
  ) async throws -> [LogRecorder.Record] {
    var records: [LogRecorder.Record] = []
    var configuration = RPCServerConfiguration()
    configuration.handshakeTimeout = .milliseconds(300)
    try await withServer(
      [Interop.serving(service)], configuration: configuration, logger: recorder.logger
    ) { _, port in
      let result = try await run(
        Checkout.python,
        [
          Checkout.peer("bad_client.py"), "--port", "\(port)", "--case", name,
          "--server-pid", "\(ProcessInfo.processInfo.processIdentifier)",
        ])
      #expect(result.status == 0, "\(result.output)")
      let reply = try await withChannel(to: "127.0.0.1:\(port)", logger: .silent) { channel in
        try await Interop.Client(channel).echo(EchoRequest(text: "still here"))
      }
      #expect(reply.text == "still here")
      // By now the server has seen the end of the case's connection.
      records = recorder.aboutPeers
    }
    return records
  }
}
