import InteropAPI
import Martlet
import Synchronization
import Testing

/// What calls prove their callers by.
@Suite(.timeLimit(.minutes(15))) struct CallCredentialsTests {
  /// Replies with the `authorization` values that came, in order.
  private static let service = Scripted { _, context in
    let values = context.requestMetadata.values(of: "authorization").map { "\($0)" }
    return EchoReply(text: values.joined(separator: " | "))
  }

  private static func plain(_ name: String) -> CallCredentials {
    CallCredentials(insecureOverPlaintext: true) { _ in ["authorization": name] }
  }

  @Test func plaintextIsRefused() async throws {
    let asked = Mutex(0)
    let credentials = CallCredentials.bearer {
      asked.withLock { $0 += 1 }
      return "secret"
    }
    try await Self.service.use { client in
      let error = await failure {
        _ = try await client.echo(EchoRequest(), options: .credentials(credentials))
      }
      #expect(error?.code == .unauthenticated)
      #expect(error?.message.contains("the connection is in plaintext") == true)
      #expect(asked.withLock { $0 } == 0)
    }
  }

  @Test func plaintextCanBeAllowedOnPurpose() async throws {
    try await Self.service.use { client in
      let credentials = CallCredentials.bearer(insecureOverPlaintext: true) { "token" }
      let reply = try await client.echo(EchoRequest(), options: .credentials(credentials))
      #expect(reply.text.contains("Bearer token"))
    }
  }

  @Test func theyAreAskedAtEachCallAndGoWithEveryKindOfCall() async throws {
    let count = Mutex(0)
    let credentials = CallCredentials(insecureOverPlaintext: true) { request in
      // Leaves the loop, as one does that asks a server for a token.
      try await Task.sleep(for: .milliseconds(1))
      let number = count.withLock { count in
        count += 1
        return count
      }
      return ["authorization": "\(number)", "x-method": request.method]
    }
    try await withServer([Interop.serving(InteropService())]) { _, port in
      var configuration = RPCChannelConfiguration()
      configuration.defaults.credentials = credentials
      try await withChannel(
        to: "127.0.0.1:\(port)", configuration: configuration, logger: .silent
      ) { channel in
        let client = Interop.Client(channel)
        let info = CallInfo()
        let request = EchoRequest(count: 3, echoMetadata: true)
        _ = try await client.echo(request, options: .info(info))
        #expect(info.initialMetadata["x-method"] == "/martlet.test.Interop/Echo")
        var replies = 0
        for try await _ in client.expand(request, options: .info(info)) { replies += 1 }
        #expect(replies == 3)
        #expect(info.initialMetadata["x-method"] == "/martlet.test.Interop/Expand")
        let collected = try await client.collect([request, request], options: .info(info))
        #expect(collected.count == 2)
        #expect(info.initialMetadata["x-method"] == "/martlet.test.Interop/Collect")
        try await client.chat(options: .info(info)) { requests, responses in
          try await requests.write(request)
          #expect(try await responses.next() != nil)
          requests.finish()
          #expect(try await responses.next() == nil)
        }
        #expect(info.initialMetadata["x-method"] == "/martlet.test.Interop/Chat")
      }
      #expect(count.withLock { $0 } == 4)
    }
  }

  @Test func theChannelsAndTheCallsAreBothSent() async throws {
    try await withServer([Interop.serving(Self.service)]) { _, port in
      var configuration = RPCChannelConfiguration()
      configuration.defaults.credentials = Self.plain("channel")
      try await withChannel(
        to: "127.0.0.1:\(port)", configuration: configuration, logger: .silent
      ) { channel in
        let options = CallOptions(
          metadata: ["authorization": "own"], credentials: Self.plain("call"))
        let reply = try await Interop.Client(channel).echo(EchoRequest(), options: options)
        #expect(
          reply.text == #"ascii("own") | ascii("channel") | ascii("call")"#)
      }
    }
  }

  @Test func whatTheyFailWithIsWhatTheCallFailsWith() async throws {
    struct NoToken: Error {}
    let cases: [(any Error, RPCStatus.Code, String)] = [
      (NoToken(), .unavailable, "the call's credentials could not be had: NoToken()"),
      (RPCError(.unauthenticated, "log in first"), .unauthenticated, "log in first"),
      // What would speak of the call itself does not (gRFC A54).
      (RPCError(.notFound, "no key"), .internal, "NOT_FOUND: no key"),
    ]
    try await Self.service.use { client in
      for (thrown, code, words) in cases {
        let credentials = CallCredentials(insecureOverPlaintext: true) { _ in throw thrown }
        let error = await failure {
          _ = try await client.echo(EchoRequest(), options: .credentials(credentials))
        }
        #expect(error?.code == code)
        #expect(error?.message.contains(words) == true, "\(String(describing: error))")
      }
      let unsendable = CallCredentials(insecureOverPlaintext: true) { _ in ["grpc-x": "a"] }
      let error = await failure {
        _ = try await client.echo(EchoRequest(), options: .credentials(unsendable))
      }
      #expect(error?.code == .internal)
    }
  }

  @Test func theDeadlineEndsThemToo() async throws {
    let isCancelled = Mutex(false)
    let credentials = CallCredentials(insecureOverPlaintext: true) { _ in
      do {
        try await Task.sleep(for: .seconds(3600))
      } catch {
        isCancelled.withLock { $0 = true }
      }
      return [:]
    }
    try await Self.service.use { client in
      // So that the call's time is not spent on connecting.
      _ = try await client.echo(EchoRequest())
      // Long enough that they are asked for on a busy machine, too.
      let options = CallOptions(timeout: .seconds(3), credentials: credentials)
      let error = await failure { _ = try await client.echo(EchoRequest(), options: options) }
      #expect(error?.code == .deadlineExceeded)
      #expect(await eventually { isCancelled.withLock { $0 } })
    }
  }

  #if TLS
    @Test func overTLSTheyAreSentAndKnowTheirAudience() async throws {
      let certificates = try await TestCertificates.shared()
      let credentials = CallCredentials { request in
        #expect(request.serviceURL.hasPrefix("https://localhost:"))
        #expect(request.serviceURL.hasSuffix("/martlet.test.Interop"))
        return ["authorization": "Bearer token"]
      }
      try await Self.service.use(
        security: .tls(ServerTLS(certificates.server)),
        credentials: .tls(ClientTLS(trustRoots: .pemFile(certificates.roots)))
      ) { client in
        let reply = try await client.echo(EchoRequest(), options: .credentials(credentials))
        #expect(reply.text.contains("Bearer token"))
      }
    }
  #endif
}
