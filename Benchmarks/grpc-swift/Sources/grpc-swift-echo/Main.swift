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

  func many(
    request: Martlet_Bench_EchoRequest, response: RPCWriter<Martlet_Bench_EchoReply>,
    context: ServerContext
  ) async throws {
    for number in 0..<request.number {
      try await response.write(
        .with {
          $0.text = request.text
          $0.number = number
        })
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
        if let load = Load(CommandLine.arguments) {
          try await load.run()
          exit(0)
        }
        try await serve()
      } catch {
        fatalError("grpc-swift-echo: \(error)")
      }
    }
    while true { sleep(1000) }
  }

  /// TLS with `--tls CERTIFICATE KEY`.
  static var security: HTTP2ServerTransport.Posix.TransportSecurity {
    let arguments = CommandLine.arguments
    guard arguments.count == 4, arguments[1] == "--tls" else { return .plaintext }
    return .tls(
      certificateChain: [.file(path: arguments[2], format: .pem)],
      privateKey: .file(path: arguments[3], format: .pem))
  }

  static func serve() async throws {
    let transport = HTTP2ServerTransport.Posix(
      address: .ipv4(host: "127.0.0.1", port: 0), transportSecurity: security)
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
