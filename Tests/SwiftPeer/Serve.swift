import ArgumentParser
import Foundation
import InteropAPI
import Martlet

/// Serves the interop service as a program of one server does it, and says when that has ended.
struct Serve: AsyncParsableCommand {
  func run() async throws {
    let server = RPCServer(
      listening: .tcp(host: "127.0.0.1", port: 0), services: [Interop.serving(InteropService())])
    try await server.start()
    FileHandle.standardOutput.write(Data("listening on \(server.addresses[0])\n".utf8))
    try await server.run()
    FileHandle.standardOutput.write(Data("stopped\n".utf8))
  }
}
