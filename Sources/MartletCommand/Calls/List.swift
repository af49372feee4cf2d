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

      Exit codes as of martlet call.
      """)

  @OptionGroup var schema: SchemaOptions
  @OptionGroup var connection: ConnectionOptions

  @Argument(help: "The service whose methods to list.")
  var service: String?

  func run() async throws {
    try await Outcome.reporting {
      try await connection.withChannel { channel in
        let schemas = try schema.schemas(channel, connection)
        let names = try await self.names(schemas)
        Report.write(names.map { $0 + "\n" }.joined(), to: .standardOutput)
      }
    }
  }

  private func names(_ schemas: any Schemas) async throws -> [String] {
    guard let service else { return try await schemas.serviceNames() }
    guard let found = try await schemas.pool(with: service).service(named: service) else {
      throw RPCError(.notFound, "\"\(service)\" is no service")
    }
    return found.methods.map { "\(service)/\($0.name)" }
  }
}
