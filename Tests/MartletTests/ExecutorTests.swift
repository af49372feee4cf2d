import Foundation
import InteropAPI
import Logging
import Martlet
import Testing

/// Where handlers run, and what the log says of those that hold their loop.
@Suite(.timeLimit(.minutes(15))) struct ExecutorTests {
  /// `Echo` holds its thread until `Stats` has been called.
  private struct Blocker: PartialInterop {
    let semaphore = DispatchSemaphore(value: 0)

    func echo(_ request: EchoRequest, context: ServerContext) async throws -> EchoReply {
      EchoReply(text: isLetGo() ? "let go" : "late")
    }

    private func isLetGo() -> Bool { semaphore.wait(timeout: .now() + 20) == .success }

    func stats(_ request: EchoRequest, context: ServerContext) async throws -> EchoReply {
      semaphore.signal()
      return EchoReply()
    }
  }

  @Test(arguments: ["method", "service", "server"])
  func aMethodThatBlocksDoesNotStopItsConnectionWhereItRunsElsewhere(what: String) async throws {
    var configuration = RPCServerConfiguration()
    var service = Interop.serving(Blocker())
    switch what {
    case "method": service = service.running(on: .concurrent, methods: ["Echo"])
    case "service": service = service.running(on: .concurrent)
    default: configuration.executor = .concurrent
    }
    // The last word counts: the other method is on the loop in any case.
    service = service.running(on: .eventLoop, methods: ["Stats"])
    try await withServer([service], configuration: configuration) { _, port in
      try await withChannel(to: "127.0.0.1:\(port)", logger: .silent) { channel in
        let client = Interop.Client(channel)
        async let blocked = client.echo(text: "a")
        _ = try await client.stats(EchoRequest())
        #expect(try await blocked.text == "let go")
      }
    }
  }

  @Test func aHandlerThatHoldsItsLoopIsInTheLog() async throws {
    let records = try await records(ofHolding: .milliseconds(150), limit: .milliseconds(50))
    let record = try #require(records.first)
    #expect(records.count == 1)
    #expect(record.level == .warning)
    #expect(record.metadata["method"] == "/martlet.test.Interop/Echo")
    #expect(Int(record.metadata["milliseconds"] ?? "").map { $0 >= 100 } == true)
  }

  @Test func withoutALimitNobodyLooks() async throws {
    let records = try await records(ofHolding: .milliseconds(150), limit: nil)
    #expect(records.isEmpty)
  }

  private func records(
    ofHolding time: Duration, limit: Duration?
  ) async throws -> [LogRecorder.Record] {
    let recorder = LogRecorder()
    var configuration = RPCServerConfiguration()
    configuration.heldLoopLimit = limit
    let service = Scripted { _, _ in
      hold(for: time)
      return EchoReply()
    }
    try await withServer(
      [Interop.serving(service)], configuration: configuration, logger: recorder.logger
    ) { _, port in
      try await withChannel(to: "127.0.0.1:\(port)", logger: .silent) { channel in
        _ = try await Interop.Client(channel).echo(text: "a")
      }
    }
    return recorder.all.filter { $0.metadata["method"] != nil }
  }
}

/// Keeps the thread.
private func hold(for time: Duration) { Thread.sleep(forTimeInterval: time / .seconds(1)) }
