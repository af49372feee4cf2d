import InteropAPI
import Logging
import Martlet
import MartletHTTP2
import MartletTesting
import MartletTransport
import Synchronization

/// What came of one seed.
public struct SimulationReport: Sendable {
  public let seed: UInt64
  /// What is wrong, in words; empty if all is well.
  public let violations: [String]
  /// A fingerprint of all that happened.
  public let trace: UInt64
  /// How many steps the world made.
  public let steps: Int
  /// How the calls ended: `ok`, `left`, or a status code.
  public let outcomes: [String: Int]
}

/// Runs what `seed` stands for, from the beginning to the end, on the current thread.
///
/// - Parameter onNote: told of every event, for people.
public func simulate(
  seed: UInt64, sabotage: Sabotage? = nil, onNote: ((String) -> Void)? = nil
) -> SimulationReport {
  let run = SimulationRun(seed: seed, sabotage: sabotage)
  run.world.onNote = onNote
  return run.run()
}

/// Unchecked Sendable: belongs to the world's thread.
final class SimulationRun: @unchecked Sendable {
  private static let mostSteps = 100_000
  /// How long it may take until all is quiet once the calls have ended: longer than handshakes and
  /// silent connections last.
  private static let quietAfter: UInt64 = 120_000_000_000

  let world: SimulatedWorld
  private let seed: UInt64
  private let sabotage: Sabotage?
  private let scenario: Scenario
  private let ledger: Ledger
  private let remains = Remains()
  private let kept: KeptCalls?
  private let network: SimulatedNetwork
  private let serverLoop: NIOLoop
  private let service: SimulatedService
  private var loops: [NIOLoop]
  private var clients: [SimulatedClient] = []
  private var refusal: SimulatedNetwork.ConnectFault?
  private var unfinishedTasks = 0

  init(seed: UInt64, sabotage: Sabotage?) {
    self.seed = seed
    self.sabotage = sabotage
    world = SimulatedWorld(seed: seed)
    scenario = Scenario.random(&world.random)
    ledger = Ledger(world: world, plans: scenario.calls)
    kept = sabotage == .keepsCalls ? KeptCalls() : nil
    let eventLoop = world.makeEventLoop("server")
    serverLoop = world.makeLoop(on: eventLoop)
    loops = [serverLoop]
    network = SimulatedNetwork(world: world, serverLoop: eventLoop)
    network.conditions = scenario.conditions
    service = SimulatedService(
      world: world, loop: eventLoop, plans: scenario.calls, ledger: ledger, sabotage: sabotage)
    setUp(eventLoop)
  }

  private func setUp(_ serverEventLoop: SimulatedEventLoop) {
    network.connectFault = { [unowned self] in refusal }
    network.onConnectFailure = { [unowned self] in
      if sabotage != .hidesFaults { ledger.note(.refuse(.refused, duration: 0)) }
    }
    if sabotage == .losesBytes {
      let countdown = Countdown(40)
      network.conditions.losesBytes = { countdown.next() == 0 }
    }
    if sabotage == .isNotDeterministic {
      for _ in 0..<Int.random(in: 1...1000) { _ = world.random.next() }
    }
    for number in 0..<scenario.hosts { addClient(number, serverEventLoop) }
    for call in scenario.calls { clients[call.host].plan(call) }
    for (time, fault) in scenario.faults {
      world.schedule(at: time, on: world.chance, "fault") { [self] in apply(fault) }
    }
  }

  private func addClient(_ number: Int, _ serverEventLoop: SimulatedEventLoop) {
    let isShared = scenario.sharesLoop && number == 0
    let eventLoop = isShared ? serverEventLoop : world.makeEventLoop("client \(number)")
    let loop = isShared ? serverLoop : world.makeLoop(on: eventLoop)
    if !isShared { loops.append(loop) }
    let transport = WatchingTransport(
      inner: network.makeTransport(on: loop, scenario.channel), remains: remains, kept: kept)
    let channel = RPCChannel(
      transport: transport, defaults: scenario.channel.defaults,
      streamWindowBytes: Int(scenario.channel.http2.streamWindowBytes))
    clients.append(
      SimulatedClient(
        channel: channel, loop: loop, eventLoop: eventLoop, world: world, ledger: ledger))
  }

  // MARK: The run

  func run() -> SimulationReport {
    startServer()
    runWorld { ledger.allHaveEnded }
    if ledger.allHaveEnded {
      let end = world.time + Self.quietAfter
      runWorld { world.time > end }
      checkQuiet()
      shutDown()
      checkNothingIsLeft()
    }
    ledger.checkEnd()
    if world.strayCount > 0 { ledger.violate("something ran on another thread") }
    for loop in loops { NIOLoop.forget(loop) }
    if !ledger.violations.isEmpty { Graveyard.keep(self) }
    return SimulationReport(
      seed: seed, violations: ledger.violations, trace: world.trace, steps: world.steps,
      outcomes: ledger.counts)
  }

