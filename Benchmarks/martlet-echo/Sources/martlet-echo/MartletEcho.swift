import Martlet

struct Host: Echo.Service {
  func get(_ request: EchoRequest, context: ServerContext) async throws -> EchoReply {
    EchoReply(text: request.text, number: request.number)
  }
}

@main
struct MartletEcho {
  static func main() async throws {
    let server = RPCServer(
      listening: .tcp(host: "127.0.0.1", port: 0), services: [Echo.serving(Host())])
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.run() }
      for address in try await server.addresses {
        print("listening on \(address)")
      }
      try await group.waitForAll()
    }
  }
}
