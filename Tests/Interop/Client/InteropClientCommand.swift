import ArgumentParser
import InteropSuite
import Martlet

/// The client of gRPC's interoperability tests, with the flags that every implementation's has.
@main struct InteropClientCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "interop-client",
    abstract: "Runs a case of gRPC's interoperability tests against a server.",
    discussion: """
      Exits with 0 if everything was as it should be, and otherwise says what was not. \
      Flags are --flag=value or --flag value.

      Cases: \(InteropClient.caseNames.joined(separator: ", "))
      """)

  @Option(name: .customLong("server_host"), help: "Whom to connect to.")
  var serverHost = "localhost"
  @Option(name: .customLong("server_port"))
  var serverPort: Int
  @Option(
    name: .customLong("server_host_override"),
    help: "Whom to claim to connect to, for TLS and :authority.")
  var serverHostOverride: String?
  @Option(name: .customLong("test_case"), help: "One case, or several with commas between them.")
  var testCase = "large_unary"
  @Option(name: .customLong("use_tls"), help: "true or false.")
  var useTLS = false
  @Option(
    name: .customLong("use_test_ca"), help: "true: --ca_file must be given.")
  var useTestCA = false
  @Option(name: .customLong("ca_file"), help: "PEM file of who is trusted instead of the system's.")
  var caFile: String?
  @Option(name: .customLong("default_service_account"), help: "For Google's cloud; not used.")
  var defaultServiceAccount: String?
  @Option(name: .customLong("oauth_scope"), help: "For Google's cloud; not used.")
  var oauthScope: String?
  @Option(
    name: .customLong("service_account_key_file"), help: "JSON file of the key for per_rpc_creds.")
  var serviceAccountKeyFile: String?

  @Option(name: .customLong("soak_iterations"), help: "Calls in all.")
  var soakIterations = 10
  @Option(name: .customLong("soak_max_failures"))
  var soakMaxFailures = 0
  @Option(name: .customLong("soak_per_iteration_max_acceptable_latency_ms"))
  var soakMaxLatency = 1000
  @Option(name: .customLong("soak_min_time_ms_between_rpcs"))
  var soakMinTime = 0
  @Option(name: .customLong("soak_overall_timeout_seconds"))
  var soakTimeout = 10
  @Option(name: .customLong("soak_request_size"), help: "Bytes.")
  var soakRequestSize = 271_828
  @Option(name: .customLong("soak_response_size"), help: "Bytes.")
  var soakResponseSize = 314_159
  @Option(name: .customLong("soak_num_threads"), help: "Calls at a time.")
  var soakThreads = 1

  func run() async throws {
    let configuration = self.configuration
    let credentials = try self.credentials
    let target = serverHost.contains(":") ? "[\(serverHost)]" : serverHost
    let address = "\(target):\(serverPort)"
    let key = try serviceAccountKeyFile.map { try ServiceAccountKey(jsonFile: $0) }
    for name in testCase.split(separator: ",") {
      let client = try InteropClient(soak: soak, key: key) {
        try RPCChannel(to: address, credentials: credentials, configuration: configuration)
      }
      do {
        try await client.run(String(name))
      } catch {
        print("\(name): failed: \(error)")
        throw ExitCode.failure
      }
      print("\(name): passed")
    }
  }

  private var configuration: RPCChannelConfiguration {
    var configuration = RPCChannelConfiguration()
    configuration.authority = serverHostOverride.map { "\($0):\(serverPort)" }
    return configuration
  }

  private var credentials: RPCChannelCredentials {
    get throws {
      guard useTLS else { return .plaintext }
      #if TLS
        var tls = ClientTLS(serverName: serverHostOverride)
        if let caFile { tls.trustRoots = .pemFile(caFile) }
        guard caFile != nil || !useTestCA else {
          throw ValidationError("--use_test_ca needs --ca_file: no certificates come with this")
        }
        return .tls(tls)
      #else
        throw ValidationError("--use_tls: built without the trait TLS")
      #endif
    }
  }

  private var soak: InteropClient.Soak {
    var soak = InteropClient.Soak()
    soak.iterations = soakIterations
    soak.maxFailures = soakMaxFailures
    soak.maxLatency = .milliseconds(soakMaxLatency)
    soak.minTimeBetweenCalls = .milliseconds(soakMinTime)
    soak.overallTimeout = .seconds(soakTimeout)
    soak.requestBytes = soakRequestSize
    soak.responseBytes = soakResponseSize
    soak.tasks = soakThreads
    return soak
  }
}
