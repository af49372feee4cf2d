import ArgumentParser
import Foundation
import InteropAPI
import Martlet

/// Serves the interop service with one difference: nobody reads the requests of `Collect`.
struct StalledServer: AsyncParsableCommand {
  func run() async throws {
    let server = RPCServer(
      listening: .tcp(host: "127.0.0.1", port: 0), services: [Interop.serving(StalledService())])
    try await server.start()
    FileHandle.standardOutput.write(Data("listening on \(server.addresses[0])\n".utf8))
    try await server.run()
  }
}

private struct StalledService: Interop.Service {
  private let usual = InteropService()

  func collect(
    _ requests: RequestStream<EchoRequest>, context: ServerContext
  ) async throws -> CollectReply {
    try await Task.sleep(for: .seconds(3600))
    return CollectReply()
  }

  func echo(_ request: EchoRequest, context: ServerContext) async throws -> EchoReply {
    try await usual.echo(request, context: context)
  }

  func expand(
    _ request: EchoRequest, responses: ResponseWriter<EchoReply>, context: ServerContext
  ) async throws {
    try await usual.expand(request, responses: responses, context: context)
  }

  func chat(
    _ requests: RequestStream<EchoRequest>, responses: ResponseWriter<EchoReply>,
    context: ServerContext
  ) async throws {
    try await usual.chat(requests, responses: responses, context: context)
  }

  func stats(_ request: EchoRequest, context: ServerContext) async throws -> EchoReply {
    try await usual.stats(request, context: context)
  }
}
