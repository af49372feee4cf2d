import InteropAPI
import Martlet

/// A service of which a test needs some methods; the others answer with nothing.
protocol PartialInterop: Interop.Service {}

extension PartialInterop {
  func echo(_ request: EchoRequest, context: ServerContext) async throws -> EchoReply {
    EchoReply()
  }

  func expand(
    _ request: EchoRequest, responses: ResponseWriter<EchoReply>, context: ServerContext
  ) async throws {}

  func collect(
    _ requests: RequestStream<EchoRequest>, context: ServerContext
  ) async throws -> CollectReply { CollectReply() }

  func chat(
    _ requests: RequestStream<EchoRequest>, responses: ResponseWriter<EchoReply>,
    context: ServerContext
  ) async throws {}

  func stats(_ request: EchoRequest, context: ServerContext) async throws -> EchoReply {
    EchoReply()
  }
}
