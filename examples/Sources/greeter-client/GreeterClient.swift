import ArgumentParser
import GreeterAPI
import Martlet

@main struct GreeterClient: AsyncParsableCommand {
  @Option(help: "The server's port on this machine.") var port = 50051
  @Argument(help: "Whom to greet.") var name = "Ada"

  func run() async throws {
    try await withChannel(to: "127.0.0.1:\(port)") { channel in
      let greeter = Greeter.Client(channel)
      let reply = try await greeter.sayHello(name: name, options: .timeout(.seconds(5)))
      print(reply.message)

      do {
        _ = try await greeter.sayHello(name: "")
      } catch {
        print("without a name: \(error)")
      }
    }
  }
}
