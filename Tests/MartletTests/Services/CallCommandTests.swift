import Foundation
import InteropAPI
import Martlet
import MartletServices
import Testing

/// `martlet call`, `list` and `describe`, as people use them.
@Suite(.timeLimit(.minutes(15))) struct CallCommandTests {
  /// Whose server is called; both tell by reflection what they have.
  enum Server: CaseIterable {
    case python, ours
  }

  @Test(arguments: Server.allCases)
  func listsAndDescribes(server: Server) async throws {
    try await withServer(server) { address in
      let services = try await martlet("list", address)
      #expect(services.output.split(separator: "\n").contains("martlet.test.Interop"))
      let methods = try await martlet("list", address, "martlet.test.Interop")
      #expect(
        methods.output
          == ["Echo", "Expand", "Collect", "Chat", "Stats"]
          .map { "martlet.test.Interop/\($0)\n" }.joined())
      let described = try await martlet(
        "describe", address, "martlet.test.CollectReply", "martlet.test.Interop.Chat")
      #expect(
        described.output == """
          message CollectReply {
            int32 count = 1;
            int64 payload_bytes = 2;
          }

          rpc Chat(stream EchoRequest) returns (stream EchoReply);

          """)
    }
  }

  @Test(arguments: Server.allCases)
  func callsEachKindOfMethod(server: Server) async throws {
    try await withServer(server) { address in
      let unary = try await martlet(
        "call", address, "martlet.test.Interop/Echo", "-d", #"{"text": "hi", "payload": "AQI="}"#)
      #expect(unary.status == 0 && unary.output.contains("\"payload\": \"AQI=\""), "\(unary)")
      let chat = try await martlet(
        "call", "--compact", address, "martlet.test.Interop.Chat", "-d",
        #"{"text": "a"}{"text": "}\""}"#)
      let lines = chat.output.split(separator: "\n")
      #expect(lines.count == 2, "\(chat)")
      #expect(lines.last?.contains(#""text":"}\"""#) == true, "\(chat)")
      let collected = try await martlet(
        "call", address, "martlet.test.Interop/Collect", "-d", #"{} {} {}"#)
      #expect(collected.output == "{\n  \"count\": 3\n}\n")
      let expanded = try await martlet(
        "call", "--compact", address, "martlet.test.Interop/Expand", "-d", #"{"count": 3}"#)
      #expect(expanded.output.split(separator: "\n").count == 3, "\(expanded)")
    }
  }

  /// What comes on standard input is sent as it comes, document by document.
  @Test func standardInputIsAStream() async throws {
    try await withServer(.ours) { address in
      let piped = try await run(
        "/bin/sh",
        [
          "-c",
          """
          printf '{"text": "one"}\\n{"text": "two"}' | \
          "\(Checkout.built("martlet"))" call --plaintext --compact \(address) \
          martlet.test.Interop/Collect -d @
          """,
        ])
      #expect(piped.output == "{\"count\":2}\n")
    }
  }

  @Test func metadataGoesBothWays() async throws {
    try await withServer(.ours) { address in
      let result = try await martlet(
        "call", address, "martlet.test.Interop/Echo", "-d", #"{"echoMetadata": true}"#,
        "-H", "x-color: blue", "-H", "x-key-bin: AQID", "-v")
      #expect(result.output.contains("x-color: blue"), "\(result)")
      #expect(result.output.contains("t-x-key-bin: AQID"), "\(result)")
    }
  }

  @Test func exitCodeSaysHowTheCallEnded() async throws {
    try await withServer(.ours) { address in
      let failed = try await martlet(
        "call", address, "martlet.test.Interop/Echo", "-d",
        #"{"failCode": 5, "failMessage": "no such thing"}"#)
      #expect(failed.status == 64 + 5 && failed.output == "error: NOT_FOUND: no such thing\n")
      let late = try await martlet(
        "call", "--timeout", "50ms", address, "martlet.test.Interop/Echo", "-d",
        #"{"waitForCancel": true}"#)
      #expect(late.status == 64 + 4, "\(late)")
      let unknown = try await martlet("call", address, "martlet.test.Interop/Nope")
      #expect(unknown.status == 64 + 5 && unknown.output.contains("it has Echo, Expand"))
      let field = try await martlet(
        "call", address, "martlet.test.Interop/Echo", "-d", #"{"nope": 1}"#)
      #expect(field.status == 64 + 3 && field.output.contains("has no field \"nope\""))
      let broken = try await martlet(
        "call", address, "martlet.test.Interop/Chat", "-d", #"{"text": "a"} {"#)
      #expect(broken.status == 64 + 3, "\(broken)")
      let twice = try await martlet(
        "call", address, "martlet.test.Interop/Echo", "-d", "{}{}")
      #expect(twice.status == 64 + 3 && twice.output.contains("takes one request"), "\(twice)")
    }
    let nobody = try await martlet("list", "127.0.0.1:1")
    #expect(nobody.status == 64 + 14 && nobody.output.contains("connection refused"))
  }

  @Test(arguments: Server.allCases)
  func showsTheDetailsOfAnError(server: Server) async throws {
    try await withServer(server) { address in
      let result = try await martlet(
        "call", address, "martlet.test.Interop/Echo", "-d",
        #"{"failCode": 3, "failMessage": "no good", "failDetails": true}"#)
      #expect(result.status == 64 + 3)
      #expect(result.output.hasPrefix("error: INVALID_ARGUMENT: no good\n{\n  \"@type\": "))
      #expect(result.output.contains("\"fieldViolations\": ["), "\(result)")
    }
  }

  @Test(
    arguments: [
      ["call", "localhost:1"], ["call", "localhost:1", "nonsense", "--idl", "interop.proto"],
      ["list", "localhost:1", "--cert", "a.pem"], ["list", "localhost:1", "-H", "nonsense"],
      ["list", "localhost:1", "-H", "a b: c"], ["list", "localhost:1", "--timeout", "soon"],
      ["list", "localhost:1", "--compression", "lzma"], ["list", "localhost:1", "--idl", "no.idl"],
      ["list"], ["describe"], ["list", "localhost:1", "a.A", "b.B"],
      ["list", "--idl", "interop.proto", "a.A", "b.B"],
    ])
  func wrongArgumentsAreTold(arguments: [String]) async throws {
    let folder = Checkout.root.appending(path: "Tests/InteropAPI").path
    let local = arguments + ["-I", folder]
    let result = try await run(Checkout.built("martlet"), local)
    #expect(result.status == 2 && result.output.hasPrefix("Error: "), "\(result)")
  }

  /// A server without reflection; comments come from the file.
  @Test func worksFromFiles() async throws {
    let folder = Checkout.root.appending(path: "Tests/InteropAPI").path
    try await MartletTests.withServer([Interop.serving(InteropService())]) { _, port in
      let address = "127.0.0.1:\(port)"
      let asked = try await martlet("list", address)
      #expect(asked.status == 64 + 12 && asked.output.contains("--idl"), "\(asked)")
      let call = try await martlet(
        "call", address, "martlet.test.Interop/Echo", "-d", #"{"text": "hi"}"#, "-I", folder,
        "--idl", "interop.proto")
      #expect(call.output.contains(#""text": "hi""#), "\(call)")
      let described = try await martlet(
        "describe", address, "martlet.test.Interop", "-I", folder, "--idl", "interop.proto")
      #expect(
        described.output.contains(
          """
            // Replies to each request at once.
            rpc Chat(stream EchoRequest) returns (stream EchoReply);
          """), "\(described)")
      let files = ["-I", folder, "--idl", "interop.proto"]
      let alone = try await run(
        Checkout.built("martlet"), ["describe", "martlet.test.Interop"] + files)
      #expect(alone.status == 0 && alone.output == described.output, "\(alone)")
    }
  }

  /// Nobody is asked then.
  @Test func listsWithoutAServer() async throws {
    let folder = Checkout.root.appending(path: "Tests/InteropAPI").path
    let files = ["-I", folder, "--idl", "interop.proto"]
    let services = try await run(Checkout.built("martlet"), ["list"] + files)
    #expect(services.output == "martlet.test.Interop\n", "\(services)")
    let methods = try await run(
      Checkout.built("martlet"), ["list", "martlet.test.Interop"] + files)
    #expect(methods.output.hasPrefix("martlet.test.Interop/"), "\(methods)")
    let unknown = try await run(Checkout.built("martlet"), ["list", "martlet.test.Nope"] + files)
    #expect(unknown.status == 64 + 5 && unknown.output.contains("do not declare"), "\(unknown)")
  }

  #if TLS
    @Test func speaksTLS() async throws {
      let certificates = try await TestCertificates.shared()
      let services = [Interop.serving(InteropService())]
      let security = RPCServerSecurity.tls(
        ServerTLS(
          certificate: .pemFile(certificates.server.certificate),
          privateKey: .pemFile(certificates.server.key)))
      try await MartletTests.withServer(
        services + ReflectionService.registrations(for: services), security: security
      ) { _, port in
        let call = ["call", "localhost:\(port)", "martlet.test.Interop/Echo"]
        let trusted = try await run(
          Checkout.built("martlet"), call + ["--ca-file", certificates.roots])
        #expect(trusted.status == 0, "\(trusted)")
        let unknown = try await run(Checkout.built("martlet"), call)
        #expect(unknown.status == 64 + 14 && unknown.output.contains("certificate"), "\(unknown)")
        let plain = try await run(Checkout.built("martlet"), call + ["--plaintext"])
        #expect(plain.status == 64 + 14, "\(plain)")
      }
    }

    @Test func aServerWithoutTLSIsMetWithTheOption() async throws {
      try await MartletTests.withServer([]) { _, port in
        let list = try await run(Checkout.built("martlet"), ["list", "localhost:\(port)"])
        #expect(list.status == 64 + 14 && list.output.contains("--plaintext"), "\(list)")
      }
    }
  #endif

  /// What `describe` shows of a file is the file: compiled again, it is the same.
  @Test(arguments: ["interop.proto", "reflected.proto"])
  func describedFilesCompile(name: String) async throws {
    let folder = Checkout.root.appending(path: "Tests/InteropAPI").path
    let scratch = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: scratch) }
    let described = try await martlet("describe", name, "-I", folder, "--idl", name)
    try described.output.write(to: scratch.appending(path: name), atomically: true, encoding: .utf8)
    for (root, output) in [(folder, "a"), (scratch.path, "b")] {
      let result = try await run(
        Checkout.built("martlet"),
        ["descriptors", "-I", root, "-o", scratch.appending(path: output).path, name])
      #expect(result.status == 0, "\(result)")
    }
    let same =
      try Data(contentsOf: scratch.appending(path: "a"))
      == Data(contentsOf: scratch.appending(path: "b"))
    #expect(same)
  }

  private func martlet(_ arguments: String...) async throws -> ProcessResult {
    try await run(Checkout.built("martlet"), arguments + ["--plaintext"])
  }

  private func withServer(_ server: Server, _ body: (_ address: String) async throws -> Void)
    async throws
  {
    switch server {
    case .python:
      let process = try await ServerProcess(
        Checkout.python, [Checkout.peer("grpc_server.py"), "--until-eof"])
      try await body("127.0.0.1:\(process.port)")
      withExtendedLifetime(process) {}
    case .ours:
      let services = [Interop.serving(InteropService())]
      try await MartletTests.withServer(
        services + ReflectionService.registrations(for: services)
      ) { _, port in try await body("127.0.0.1:\(port)") }
    }
  }
}
