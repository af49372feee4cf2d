import ArgumentParser
import MartletDescriptors
import MartletDriver
import MartletRPC

/// `martlet list`: the services of a server, or the methods of one of them.
struct List: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Lists the services of a gRPC server, or the methods of one.",
    discussion: """
      martlet list --plaintext localhost:50051
      martlet list --idl greeter.idl greeter.v1.Greeter

      Exit codes as of martlet call.
      """)

  @OptionGroup var schema: SchemaOptions
  @OptionGroup var connection: ConnectionOptions

  @Argument(
    help: ArgumentHelp(
      "The server, which may be left out with --idl or --descriptors, and the service whose "
        + "methods to list.",
      valueName: "address-and-service"))
  var words: [String] = []

  func run() async throws {
    try await Outcome.reporting {
      try await schema.withSchemas(words, connection) { schemas, services in
        if services.count > 1 { throw ValidationError("One service at a time.") }
        let names = try await self.names(of: services.first, schemas)
        Report.write(names.map { $0 + "\n" }.joined(), to: .standardOutput)
      }
    }
  }

  private func names(of service: String?, _ schemas: any Schemas) async throws -> [String] {
    guard let service else { return try await schemas.serviceNames() }
    guard let found = try await schemas.pool(with: service).service(named: service) else {
      throw RPCError(.notFound, "\"\(service)\" is no service")
    }
    return found.methods.map { "\(service)/\($0.name)" }
  }
}
