import InteropAPI
import Martlet

/// A service whose unary method is `body`.
struct Scripted: PartialInterop {
  let body: @Sendable (EchoRequest, ServerContext) async throws -> EchoReply

  init(_ body: @escaping @Sendable (EchoRequest, ServerContext) async throws -> EchoReply) {
    self.body = body
  }

  /// Serves it and runs `body` with a client of it.
  func use(
    security: RPCServerSecurity = .plaintext, credentials: RPCChannelCredentials = .plaintext,
    _ body: (Interop.Client) async throws -> Void
  ) async throws {
    try await withServer([Interop.serving(self)], security: security) { _, port in
      try await withChannel(
        to: "localhost:\(port)", credentials: credentials, logger: .silent
      ) { channel in try await body(Interop.Client(channel)) }
    }
  }

  func echo(_ request: EchoRequest, context: ServerContext) async throws -> EchoReply {
    try await body(request, context)
  }

  func expand(
    _ request: EchoRequest, responses: ResponseWriter<EchoReply>, context: ServerContext
  ) async throws {
    try await responses.write(EchoReply())
    _ = try await body(request, context)
  }
}
