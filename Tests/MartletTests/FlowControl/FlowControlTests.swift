import Foundation
import InteropAPI
import Martlet
import Synchronization
import Testing

/// What a link holds and what lies unread decide how much a peer may send.
@Suite(.timeLimit(.minutes(15))) struct FlowControlTests {
  private static let messageBytes = 1 << 20
  /// On a link of 60 ms there and back, more is under way than the windows allow at the start.
  @Test(arguments: ["up", "down"])
  func windowsGrowOnALongLink(direction: String) async throws {
    let most = try await mostUnderWay(direction, messages: 48, HTTP2Configuration())
    #expect(most > 1 << 20, "so much was under way")
  }

  @Test func windowsStayWhereTheyAreToldTo() async throws {
    var http2 = HTTP2Configuration()
    http2.maxStreamWindowBytes = http2.streamWindowBytes
    let most = try await mostUnderWay("down", messages: 8, http2)
    #expect(most < 512 << 10, "so much was under way")
  }

  /// Streams of messages go over a link that delays them; returns how much of them was under way at
  /// most.
  private func mostUnderWay(
    _ direction: String, messages: Int, _ http2: HTTP2Configuration
  ) async throws -> Int {
    var serving = RPCServerConfiguration()
    serving.http2 = http2
    var calling = RPCChannelConfiguration()
    calling.http2 = http2
    var most = 0
    try await withServer([Interop.serving(InteropService())], configuration: serving) { _, port in
      let link = try await ServerProcess(
        Checkout.python,
        [Checkout.peer("delaying_proxy.py"), "--to", "\(port)", "--delay", "0.03"])
      try await withChannel(
        to: "127.0.0.1:\(link.port)", configuration: calling, logger: .silent
      ) { channel in
        let client = Interop.Client(channel)
        if direction == "up" {
          let payload = [UInt8](repeating: 1, count: Self.messageBytes)
          let reply = try await client.collect(
            (0..<messages).map { _ in EchoRequest(payload: payload) })
          #expect(reply.count == messages)
        } else {
          let request = EchoRequest(
            count: Int32(messages), size: Int32(Self.messageBytes))
          var count = 0
          for try await _ in client.expand(request) { count += 1 }
          #expect(count == messages)
        }
      }
      let output = await link.finish().output
      let figure = try #require(
        output.firstMatch(of: try Regex("\(direction)=(\\d+)", as: (Substring, Substring).self)))
      most = try #require(Int(figure.1))
    }
    return most
  }

  @Test(arguments: ["windows_shrink", "buffers_full"])
  func whatLiesUnreadIsBounded(name: String) async throws {
    var configuration = RPCServerConfiguration()
    configuration.http2.maxBufferedBytes = 8 << 20
    // The client finds out by PINGs how far the server is.
    configuration.keepalive.minPingInterval = .zero
    configuration.keepalive.permitsPingsWithoutCalls = true
    try await withServer(
      [Interop.serving(InteropService())], configuration: configuration
    ) { _, port in
      let result = try await run(
        Checkout.python,
        [
          Checkout.peer("flow_client.py"), "--port", "\(port)", "--case", name,
          "--limit", "\(8 << 20)",
        ])
      #expect(result.status == 0, "\(result.output)")
    }
  }

  /// A call that fails so on the client tells its caller.
  @Test func aClientHoldsNoMoreThanItMay() async throws {
    var calling = RPCChannelConfiguration()
    calling.http2.maxBufferedBytes = 1 << 20
    calling.http2.streamWindowBytes = 4 << 20
    try await withServer([Interop.serving(InteropService())]) { _, port in
      try await withChannel(
        to: "127.0.0.1:\(port)", configuration: calling, logger: .silent
      ) { channel in
        let error = await failure {
          _ = try await Interop.Client(channel).echo(
            EchoRequest(payload: [UInt8](repeating: 1, count: 3 << 20)))
        }
        #expect(error?.code == .resourceExhausted)
        #expect(error?.origin == .local)
        #expect(error?.message.contains("unread") == true, "\(error?.message ?? "")")
      }
    }
  }

  /// A stream that always has something to send leaves room for others on its connection.
  @Test func smallCallsPassALargeStream() async throws {
    try await withServer([Interop.serving(InteropService())]) { _, port in
      try await withChannel(to: "127.0.0.1:\(port)", logger: .silent) { channel in
        let client = Interop.Client(channel)
        let request = EchoRequest(count: 10_000, size: Int32(Self.messageBytes))
        try await withThrowingTaskGroup(of: Void.self) { group in
          var count = 0
          let passed = Passed()
          for try await _ in client.expand(request) {
            count += 1
            if count == 5 {
              group.addTask {
                _ = try await client.echo(text: "small")
                passed.happened()
              }
            }
            if passed.hasHappened { break }
          }
          #expect(count < 10_000, "the small call waited for the large one")
          try await group.waitForAll()
        }
      }
    }
  }
}

/// Something that has happened or not.
private final class Passed: Sendable {
  private let state = Mutex(false)
  func happened() { state.withLock { $0 = true } }
  var hasHappened: Bool { state.withLock { $0 } }
}
