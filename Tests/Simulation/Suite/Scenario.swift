import Martlet
import MartletHTTP2
import MartletTesting

/// What a seed stands for: the hosts, the network, the calls and what goes wrong.
struct Scenario: Sendable {
  enum Fault: Sendable {
    case cut(SimulatedLink.Cut)
    /// A stream is reset, at this end, with this code (RFC 9113 §7).
    case resetStream(HostRole, code: UInt32)
    /// A server's connection is drained by GOAWAY, as at its age: no call may suffer.
    case drain
    /// The server shuts down, and another takes its place after so long.
    case restart(downtime: UInt64)
    /// For so long nobody can connect.
    case refuse(SimulatedNetwork.ConnectFault, duration: UInt64)
  }

  var hosts = 1
  /// Whether clients and server run on one loop, as they may within a process.
  var sharesLoop = false
  var conditions = LinkConditions()
  var channel = RPCChannelConfiguration()
  var server = RPCServerConfiguration()
  var calls: [CallPlan] = []
  var faults: [(time: UInt64, fault: Fault)] = []
}

extension Scenario {
  static func random(_ random: inout SeededRandom) -> Scenario {
    var scenario = Scenario()
    scenario.hosts = 1 + Int(random.next() % 3)
    scenario.sharesLoop = random.chance(percent: 20)
    scenario.conditions.latency = pick(
      [0...0, 1000...100_000, 50_000...5_000_000, 0...50_000_000], &random)
    scenario.conditions.chunkBytes = pick([1, 30, 1500, 64 * 1024, 1 << 20], &random)
    scenario.setLimits(&random)
    scenario.setUpkeep(&random)
    let hosts = scenario.hosts
    // Within how long the calls begin: many at once, or few beside each other.
    let span: UInt64 = pick([1_000_000, 30_000_000, 300_000_000, 1_000_000_000], &random)
    let count = random.chance(percent: 20) ? 60 : random.magnitude(1...40)
    scenario.calls = (0..<count).map {
      .random(
        id: $0, hosts: hosts, spanNanoseconds: span, largestBytes: scenario.largestBytes, &random)
    }
    // A third of all seeds: nothing goes wrong on the network, so that every call has to go well.
    if random.chance(percent: 66) {
      let drainsOnly = random.chance(percent: 20)
      scenario.faults = (0..<random.magnitude(1...6)).map { _ in
        let fault = Fault.random(&random)
        return (random.next() % (span + 100_000_000), drainsOnly ? .drain : fault)
      }
    }
    return scenario
  }

  /// What connections do by the clock: none of it may cost a call.
  private mutating func setUpkeep(_ random: inout SeededRandom) {
    if random.chance(percent: 30) {
      channel.keepalive.minTime = .milliseconds(10)
      channel.keepalive.time = .milliseconds(200)
      channel.keepalive.timeout = .seconds(1)
      server.keepalive.minPingInterval = .milliseconds(1)
    }
    if random.chance(percent: 20) {
      server.maxConnectionIdle = .milliseconds(pick([5, 100], &random))
    }
    if random.chance(percent: 20) {
      server.maxConnectionAge = .milliseconds(pick([20, 300], &random))
    }
  }

  /// A large message in small pieces costs many steps and shows nothing new.
  private var largestBytes: Int {
    let window = min(channel.http2.streamWindowBytes, server.http2.streamWindowBytes)
    return window < 16 * 1024 || conditions.chunkBytes < 1500 ? 20_000 : 500_000
  }

  private mutating func setLimits(_ random: inout SeededRandom) {
    let windows: [Int32] = [1000, 16 * 1024, 65_535, 256 * 1024]
    channel.http2.streamWindowBytes = pick(windows, &random)
    server.http2.streamWindowBytes = pick(windows, &random)
    channel.http2.connectionWindowBytes = pick([65_535, 16 * 1024 * 1024], &random)
    server.http2.connectionWindowBytes = pick([65_535, 16 * 1024 * 1024], &random)
    channel.defaults.writeBufferBytes = pick([1, 1000, 64 * 1024], &random)
    server.writeBufferBytes = pick([1, 1000, 64 * 1024], &random)
    server.http2.maxConcurrentStreams = pick([1, 2, 1000], &random)
    channel.defaults.compression = pick([.identity, .identity, .gzip], &random)
    server.compression = pick([.identity, .identity, .gzip], &random)
  }
}

extension Scenario.Fault {
  static func random(_ random: inout SeededRandom) -> Scenario.Fault {
    switch random.next() % 10 {
    case 0...3: return .cut(pick(SimulatedLink.Cut.allCases, &random))
    case 4, 5:
      let role: HostRole = random.chance(percent: 50) ? .client : .server
      // NO_ERROR, INTERNAL_ERROR, REFUSED_STREAM, CANCEL, ENHANCE_YOUR_CALM.
      return .resetStream(role, code: pick([0, 2, 7, 8, 11], &random))
    case 6, 7: return .drain
    case 8: return .restart(downtime: random.next() % 3_000_000_000)
    default:
      let fault: SimulatedNetwork.ConnectFault = random.chance(percent: 50) ? .refused : .unanswered
      return .refuse(fault, duration: random.next() % 3_000_000_000)
    }
  }

  /// The code that calls may end with because of it.
  var allowedCode: RPCStatus.Code? {
    switch self {
    case .cut, .restart, .refuse: .unavailable
    case .resetStream(_, let code): RPCStatus.Code(resetCode: code)
    case .drain: nil
    }
  }
}

private func pick<Element>(_ choices: [Element], _ random: inout SeededRandom) -> Element {
  choices[Int(random.next() % UInt64(choices.count))]
}
