import Foundation
import InteropAPI
import Martlet
import MartletServices
import Testing

/// channelz, asked by gRPC's own Python package.
@Suite(.timeLimit(.minutes(15))) struct ChannelzTests {
  /// Two servers, so that asking one does not count on the other.
  @Test(arguments: ["servers", "sockets", "channels", "failing_channel", "refusals"])
  func answersPython(name: String) async throws {
    // Nobody listens on it.
    let dead = try boundSocket()
    defer { close(dead) }
    let deadPort = try MartletTests.port(of: dead)
    try await withServer([Interop.serving(InteropService())]) { _, interopPort in
      try await withServer([ChannelzService.registration]) { _, port in
        try await withChannel(to: "127.0.0.1:\(interopPort)", logger: .silent) { channel in
          let client = Interop.Client(channel)
          _ = try await client.echo(text: "hi")
          let failed = await failure { _ = try await client.echo(EchoRequest(failCode: 5)) }
          #expect(failed?.code == .notFound)
          try await withChannel(to: "127.0.0.1:\(deadPort)", logger: .silent) { deadChannel in
            let refused = await failure {
              _ = try await Interop.Client(deadChannel).echo(text: "nobody hears this")
            }
            #expect(refused?.code == .unavailable)
            let result = try await run(
              Checkout.python,
              [
                Checkout.peer("channelz_client.py"), "--port", "\(port)", "--interop-port",
                "\(interopPort)", "--dead-port", "\(deadPort)", "--case", name,
              ])
            #expect(result.status == 0, "\(result.output)")
          }
        }
      }
    }
  }
}
