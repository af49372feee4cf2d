import Foundation
import InteropAPI
import Martlet
import Testing

/// Where servers listen: several places at once, of several kinds.
@Suite(.timeLimit(.minutes(15))) struct ListenerTests {
  private static let services = [Interop.serving(InteropService())]

  private static func name() -> String { "martlet-\(UUID().uuidString.prefix(8))" }

  private static func call(
    _ target: String, credentials: RPCChannelCredentials = .plaintext
  ) async throws {
    try await withChannel(to: target, credentials: credentials, logger: .silent) { channel in
      let reply = try await Interop.Client(channel).echo(text: "a")
      #expect(reply.text == "a")
    }
  }

  @Test func oneServerListensInSeveralPlaces() async throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(Self.name()).path
    let name = Self.name()
    let server = RPCServer(
      listening: .tcp(host: "127.0.0.1", port: 0), .unix(path: path), .unixAbstract(name: name),
      .inherited(descriptor: try boundSocket()), services: Self.services, logger: .silent)
    try await server.start()
    let addresses = server.addresses.map(\.description)
    #expect(addresses.count == 4)
    #expect(addresses[1] == "unix:\(path)")
    #expect(addresses[2] == "unix-abstract:\(name)")
    #expect(server.addresses[3].host == "127.0.0.1")
    for address in addresses { try await Self.call(address) }
    await server.shutdown()
    for address in addresses {
      let error = await failure { try await Self.call(address) }
      #expect(error?.code == .unavailable)
      #expect(error?.message.hasPrefix("cannot connect to \(address): ") == true)
    }
  }

  @Test func pythonReachesAnAbstractSocket() async throws {
    let name = Self.name()
    let server = RPCServer(
      listening: [.unixAbstract(name: name)], services: Self.services, logger: .silent)
    try await server.start()
    let result = try await run(
      Checkout.python,
      [Checkout.peer("grpc_client.py"), "--target", "unix-abstract:\(name)", "--case", "unary"])
    #expect(result.status == 0, "\(result.output)")
    await server.shutdown(grace: .zero)
  }

  @Test func aNameIsTakenOnce() async throws {
    let address = ListenAddress.unixAbstract(name: Self.name())
    let first = RPCServer(listening: address, services: [], logger: .silent)
    try await first.start()
    let second = RPCServer(listening: address, services: [], logger: .silent)
    let error = await #expect(throws: RPCServerError.self) { try await second.start() }
    #expect(error?.description == "cannot listen on \(address): the address is already in use")
    await first.shutdown(grace: .zero)
  }

  @Test func whatCannotBeListenedOnIsAnErrorThatSaysWhy() async throws {
    let file = open("/dev/null", O_RDONLY)
    let datagrams = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
    defer {
      close(file)
      close(datagrams)
    }
    let cases: [(ListenAddress, String)] = [
      (.inherited(descriptor: file), "the descriptor is not a socket"),
      (.inherited(descriptor: datagrams), "the socket is not a stream socket"),
      (.inherited(descriptor: 1_000_000), "the descriptor is not open"),
      (.inherited(descriptor: -1), "the descriptor is not open"),
      (.unixAbstract(name: String(repeating: "a", count: 108)), "the name is longer than 107"),
    ]
    for (address, why) in cases {
      let server = RPCServer(listening: address, services: [], logger: .silent)
      let error = await #expect(throws: RPCServerError.self) { try await server.start() }
      #expect(error?.reason.hasPrefix(why) == true, "\(String(describing: error))")
    }
  }

  @Test func aLongNameReachesItsEnd() async throws {
    let name = Self.name() + String(repeating: "x", count: 107 - 16)
    #expect(name.utf8.count == 107)
    let server = RPCServer(
      listening: .unixAbstract(name: name), services: Self.services, logger: .silent)
    try await server.start()
    try await Self.call("unix-abstract:\(name)")
    let error = await failure { try await Self.call("unix-abstract:\(name.dropLast())") }
    #expect(error?.message.hasSuffix("connection refused") == true)
    await server.shutdown(grace: .zero)
  }

  #if TLS
    @Test func oneOfThemMayBeInPlaintext() async throws {
      let certificates = try await TestCertificates.shared()
      let name = Self.name()
      let server = RPCServer(
        listening: .tcp(host: "127.0.0.1", port: 0), .unixAbstract(name: name).inPlaintext(),
        security: .tls(ServerTLS(certificates.server)), services: Self.services, logger: .silent)
      try await server.start()
      try await Self.call("unix-abstract:\(name)")
      let tls = ClientTLS(trustRoots: .pemFile(certificates.roots))
      try await Self.call("localhost:\(server.addresses[0].port ?? 0)", credentials: .tls(tls))
      let error = await failure {
        try await Self.call("unix-abstract:\(name)", credentials: .tls(tls))
      }
      #expect(error?.message.contains("speak TLS") == true, "\(error!)")
      await server.shutdown(grace: .zero)
    }
  #endif
}
