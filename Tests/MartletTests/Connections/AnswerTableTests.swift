import Foundation
import InteropAPI
import Logging
import Martlet
import Testing

/// Answers that a server may give to a unary call, right and wrong, and what the caller hears: the table
/// of the specification for our client. (`BadServerTests` has what cannot be said in headers and data.)
///
/// Source: the gRPC specification, "PROTOCOL-HTTP2.md", Responses and Errors; "HTTP to gRPC Status Code
/// Mapping"; "Status codes and their use in gRPC".
@Suite(.timeLimit(.minutes(15))) struct AnswerTableTests {
  /// Headers, data and trailers, and how the call ends. Trailers that are nil end the stream before
  /// them.
  private struct Row {
    var why: String
    var code: RPCStatus.Code?
    var words = ""
    var start = Self.usual
    var data: [UInt8]? = Self.reply
    var trailers: [[String]]? = [["grpc-status", "0"]]

    static let usual = [[":status", "200"], ["content-type", "application/grpc"]]
    /// `EchoReply(text: "hi")`.
    static let message: [UInt8] = [0x0a, 2, 0x68, 0x69]
    static let reply = framed(message)

    static func framed(_ message: [UInt8], flag: UInt8 = 0, length: UInt32? = nil) -> [UInt8] {
      let length = length ?? UInt32(message.count)
      return [flag] + withUnsafeBytes(of: length.bigEndian) { Array($0) } + message
    }

    /// As the server wants to be told.
    var json: String {
      get throws {
        var asked: [String: Any] = ["start": start]
        asked["data"] = data.map { $0.map { String(format: "%02x", $0) }.joined() }
        asked["trailers"] = trailers
        return String(decoding: try JSONSerialization.data(withJSONObject: asked), as: UTF8.self)
      }
    }
  }

  private static func status(
    _ text: String, _ code: RPCStatus.Code?, message: String? = nil, words: String = ""
  ) -> Row {
    var trailers = [["grpc-status", text]]
    if let message { trailers.append(["grpc-message", message]) }
    return Row(why: "grpc-status \"\(text)\"", code: code, words: words, trailers: trailers)
  }

  private static let statuses =
    RPCStatus.Code.allCases.map { status("\($0.rawValue)", $0 == .ok ? nil : $0) } + [
      status("17", .unknown), status("999", .unknown), status("4294967295", .unknown),
      status("-1", .unknown, words: "malformed"), status("+5", .unknown, words: "malformed"),
      status("5x", .unknown, words: "malformed"), status("five", .unknown, words: "malformed"),
      status("", .unknown, words: "malformed"), status("5 5", .unknown, words: "malformed"),
      status("05", .notFound),
      status("5", .notFound, message: "plain", words: "plain"),
      status("5", .notFound, message: "%E4%BD%A0%20%25", words: "你 %"),
      status("5", .notFound, message: "100% %zz %4", words: "100% %zz %4"),
      status("5", .notFound, message: "%FF", words: "\u{FFFD}"),
      Row(
        why: "trailers without a status", code: .unknown, words: "without a grpc-status",
        trailers: [["x-trailer", "1"]]),
      Row(
        why: "trailers alone, with a status", code: .aborted, words: "no",
        start: Row.usual + [["grpc-status", "10"], ["grpc-message", "no"]], data: nil,
        trailers: nil),
      Row(
        why: "trailers alone, without a content-type", code: .aborted,
        start: [[":status", "200"], ["grpc-status", "10"]], data: nil, trailers: nil),
      Row(
        why: "headers alone, without a status", code: .unknown, words: "without a grpc-status",
        data: nil, trailers: nil),
      Row(
        why: "a status in the first headers, and messages", code: .unknown,
        start: Row.usual + [["grpc-status", "0"]], trailers: [["x-trailer", "1"]]),
      Row(why: "no trailers", code: .internal, words: "without a status", trailers: nil),
      Row(why: "metadata that is not base64", start: Row.usual + [["x-data-bin", "?!"]]),
      Row(why: "headers that nobody knows", start: Row.usual + [["grpc-future", "1"]]),
    ]

  private static func http(_ status: Int, _ code: RPCStatus.Code) -> [Row] {
    let start = [[":status", "\(status)"], ["content-type", "text/html"]]
    let words = "HTTP status \(status)"
    return [
      Row(
        why: words, code: code, words: words, start: start, data: Array("<p>".utf8),
        trailers: nil),
      Row(
        why: "\(words) alone", code: code, words: words, start: [start[0]], data: nil,
        trailers: nil),
      Row(
        why: "\(words), but a status of gRPC's", code: .notFound,
        start: [start[0]] + [["content-type", "application/grpc"], ["grpc-status", "5"]],
        data: nil, trailers: nil),
    ]
  }

  private static let httpStatuses =
    http(400, .internal) + http(401, .unauthenticated) + http(403, .permissionDenied)
    + http(404, .unimplemented) + http(429, .unavailable) + http(502, .unavailable)
    + http(503, .unavailable) + http(504, .unavailable)
    + [201, 302, 402, 405, 409, 418, 500, 501, 505, 599].flatMap { http($0, .unknown) }

  private static func contentType(_ text: String?, _ code: RPCStatus.Code?) -> Row {
    Row(
      why: "content-type \(text ?? "missing")", code: code,
      words: code == nil ? "" : "not application/grpc",
      start: [Row.usual[0]] + (text.map { [["content-type", $0]] } ?? []))
  }

  private static let contentTypes = [
    contentType("application/grpc", nil), contentType("application/grpc+proto", nil),
    contentType("application/grpc;charset=utf-8", nil),
    contentType("application/grpc+proto;v=1", nil),
    contentType("application/grpc+json", .unknown), contentType("application/grpc-web", .unknown),
    contentType("application/grpcx", .unknown), contentType("application/json", .unknown),
    contentType("text/html; charset=utf-8", .unknown), contentType("", .unknown),
    contentType(nil, .unknown),
  ]

  private static func encoding(
    _ name: String?, flag: UInt8, _ code: RPCStatus.Code?, words: String = ""
  ) -> Row {
    Row(
      why: "grpc-encoding \(name ?? "missing"), flag \(flag)", code: code, words: words,
      start: Row.usual + (name.map { [["grpc-encoding", $0]] } ?? []),
      data: Row.framed(Row.message, flag: flag))
  }

  private static let encodings = [
    encoding("identity", flag: 0, nil), encoding("gzip", flag: 0, nil),
    encoding("deflate", flag: 0, nil),
    encoding(nil, flag: 1, .internal, words: "no grpc-encoding"),
    encoding("identity", flag: 1, .internal, words: "no grpc-encoding"),
    encoding("gzip", flag: 1, .internal, words: "damaged"),
    encoding("snappy", flag: 0, .internal, words: "\"snappy\""),
    encoding("snappy", flag: 1, .internal, words: "\"snappy\""),
    encoding("GZIP", flag: 0, .internal), encoding("gzip,identity", flag: 0, .internal),
    encoding("", flag: 0, .internal),
    encoding(nil, flag: 2, .internal, words: "flag byte 2"),
    encoding("gzip", flag: 0x81, .internal, words: "flag byte 129"),
  ]

  private static func body(
    _ why: String, _ data: [UInt8], _ code: RPCStatus.Code?, words: String = ""
  ) -> Row { Row(why: why, code: code, words: words, data: data) }

  private static let bodies = [
    body("an empty message", Row.framed([]), nil),
    body("no message", [], .unimplemented, words: "none came"),
    body("two messages", Row.reply + Row.reply, .unimplemented, words: "more came"),
    body("half a prefix", [0, 0, 0], .internal, words: "within a message"),
    body("a prefix alone", [0, 0, 0, 0, 4], .internal, words: "within a message"),
    body("all but one byte", Row.reply.dropLast(), .internal, words: "within a message"),
    body("a message and half a prefix", Row.reply + [0, 0], .internal, words: "within a message"),
    body("a length of 4 MiB and 1", Row.framed([], length: 4 << 20 | 1), .resourceExhausted),
    body(
      "a length of 4 GiB", Row.framed([1], length: .max), .resourceExhausted,
      words: "4294967295 bytes"),
    body(
      "bytes that do not decode", Row.framed([0x0a, 0xff, 0xff]), .internal,
      words: "does not decode"),
    body(
      "text that is not UTF-8", Row.framed([0x0a, 1, 0xff]), .internal,
      words: "does not decode"),
  ]

  private static let blocks = [
    Row(why: "no :status", code: .internal, words: "PROTOCOL_ERROR", start: [Row.usual[1]]),
    Row(
      why: "a :status that is no number", code: .internal, words: "PROTOCOL_ERROR",
      start: [[":status", "2xx"], Row.usual[1]]),
    Row(
      why: "two :status", code: .internal, words: "PROTOCOL_ERROR",
      start: [[":status", "200"]] + Row.usual),
    Row(
      why: ":status behind others", code: .internal, words: "PROTOCOL_ERROR",
      start: Row.usual.reversed()),
    Row(
      why: "a pseudo-header of requests", code: .internal, words: "PROTOCOL_ERROR",
      start: [Row.usual[0], [":path", "/"], Row.usual[1]]),
    Row(
      why: "a name in upper case", code: .internal, words: "PROTOCOL_ERROR",
      start: Row.usual + [["X-Upper", "1"]]),
    Row(
      why: "a connection header", code: .internal, words: "PROTOCOL_ERROR",
      start: Row.usual + [["connection", "close"]]),
    Row(
      why: "a :status in the trailers", code: .internal, words: "PROTOCOL_ERROR",
      trailers: [[":status", "200"], ["grpc-status", "0"]]),
    Row(
      why: "more headers than there may be", code: .resourceExhausted, words: "too large",
      start: Row.usual + [["x-large", String(repeating: "v", count: 17_000)]]),
    Row(
      why: "more trailers than there may be", code: .resourceExhausted, words: "too large",
      trailers: [["grpc-status", "0"], ["x-large", String(repeating: "v", count: 17_000)]]),
  ]

  @Test func everyAnswerEndsTheCallAsTheSpecificationSays() async throws {
    await ProcessSlots.servers.take()
    defer { Task { await ProcessSlots.servers.giveBack() } }
    let server = try await ServerProcess(
      Checkout.python, [Checkout.peer("bad_server.py"), "--case", "as_asked"])
    try await withChannel(to: "127.0.0.1:\(server.port)", logger: .silent) { channel in
      let client = Interop.Client(channel)
      let tables = [
        Self.statuses, Self.httpStatuses, Self.contentTypes, Self.encodings, Self.bodies,
        Self.blocks,
      ]
      for row in tables.joined() {
        let asked = try row.json
        let error = await outcome {
          _ = try await client.echo(text: asked, options: .timeout(.seconds(300)))
        }
        #expect(error?.code == row.code, "\(row.why): \(error?.description ?? "success")")
        #expect(
          row.words.isEmpty || error?.message.contains(row.words) == true,
          "\(row.why): \(error?.description ?? "success")")
      }
    }
    withExtendedLifetime(server) {}
  }
}
