import ArgumentParser
import MartletDescriptors
import MartletDriver
import MartletRPC

/// `martlet describe`: what a server offers, as IDL.
struct Describe: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows services, methods, messages and enums of a gRPC server as IDL.",
    discussion: """
      martlet describe --plaintext localhost:50051 greeter.v1.HelloRequest
      martlet describe --idl greeter.idl greeter.v1.HelloRequest

      Comments are shown where there are any: in IDL files that are named by --idl; servers \
      seldom have them. A file is shown whole. Exit codes as of martlet call.
      """)

  @OptionGroup var schema: SchemaOptions
  @OptionGroup var connection: ConnectionOptions

  @Argument(
    help: ArgumentHelp(
      "The server, which may be left out with --idl or --descriptors, and full names or the import "
        + "path of a file. (default: all services)",
      valueName: "address-and-symbols"))
  var words: [String] = []

  func run() async throws {
    try await Outcome.reporting {
      try await schema.withSchemas(words, connection) { schemas, asked in
        let symbols = asked.isEmpty ? try await schemas.serviceNames() : asked
        var texts: [String] = []
        for symbol in symbols { texts.append(try await describe(symbol, schemas)) }
        Report.write(texts.joined(separator: "\n"), to: .standardOutput)
      }
    }
  }

  private func describe(_ name: String, _ schemas: any Schemas) async throws -> String {
    if name.hasSuffix(".proto") || name.hasSuffix(".idl") {
      guard let file = try await schemas.pool(withFile: name).file(named: name) else {
        throw RPCError(.notFound, "there is no file \"\(name)\"")
      }
      return IDLPrinter.text(of: file)
    }
    guard let symbol = try await schemas.pool(with: name).symbol(named: name) else {
      throw RPCError(.notFound, "there is no \"\(name)\"")
    }
    return IDLPrinter.text(of: symbol)
  }
}