  /// Lets time pass until `isDone`, or nothing happens any more.
  private func runWorld(until isDone: () -> Bool) {
    while !isDone(), world.step() {
      guard world.steps < Self.mostSteps else {
        ledger.violate("the world does not come to rest")
        return
      }
    }
  }

  /// All calls have ended, connections stay: nothing of a call may be left.
  private func checkQuiet() {
    if ledger.runningHandlers > 0 {
      ledger.violate("\(ledger.runningHandlers) handlers run on though all calls have ended")
    }
    for link in network.links {
      for role in [HostRole.client, .server] {
        guard let loop = link.eventLoop(role) else { continue }
        let count = world.look(on: loop) { link.handler(role)?.streamCount ?? 0 }
        if count > 0 { ledger.violate("\(count) streams are left at the \(role)'s end") }
      }
    }
    for name in remains.left { ledger.violate("\(name) is left") }
  }

  private func shutDown() {
    for client in clients {
      task { await client.channel.shutdown() }
    }
    runWorld { unfinishedTasks == 0 }
    if unfinishedTasks > 0 { ledger.violate("a channel's shutdown does not end") }
    stopServer()
    runWorld { unfinishedTasks == 0 }
    if unfinishedTasks > 0 { ledger.violate("the server's shutdown does not end") }
    runWorld { false }
  }

  private func checkNothingIsLeft() {
    if !network.links.isEmpty { ledger.violate("\(network.links.count) connections are left") }
    for loop in loops where !loop.isIdle { ledger.violate("a loop has something left to do") }
  }

  // MARK: The server

  private func startServer() {
    var configuration = scenario.server
    configuration.interceptors = [LedgerInterceptor(ledger: ledger, remains: remains)]
    let server = RPCServer(
      listening: [], services: [Interop.serving(service)], configuration: configuration,
      logger: Logger(label: "simulation") { _ in SwiftLogNoOpLogHandler() })
    task { [self] in
      do {
        try await server.start()
        network.server = server
      } catch {
        ledger.violate("the server does not start: \(error)")
      }
    }
  }

  private func stopServer() {
    guard let server = network.server else { return }
    network.server = nil
    // Nobody waits for so long: a connection whose other end is silent breaks earlier.
    task { await server.shutdown(grace: .seconds(3600)) }
  }

  /// Runs `body` on the server's loop and counts it until it ends.
  private func task(_ body: @escaping @Sendable () async -> Void) {
    unfinishedTasks += 1
    Task(executorPreference: serverLoop) {
      await body()
      self.unfinishedTasks -= 1
    }
  }

  // MARK: Faults

  private func apply(_ fault: Scenario.Fault) {
    if sabotage != .hidesFaults { ledger.note(fault) }
    switch fault {
    case .cut(let cut): pickLink()?.cut(cut)
    case .resetStream(let role, let code): resetStream(role, code)
    case .drain: drain()
    case .restart(let downtime):
      stopServer()
      world.schedule(after: downtime, on: world.chance, "restart") { [self] in startServer() }
    case .refuse(let fault, let duration):
      refusal = fault
      world.schedule(after: duration, on: world.chance, "reachable") { [self] in refusal = nil }
    }
  }

  private func pickLink() -> SimulatedLink? {
    let links = network.links
    return links.isEmpty ? nil : links[Int(world.random.next() % UInt64(links.count))]
  }

  private func resetStream(_ role: HostRole, _ code: UInt32) {
    guard let link = pickLink(), let loop = link.eventLoop(role) else { return }
    let lot = world.random.next()
    world.schedule(at: world.time, on: loop, "reset") { [self] in
      guard let handler = link.handler(role), handler.streamCount > 0 else { return }
      ledger.note(.resetStream(role, code: code))
      handler.resetStream(at: Int(lot % UInt64(handler.streamCount)), code: code)
    }
  }

  private func drain() {
    guard let link = pickLink(), let loop = link.eventLoop(.server) else { return }
    world.schedule(at: world.time, on: loop, "drain") {
      // Before its peer has spoken a server can refuse what is on its way.
      if let handler = link.handler(.server), handler.isReady { handler.drain() }
    }
  }
}

/// Runs that went wrong: what hangs in them cannot be taken down.
private enum Graveyard {
  private static let runs = Mutex<[SimulationRun]>([])

  static func keep(_ run: SimulationRun) { runs.withLock { $0.append(run) } }
}

/// Unchecked Sendable: belongs to the world's thread.
private final class Countdown: @unchecked Sendable {
  private var left: Int

  init(_ count: Int) { left = count }

  func next() -> Int {
    left -= 1
    return left
  }
}
