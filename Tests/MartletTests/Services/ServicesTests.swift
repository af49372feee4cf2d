import Foundation
import InteropAPI
import Martlet
import MartletProtobuf
import MartletServices
import Testing

/// Health and reflection, asked by the tools that people use.
@Suite(.timeLimit(.minutes(15))) struct ServicesTests {
  @Test(arguments: ["check", "list_all", "watch", "reflect"])
  func answersPython(name: String) async throws {
    try await withServices { port in
      let result = try await run(
        Checkout.python,
        [Checkout.peer("services_client.py"), "--port", "\(port)", "--case", name])
      #expect(result.status == 0, "\(result.output)")
    }
  }

  /// grpcurl 1.8 asks `v1alpha`.
  @Test func grpcurlListsDescribesAndCalls() async throws {
    try await withServices { port in
      let address = "127.0.0.1:\(port)"
      let list = try await run(tool("grpcurl"), ["-plaintext", address, "list"])
      #expect(
        list.output.split(separator: "\n") == [
          "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection",
          "grpc.reflection.v1alpha.ServerReflection", "martlet.test.Interop", "test.Switch",
        ])
      let describe = try await run(
        tool("grpcurl"), ["-plaintext", address, "describe", "martlet.test.Interop.Chat"])
      #expect(
        describe.output.contains(
          "rpc Chat ( stream .martlet.test.EchoRequest ) returns ( stream .martlet.test.EchoReply );"
        ), "\(describe.output)")
      let call = try await run(
        tool("grpcurl"),
        ["-plaintext", "-d", #"{"text": "hi"}"#, address, "martlet.test.Interop/Echo"])
      #expect(call.output.contains(#""text": "hi""#), "\(call.output)")
    }
  }

  /// buf asks `v1`.
  @Test func bufCalls() async throws {
    try await withServices { port in
      let call = try await run(
        tool("buf"),
        [
          "curl", "--protocol", "grpc", "--http2-prior-knowledge", "--data", #"{"text": "hi"}"#,
          "http://127.0.0.1:\(port)/martlet.test.Interop/Echo",
        ])
      #expect(call.status == 0 && call.output.contains(#""text": "hi""#), "\(call.output)")
    }
  }

  /// What is suspended stays so until it is resumed, whatever is set in between.
  @Test func suspensionEnds() {
    let health = HealthService(services: ["a.A"])
    health.suspend()
    health.setStatus(.serving, for: "a.A")
    #expect(health.status(of: "a.A") == .notServing)
    #expect(health.status() == .notServing)
    health.resume()
    #expect(health.status(of: "a.A") == .serving)
    health.removeService("a.A")
    #expect(health.status(of: "a.A") == nil)
  }

  /// A watcher that does not read hears how things are in the end, not all that was between.
  @Test func slowWatcherHearsTheLatest() async throws {
    let health = HealthService(services: ["a.A"])
    try await withServer([health.registration]) { _, port in
      try await withChannel(to: "127.0.0.1:\(port)", logger: .silent) { channel in
        let responses = GRPC.Health.V1.Health.Client(channel).watch(service: "a.A")
        #expect(try await responses.next()?.status == .serving)
        for _ in 0..<10_000 {
          health.setStatus(.notServing, for: "a.A")
          health.setStatus(.serving, for: "a.A")
        }
        health.setStatus(.unknown, for: "a.A")
        while try await responses.next()?.status != .unknown {}
      }
    }
  }

  /// Files that do not belong to a service can be asked for as well; a file that is there in two
  /// versions, or that cannot be used, does not keep the others from being found.
  private func withServices(_ body: (_ port: Int) async throws -> Void) async throws {
    let health = HealthService(services: [Interop.serviceName])
    let suspend = RPCMethod.unary("Suspend") {
      (request: Google.Protobuf.Empty, _: ServerContext) async -> Google.Protobuf.Empty in
      health.suspend()
      return request
    }
    let services = [
      Interop.serving(InteropService()), health.registration,
      ServiceRegistration(name: "test.Switch", methods: [suspend]),
    ]
    let reflection = ReflectionService.registrations(
      for: services, files: [ProtoFiles.`reflected.proto`])
    try await withServer(services + reflection) { _, port in try await body(port) }
  }

  private func tool(_ name: String) -> String {
    URL(filePath: Checkout.python).deletingLastPathComponent().appending(path: name).path
  }
}
