import ArgumentParser
import InteropAPI
import Martlet
import Synchronization

private let gibibyte = 1 << 30
private let pieceBytes = 64 * 1024

/// Offers 1 GiB to a method that reads nothing, while other calls go on on the same connection.
/// Prints how many bytes were taken off the writer's hands and how much this process grew.
struct OfferRequests: AsyncParsableCommand {
  @Option var port: Int

  func run() async throws {
    try await withChannel(to: "127.0.0.1:\(port)") { channel in
      let client = Interop.Client(channel)
      try await makeCalls(client)
      let before = residentBytes()
      let taken = Counter()
      let offer = Task {
        _ = try await client.collect { requests in
          let piece = EchoRequest(payload: [UInt8](repeating: 7, count: pieceBytes))
          for _ in 0..<gibibyte / pieceBytes {
            try await requests.write(piece)
            taken.bytes.add(pieceBytes, ordering: .relaxed)
          }
        }
      }
      try await untilSteady { taken.bytes.load(ordering: .relaxed) }
      try await makeCalls(client)
      report(moved: taken.bytes.load(ordering: .relaxed), before: before)
      offer.cancel()
    }
  }
}

private final class Counter: Sendable {
  let bytes = Atomic(0)
}

/// Asks for 1 GiB and reads one message of it, while other calls go on on the same connection.
struct IgnoreResponses: AsyncParsableCommand {
  @Option var port: Int

  func run() async throws {
    try await withChannel(to: "127.0.0.1:\(port)") { channel in
      let client = Interop.Client(channel)
      try await makeCalls(client)
      let before = residentBytes()
      let responses = client.expand(
        EchoRequest(count: Int32(gibibyte / pieceBytes), size: Int32(pieceBytes)))
      guard try await responses.next() != nil else { throw ExitCode(2) }
      try await untilSteady { residentBytes() / (1 << 20) }
      try await makeCalls(client)
      report(moved: pieceBytes, before: before)
      responses.cancel()
    }
  }
}

/// Two hundred unary calls, one after the other.
private func makeCalls(_ client: Interop.Client) async throws {
  for number in 0..<200 {
    let reply = try await client.echo(
      EchoRequest(text: "\(number)"), options: .timeout(.seconds(10)))
    guard reply.text == "\(number)" else { throw ExitCode(3) }
  }
}

/// Returns once `value` has not changed for half a second.
private func untilSteady(_ value: () -> Int) async throws {
  var last = value()
  var since = ContinuousClock.now
  while since.duration(to: .now) < .milliseconds(500) {
    try await Task.sleep(for: .milliseconds(10))
    let current = value()
    if current != last { (last, since) = (current, .now) }
  }
}

private func report(moved: Int, before: Int) {
  print("moved=\(moved) grown=\(residentBytes() - before)")
}
