import GRPCCore
import GRPCNIOTransportHTTP2Posix
import NIOCore
import NIOPosix

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// martlet.bench.Echo on grpc-swift-2, the peer that Martlet is measured against. With --takeover
// its handlers run on NIO's event loops in place of Swift's global executor.

struct Host: Martlet_Bench_Echo.SimpleServiceProtocol {
  func get(
    request: Martlet_Bench_EchoRequest, context: ServerContext
  ) async throws -> Martlet_Bench_EchoReply {
    .with {
      $0.text = request.text
      $0.number = request.number
    }
  }
}

@main
struct Main {
  static func main() {
    if CommandLine.arguments.contains("--takeover") {
      NIOSingletons.unsafeTryInstallSingletonPosixEventLoopGroupAsConcurrencyGlobalExecutor()
    }
    Task.detached {
      do {
        try await serve()
      } catch {
        fatalError("grpc-swift-echo: \(error)")
      }
    }
    while true { sleep(1000) }
  }

  static func serve() async throws {
    let transport = HTTP2ServerTransport.Posix(
      address: .ipv4(host: "127.0.0.1", port: 0), transportSecurity: .plaintext)
    let server = GRPCServer(transport: transport, services: [Host()])
    try await withThrowingDiscardingTaskGroup { group in
      group.addTask { try await server.serve() }
      if let bound = try await transport.listeningAddress.ipv4 {
        print("listening on \(bound.host):\(bound.port)")
        fflush(nil)
      }
    }
  }
}
