import Martlet

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The client: so many calls, or so many messages of a stream, in so many tasks.
///
/// `client PORT unary|stream COUNT TASKS TEXT-BYTES [CERTIFICATE]`; prints how many seconds the
/// measured part took, and how many of CPU.
struct Load {
  enum Kind: String { case unary, stream }

  let port: Int
  let kind: Kind
  let count: Int
  let tasks: Int
  let textBytes: Int
  let certificate: String?

  init?(_ arguments: [String]) {
    guard arguments.count >= 7, arguments[1] == "client", let port = Int(arguments[2]),
      let kind = Kind(rawValue: arguments[3]), let count = Int(arguments[4]),
      let tasks = Int(arguments[5]), tasks > 0, let textBytes = Int(arguments[6])
    else { return nil }
    self.port = port
    self.kind = kind
    self.count = count
    self.tasks = tasks
    self.textBytes = textBytes
    certificate = arguments.count > 7 ? arguments[7] : nil
  }

  func run() async throws {
    try await withChannel(to: "127.0.0.1:\(port)", credentials: credentials) { channel in
      let echo = Echo.Client(channel)
      try await make(count / 10, with: echo)
      let before = Usage()
      try await make(count, with: echo)
      let after = Usage()
      print("seconds \(after.seconds - before.seconds) cpu \(after.cpu - before.cpu)")
    }
  }

  private var credentials: RPCChannelCredentials {
    guard let certificate else { return .plaintext }
    return .tls(
      ClientTLS(trustRoots: .pemFile(certificate), serverName: "localhost"))
  }

  private func make(_ count: Int, with echo: Echo.Client) async throws {
    let text = String(repeating: "x", count: textBytes)
    try await withThrowingTaskGroup { group in
      for task in 0..<tasks {
        let share = count / tasks + (task < count % tasks ? 1 : 0)
        group.addTask {
          switch kind {
          case .unary: try await call(share, EchoRequest(text: text, number: 42), with: echo)
          case .stream:
            try await read(EchoRequest(text: text, number: Int32(share)), with: echo)
          }
        }
      }
      try await group.waitForAll()
    }
  }

  private func call(_ count: Int, _ request: EchoRequest, with echo: Echo.Client) async throws {
    for _ in 0..<count {
      let reply = try await echo.get(request)
      guard reply.number == request.number else { throw WrongReply() }
    }
  }

  private func read(_ request: EchoRequest, with echo: Echo.Client) async throws {
    var count = 0
    for try await _ in echo.many(request) { count += 1 }
    guard count == request.number else { throw WrongReply() }
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
