import ArgumentParser
import Martlet
import RouteGuideAPI

@main struct RouteGuideServer: AsyncParsableCommand {
  @Option(help: "The port to listen on; 0 takes a free one.") var port = 50052

  func run() async throws {
    let server = RPCServer(
      listening: .tcp(host: "127.0.0.1", port: port), services: [RouteGuide.serving(Guide())])
    try await server.start()
    for address in server.addresses { print("listening on \(address)", to: &standardOutput) }
    try await server.run()
  }
}
