import GRPCCore
import GRPCNIOTransportHTTP2Posix

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The client, as martlet-echo's: `client PORT unary|stream COUNT TASKS TEXT-BYTES [CERTIFICATE]`.
struct Load {
  let port: Int
  let isStream: Bool
  let count: Int
  let tasks: Int
  let text: String
  let certificate: String?

  init?(_ arguments: [String]) {
    guard arguments.count >= 7, arguments[1] == "client", let port = Int(arguments[2]),
      let count = Int(arguments[4]), let tasks = Int(arguments[5]), tasks > 0,
      let textBytes = Int(arguments[6])
    else { return nil }
    self.port = port
    isStream = arguments[3] == "stream"
    self.count = count
    self.tasks = tasks
    text = String(repeating: "x", count: textBytes)
    certificate = arguments.count > 7 ? arguments[7] : nil
  }

  private var security: HTTP2ClientTransport.Posix.TransportSecurity {
    guard let certificate else { return .plaintext }
    return .tls {
      $0.trustRoots = .certificates([.file(path: certificate, format: .pem)])
    }
  }

  func run() async throws {
    let transport = try HTTP2ClientTransport.Posix(
      target: .ipv4(address: "127.0.0.1", port: port), transportSecurity: security,
      config: .defaults { $0.http2.authority = "localhost" })
    try await withGRPCClient(transport: transport) { client in
      let echo = Martlet_Bench_Echo.Client(wrapping: client)
      try await make(count / 10, with: echo)
      let before = Usage()
      try await make(count, with: echo)
      let after = Usage()
      print("seconds \(after.seconds - before.seconds) cpu \(after.cpu - before.cpu)")
    }
  }

  private func make(
    _ count: Int, with echo: Martlet_Bench_Echo.Client<HTTP2ClientTransport.Posix>
  ) async throws {
    try await withThrowingTaskGroup { group in
      for task in 0..<tasks {
        let share = count / tasks + (task < count % tasks ? 1 : 0)
        group.addTask {
          if isStream {
            try await read(share, with: echo)
          } else {
            try await call(share, with: echo)
          }
        }
      }
      try await group.waitForAll()
    }
  }

  private func call(
    _ count: Int, with echo: Martlet_Bench_Echo.Client<HTTP2ClientTransport.Posix>
  ) async throws {
    let request = Martlet_Bench_EchoRequest.with {
      $0.text = text
      $0.number = 42
    }
    for _ in 0..<count {
      let reply = try await echo.get(request)
      guard reply.number == request.number else { throw WrongReply() }
    }
  }

  private func read(
    _ count: Int, with echo: Martlet_Bench_Echo.Client<HTTP2ClientTransport.Posix>
  ) async throws {
    let request = Martlet_Bench_EchoRequest.with {
      $0.text = text
      $0.number = Int32(count)
    }
    let found = try await echo.many(request) { response in
      var found = 0
      for try await _ in response.messages { found += 1 }
      return found
    }
    guard found == count else { throw WrongReply() }
  }
}

struct WrongReply: Error {}

/// Seconds since whenever, and those of CPU that the process has had.
struct Usage {
  let seconds: Double
  let cpu: Double

  init() {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    seconds = Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now)
    cpu = Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
  }
}
