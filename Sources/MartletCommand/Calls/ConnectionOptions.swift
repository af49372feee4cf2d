import ArgumentParser
import Logging
import MartletRPC
import MartletTransport

/// How a command reaches a server, and what it sends along with each call.
struct ConnectionOptions: ParsableArguments {
  @Flag(help: "Talk without TLS.")
  var plaintext = false

  @Option(
    help: ArgumentHelp(
      "PEM file with the certificates to trust. (default: the system's)", valueName: "file"))
  var caFile: String?

  @Option(help: ArgumentHelp("PEM file with the client's certificate.", valueName: "file"))
  var cert: String?

  @Option(help: ArgumentHelp("PEM file with the key of --cert.", valueName: "file"))
  var key: String?

  @Option(
    help: ArgumentHelp(
      "The name to ask for and to look for in the server's certificate, instead of the address's.",
      valueName: "name"))
  var serverName: String?

  @Flag(help: "Do not check the server's certificate at all.")
  var insecure = false

  @Option(
    name: [.customShort("H"), .long],
    help: ArgumentHelp(
      "Metadata to send, as \"name: value\"; a value under a name that ends in -bin is base64.",
      valueName: "header"))
  var header: [String] = []

  @Option(
    help: ArgumentHelp(
      "How long a call may take: 1.5, 1.5s, 200ms, 2m. (default: as long as it takes)",
      valueName: "time"))
  var timeout: TimeText?

  @Option(
    help: ArgumentHelp("The largest message to accept, in bytes.", valueName: "bytes"))
  var maxMessageBytes = 64 * 1024 * 1024

  @Option(
    help: ArgumentHelp("What requests are compressed with: gzip or deflate.", valueName: "name"))
  var compression: String?

  func validate() throws {
    let tls: [(String, Bool)] = [
      ("--ca-file", caFile != nil), ("--cert", cert != nil), ("--key", key != nil),
      ("--server-name", serverName != nil), ("--insecure", insecure),
    ]
    if plaintext, let one = tls.first(where: \.1) {
      throw ValidationError("\(one.0) is about TLS, and --plaintext says that there is none.")
    }
    if (cert == nil) != (key == nil) { throw ValidationError("--cert and --key go together.") }
    if maxMessageBytes < 1 { throw ValidationError("--max-message-bytes is at least 1.") }
    if compression != nil, requestCompression == nil {
      throw ValidationError("--compression is gzip or deflate.")
    }
    _ = try metadata()
  }

  /// Runs `body` with a channel, and closes that.
  func withChannel<Output>(
    to address: String, _ body: (RPCChannel) async throws -> Output
  ) async throws -> Output {
    var configuration = RPCChannelConfiguration()
    configuration.defaults.maxReceiveMessageBytes = maxMessageBytes
    let silent = Logger(label: "martlet") { _ in SwiftLogNoOpLogHandler() }
    let channel = try RPCChannel(
      to: address, credentials: try credentials(), configuration: configuration, logger: silent)
    do {
      let output = try await body(channel)
      await channel.shutdown()
      return output
    } catch {
      await channel.shutdown()
      throw advised(error)
    }
  }

  /// The error, with the option that would have helped.
  private func advised(_ error: any Error) -> any Error {
    guard !plaintext, let known = error as? RPCError,
      known.message.hasSuffix("the peer does not speak TLS")
    else { return error }
    return RPCError(known.code, known.message + " (--plaintext talks without it)")
  }

  /// What each call is made with.
  func callOptions(info: CallInfo? = nil) throws -> CallOptions {
    CallOptions(
      timeout: timeout?.duration, metadata: try metadata(), info: info,
      compression: requestCompression)
  }

  private var requestCompression: RPCCompression? {
    RPCCompression.allCases.first { "\($0)" == compression && $0 != .identity }
  }

  private func metadata() throws -> RPCMetadata {
    var metadata = RPCMetadata()
    for text in header { try HeaderText.add(text, to: &metadata) }
    return metadata
  }

  private func credentials() throws -> RPCChannelCredentials {
    if plaintext { return .plaintext }
    #if TLS
      var tls = ClientTLS()
      if let caFile { tls.trustRoots = .pemFile(caFile) }
      if let cert, let key {
        tls.identity = TLSIdentity(certificate: .pemFile(cert), privateKey: .pemFile(key))
      }
      tls.serverName = serverName
      if insecure { tls.verification = .insecureWithoutAnyCheck }
      return .tls(tls)
    #else
      throw ValidationError("This martlet was built without TLS: say --plaintext.")
    #endif
  }
}
