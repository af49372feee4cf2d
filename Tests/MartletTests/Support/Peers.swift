import InteropAPI
import Martlet
import MartletTesting
import Testing

/// The servers that our client is tested against.
enum Peer: String, CaseIterable, CustomTestStringConvertible {
  case python
  case ours
  /// Ours, without sockets.
  case inProcess

  var testDescription: String {
    switch self {
    case .python: "Python grpcio"
    case .ours: "our server"
    case .inProcess: "our server in process"
    }
  }

  /// Runs `body` with a client of a fresh server of this kind.
  func withClient(
    configuration: RPCChannelConfiguration = RPCChannelConfiguration(),
    responseCompression: RPCCompression = .identity,
    _ body: (Interop.Client) async throws -> Void
  ) async throws {
    var serving = RPCServerConfiguration()
    serving.compression = responseCompression
    switch self {
    case .python:
      await ProcessSlots.servers.take()
      defer { Task { await ProcessSlots.servers.giveBack() } }
      let server = try await ServerProcess(
        Checkout.python,
        [
          Checkout.peer("grpc_server.py"), "--until-eof", "--compression", "\(responseCompression)",
        ])
      try await connect(port: server.port, configuration, body)
      withExtendedLifetime(server) {}
    case .inProcess:
      try await withInProcessChannel(
        to: [Interop.serving(InteropService())], server: serving, configuration: configuration
      ) { channel in try await body(Interop.Client(channel)) }
    case .ours:
      try await withServer(
        [Interop.serving(InteropService())], configuration: serving
      ) { _, port in
        try await connect(port: port, configuration, body)
      }
    }
  }

  private func connect(
    port: Int, _ configuration: RPCChannelConfiguration,
    _ body: (Interop.Client) async throws -> Void
  ) async throws {
    try await withChannel(
      to: "127.0.0.1:\(port)", configuration: configuration, logger: .silent
    ) { channel in try await body(Interop.Client(channel)) }
  }
}

/// The status that `body` fails with; a success is an issue.
func failure(_ body: () async throws -> Void) async -> RPCError? {
  let error = await outcome(body)
  if error == nil { Issue.record("the call succeeded") }
  return error
}

/// The status that `body` fails with, or nil if it does not.
func outcome(_ body: () async throws -> Void) async -> RPCError? {
  do {
    try await body()
    return nil
  } catch let error as RPCError {
    return error
  } catch {
    Issue.record("not an RPCError: \(error)")
    return nil
  }
}

extension Interop.Client {
  /// Echoes `text` alone. (The request has too many fields for its stub to take them one by one.)
  func echo(
    text: String, options: CallOptions = CallOptions()
  ) async throws(RPCError) -> EchoReply {
    try await echo(EchoRequest(text: text), options: options)
  }
}
