#if TLS
  import ArgumentParser
  import GreeterAPI
  import Martlet

  /// A server and its clients over mutual TLS, in one process to keep it short.
  @main struct GreeterTLS: AsyncParsableCommand {
    @Argument(help: "The folder that examples/make-certificates has made.") var folder: String

    func run() async throws {
      let server = RPCServer(
        listening: .tcp(host: "127.0.0.1", port: 0), security: .tls(try serverTLS()),
        services: [Greeter.serving(Host())])
      try await server.start()
      let target = "dns:///localhost:\(server.addresses[0].port ?? 0)"

      try await greet(target, .tls(clientTLS))
      // A client that cannot prove who it is, and one that does not trust the server.
      try await greet(target, .tls(ClientTLS(trustRoots: roots)))
      try await greet(target, .tls())
      await server.shutdown()
    }

    /// Clients must have a certificate of our authority, and the server's own is read again whenever
    /// its files change.
    private func serverTLS() throws -> ServerTLS {
      let certificate = try TLSIdentityReloader(
        certificate: .pemFile("\(folder)/server.pem"), privateKey: .pemFile("\(folder)/server.key"))
      return ServerTLS(identity: .reloading(certificate), clientCertificates: .required(roots))
    }

    private var clientTLS: ClientTLS {
      ClientTLS(
        trustRoots: roots,
        identity: TLSIdentity(
          certificate: .pemFile("\(folder)/client.pem"),
          privateKey: .pemFile("\(folder)/client.key")))
    }

    private var roots: TLSTrustRoots { .pemFile("\(folder)/ca.pem") }

    private func greet(_ target: String, _ credentials: RPCChannelCredentials) async throws {
      try await withChannel(to: target, credentials: credentials) { channel in
        do throws(RPCError) {
          let reply = try await Greeter.Client(channel).sayHello(name: "you")
          print(reply.message)
        } catch {
          // Without the port, which is another one each time.
          print(
            "refused:", error.message.split(separator: ": ").dropFirst().joined(separator: ": "))
        }
      }
    }
  }

  /// Greets by the name in the caller's certificate.
  struct Host: Greeter.Service {
    func sayHello(_ request: HelloRequest, context: ServerContext) async throws -> HelloReply {
      guard let caller = context.peerIdentity else {
        throw RPCError(.unauthenticated, "a greeting needs a certificate")
      }
      return HelloReply(message: "Hello, \(caller.subject)!")
    }
  }
#else
  @main struct GreeterTLS {
    static func main() { print("build with --traits TLS") }
  }
#endif
