import Foundation
import InteropAPI
import Martlet
import Testing

/// `h2load`, of Debian's nghttp2-client, calls a server of ours.
@Suite(.timeLimit(.minutes(15))) struct LoadTests {
  @Test func everyRequestOfManyStreamsSucceeds() async throws {
    let total = 40_000
    let body = FileManager.default.temporaryDirectory
      .appendingPathComponent("martlet-h2load-\(UUID().uuidString)")
    // One message behind gRPC's prefix: EchoRequest(text: "hi").
    try Data([0, 0, 0, 0, 4, 0x0a, 2, 0x68, 0x69]).write(to: body)
    defer { try? FileManager.default.removeItem(at: body) }
    try await withServer([Interop.serving(InteropService())]) { _, port in
      let result = try await run(
        "/usr/bin/env",
        [
          "h2load", "-n", "\(total)", "-c", "8", "-m", "100", "-d", body.path,
          "-H", "content-type: application/grpc", "-H", "te: trailers",
          "http://127.0.0.1:\(port)/martlet.test.Interop/Echo",
        ])
      #expect(result.status == 0, "\(result.output)")
      let requests = "\(total) total, \(total) started, \(total) done, \(total) succeeded"
      #expect(
        result.output.contains("requests: \(requests), 0 failed, 0 errored, 0 timeout"),
        "\(result.output)")
      #expect(
        result.output.contains("status codes: \(total) 2xx, 0 3xx, 0 4xx, 0 5xx"),
        "\(result.output)")
    }
  }
}
