import Martlet

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

struct Host: Echo.Service {
  func get(_ request: EchoRequest, context: ServerContext) async throws -> EchoReply {
    EchoReply(text: request.text, number: request.number)
  }

  func many(
    _ request: EchoRequest, responses: ResponseWriter<EchoReply>, context: ServerContext
  ) async throws {
    for number in 0..<request.number {
      try await responses.write(EchoReply(text: request.text, number: number))
    }
  }
}

@main
struct MartletEcho {
  // An async main ends in libdispatch's wait for signals, in which valgrind 3.19 crashes.
  static func main() {
    Task.detached {
      do {
        if let load = Load(CommandLine.arguments) {
          try await load.run()
          exit(0)
        }
        try await serve()
      } catch {
        fatalError("martlet-echo: \(error)")
      }
    }
    while true { sleep(1000) }
  }

  /// TLS with `--tls CERTIFICATE KEY`.
  static var security: RPCServerSecurity {
    let arguments = CommandLine.arguments
    guard arguments.count == 4, arguments[1] == "--tls" else { return .plaintext }
    return .tls(
      ServerTLS(certificate: .pemFile(arguments[2]), privateKey: .pemFile(arguments[3])))
  }

  static func serve() async throws {
    let server = RPCServer(
      listening: .tcp(host: "127.0.0.1", port: 0), security: security,
      services: [Echo.serving(Host())])
    try await server.start()
    for address in server.addresses {
      print("listening on \(address)")
    }
    fflush(nil)  // a pipe would keep the line back
    // Signals end it at once: `main` would not notice that this returns.
    try await server.run(handling: [])
  }
}
