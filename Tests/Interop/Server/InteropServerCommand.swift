import ArgumentParser
import Foundation
import InteropSuite
import Martlet

/// The server of gRPC's interoperability tests, with the flags that every implementation's has.
@main struct InteropServerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "interop-server",
    abstract: "Serves grpc.testing.TestService for gRPC's interoperability tests.",
    discussion: "Flags are --flag=value or --flag value.")

  @Option(help: "Where to listen; 0 takes a free port.")
  var port = 0
  @Option(help: "The address to listen on; 0.0.0.0 for clients on other machines.")
  var address = "127.0.0.1"
  @Option(name: .customLong("use_tls"), help: "true or false.")
  var useTLS = false
  @Option(name: .customLong("tls_cert_file"), help: "PEM file of the certificate, with --use_tls.")
  var certificateFile: String?
  @Option(name: .customLong("tls_key_file"), help: "PEM file of its key.")
  var keyFile: String?
  @Option(
    name: .customLong("service_account_key_file"),
    help: "JSON file of the key that tokens must be signed with, for the server to name their user."
  )
  var serviceAccountKeyFile: String?

  func run() async throws {
    let key = try serviceAccountKeyFile.map { try ServiceAccountKey(jsonFile: $0) }
    let server = RPCServer(
      listening: .tcp(host: address, port: port),
      security: try security,
      services: [TestService.serving(InteropTestService(key: key))])
    try await server.start()
    FileHandle.standardOutput.write(Data("listening on \(server.addresses[0])\n".utf8))
    try await server.run()
  }

  private var security: RPCServerSecurity {
    get throws {
      guard useTLS else { return .plaintext }
      #if TLS
        guard let certificateFile, let keyFile else {
          throw ValidationError("--use_tls needs --tls_cert_file and --tls_key_file")
        }
        return .tls(
          ServerTLS(certificate: .pemFile(certificateFile), privateKey: .pemFile(keyFile)))
      #else
        throw ValidationError("--use_tls: built without the trait TLS")
      #endif
    }
  }
}
