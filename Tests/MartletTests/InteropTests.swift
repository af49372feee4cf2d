import Foundation
import Testing

/// gRPC's interoperability tests, each in two processes: our client and our server, each against the
/// other and against outsiders. `docs/INTEROP.md` says which case runs against whom.
@Suite(.timeLimit(.minutes(15))) struct InteropTests {
  /// What Python's grpcio can host in both roles.
  private static let common = [
    "empty_unary", "large_unary", "client_streaming", "server_streaming", "ping_pong",
    "empty_stream", "custom_metadata", "status_code_and_message", "special_status_message",
    "unimplemented_method", "unimplemented_service", "cancel_after_begin",
    "cancel_after_first_response", "timeout_on_sleeping_server", "rpc_soak", "channel_soak",
    "concurrent_large_unary",
  ]
  private static let compression = [
    "client_compressed_unary", "server_compressed_unary", "client_compressed_streaming",
    "server_compressed_streaming",
  ]

  /// Plaintext, and TLS where it is compiled.
  #if TLS
    private static let security = [false, true]
  #else
    private static let security = [false]
  #endif

  @Test(arguments: security) func oursAgainstOurs(tls: Bool) async throws {
    let server = try await ourServer(tls)
    try await expectPassed(Self.common + Self.compression, on: server, tls: tls)
  }

  /// C-core cannot tell whether a request was compressed.
  @Test(arguments: security) func oursAgainstPythonsServer(tls: Bool) async throws {
    let cases = Self.common + ["server_compressed_unary", "server_compressed_streaming"]
    try await expectPassed(cases, on: try await pythonsServer(tls), tls: tls)
  }

  /// C-core cannot tell whether a response was compressed, nor leave a request as it is.
  @Test(arguments: security) func pythonsAgainstOurServer(tls: Bool) async throws {
    let cases = Self.common + ["client_compressed_unary"]
    try await expectServed(cases, to: "interop_client.py", tls: tls)
  }

  #if TLS
    /// Credentials of calls do not go over plaintext.
    @Test func credentialsOfCalls() async throws {
      let file = try await ServiceAccountFile()
      let key = "--service_account_key_file=\(file.path)"
      try await expectPassed(["per_rpc_creds"], on: try await ourServer(true, key), tls: true, key)
      try await expectPassed(
        ["per_rpc_creds"], on: try await pythonsServer(true, key), tls: true, key)
      try await expectServed(["per_rpc_creds"], to: "interop_client.py", tls: true, key)
      let refused = try await client(["per_rpc_creds"], on: try await ourServer(false), [key])
      #expect(refused.output.contains("UNAUTHENTICATED: the call has credentials"))
    }
  #endif

  @Test func whatH2SeesOfOurServersCompression() async throws {
    try await expectServed(Self.compression, to: "interop_h2_client.py")
  }

  @Test func whatH2SeesOfOurClientsCompression() async throws {
    try await expectNothingWrong("compression", Self.compression)
  }

  /// Servers that do odd things of HTTP/2.
  @Test(arguments: [
    "goaway", "rst_after_header", "rst_during_data", "rst_after_data", "ping", "max_streams",
    "data_frame_padding", "no_df_padding_sanity_test",
  ])
  func negativeCases(name: String) async throws { try await expectNothingWrong(name, [name]) }

  @Test func aFailureIsToldAndIsTheExitCode() async throws {
    let server = try await ServerProcess(
      Checkout.python, [Checkout.peer("interop_server.py"), "--until-eof"])
    let result = try await client(["client_compressed_unary"], on: server)
    #expect(result.status == 1)
    #expect(
      result.output.contains(
        "client_compressed_unary: failed: the uncompressed probe: the call succeeded"))
    let unknown = try await client(["no_such_case"], on: server)
    #expect(unknown.status == 1)
    #expect(unknown.output.contains("there is no case \"no_such_case\"; there are cancel_after"))
  }

  // MARK: Helpers

  private func client(
    _ cases: [String], on server: ServerProcess, tls: Bool = false, _ more: [String] = []
  ) async throws -> ProcessResult {
    var more = more
    if tls { more.append("--ca_file=\(try await TestCertificates.shared().roots)") }
    // Both forms of flags.
    return try await run(
      Checkout.built("interop-client"),
      [
        "--server_host=127.0.0.1", "--server_port", "\(server.port)", "--use_tls=\(tls)",
        "--use_test_ca=\(tls)",
        "--test_case=\(cases.joined(separator: ","))", "--soak_iterations", "50",
        "--soak_num_threads=4", "--soak_per_iteration_max_acceptable_latency_ms=20000",
        "--soak_overall_timeout_seconds=60",
      ] + more)
  }

  private func expectPassed(
    _ cases: [String], on server: ServerProcess, tls: Bool = false, _ more: String...
  ) async throws {
    let result = try await client(cases, on: server, tls: tls, more)
    #expect(result.status == 0, "\(result.output)")
    for name in cases { #expect(result.output.contains("\(name): passed\n")) }
    withExtendedLifetime(server) {}
  }

  private func pythonsServer(_ tls: Bool, _ more: String...) async throws -> ServerProcess {
    var arguments = [Checkout.peer("interop_server.py"), "--until-eof"] + more
    if tls {
      let pair = try await TestCertificates.shared().server
      arguments += ["--tls-certificate", pair.certificate, "--tls-key", pair.key]
    }
    return try await ServerProcess(Checkout.python, arguments)
  }

  private func ourServer(_ tls: Bool, _ more: String...) async throws -> ServerProcess {
    var arguments = ["--port", "0", "--use_tls=\(tls)"] + more.filter { !$0.isEmpty }
    if tls {
      let pair = try await TestCertificates.shared().server
      arguments += ["--tls_cert_file=\(pair.certificate)", "--tls_key_file=\(pair.key)"]
    }
    return try await ServerProcess(Checkout.built("interop-server"), arguments)
  }

  /// Runs cases of an outsider against our server.
  private func expectServed(
    _ cases: [String], to peer: String, tls: Bool = false, _ more: String...
  ) async throws {
    let server = try await ourServer(tls, more.joined())
    var arguments = [
      Checkout.peer(peer), "--server_host=localhost", "--server_port=\(server.port)",
      "--test_case=\(cases.joined(separator: ","))",
    ]
    arguments += more
    if tls { arguments += ["--tls-roots", try await TestCertificates.shared().roots] }
    let result = try await run(Checkout.python, arguments)
    #expect(result.status == 0, "\(result.output)")
    for name in cases { #expect(result.output.contains("\(name): passed\n")) }
    withExtendedLifetime(server) {}
  }

  /// Runs cases against the misbehaving server, which says at its end what the client did wrong.
  private func expectNothingWrong(_ serverCase: String, _ cases: [String]) async throws {
    let server = try await ServerProcess(
      Checkout.python,
      [Checkout.peer("interop_h2_server.py"), "--test_case=\(serverCase)"])
    try await expectPassed(cases, on: server)
    let verdict = await server.finish()
    #expect(verdict.status == 0, "\(verdict.output)")
    #expect(verdict.output == "the client did nothing wrong\n")
  }
}

/// A key for `per_rpc_creds`, made by openssl in the form of Google's files.
private final class ServiceAccountFile {
  let path: String

  init() async throws {
    let result = try await run("/usr/bin/env", ["openssl", "genrsa", "2048"])
    let begin = try #require(result.output.range(of: "-----BEGIN"))
    let content = [
      "client_email": "interop@martlet.example", "private_key_id": "1",
      "private_key": String(result.output[begin.lowerBound...]),
    ]
    path =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("martlet-account-\(UUID().uuidString).json").path
    try JSONEncoder().encode(content).write(to: URL(fileURLWithPath: path))
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
