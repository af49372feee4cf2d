import ArgumentParser
import GreeterAPI
import Martlet

@main struct GreeterServer: AsyncParsableCommand {
  @Option(help: "The port to listen on; 0 takes a free one.") var port = 50051

  func run() async throws {
    let server = RPCServer(
      listening: .tcp(host: "127.0.0.1", port: port), services: [Greeter.serving(Host())])
    try await server.start()
    for address in server.addresses { print("listening on \(address)", to: &standardOutput) }
    try await server.run()
  }
}
