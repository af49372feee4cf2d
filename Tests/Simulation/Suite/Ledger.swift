import Martlet
import MartletTesting

/// What is known of every call, and what must hold.
///
/// Unchecked Sendable: belongs to the world's thread.
final class Ledger: @unchecked Sendable {
  enum Outcome: Equatable {
    case ok
    /// The caller left the stream.
    case left
    case failed(RPCStatus.Code, String)
  }

  fileprivate struct Entry {
    var startedAt: UInt64?
    var outcomes: [Outcome] = []
    var responses = 0
    var isCancelled = false
    var allowed: Set<RPCStatus.Code> = []
    var handlerStarts = 0
    var handlerEnds = 0
    var handlerReturned = false
    var requests = 0
    /// How often the server's interceptor was told of a beginning, and of an end.
    var begun = 0
    var told = 0
  }

  /// Timers are at most a tick late, and what runs takes its time.
  private static let lateness: UInt64 = 50_000_000

  private let world: SimulatedWorld
  private let plans: [CallPlan]
  private var entries: [Entry]
  /// What is wrong, in words.
  private(set) var violations: [String] = []
  /// How the calls ended, counted.
  private(set) var counts: [String: Int] = [:]
  /// Codes that calls may end with from now on, whatever else happens: a connection is lost, or was.
  private var allowedEverywhere: Set<RPCStatus.Code> = []

  init(world: SimulatedWorld, plans: [CallPlan]) {
    self.world = world
    self.plans = plans
    entries = plans.map { _ in Entry() }
  }

  var allHaveEnded: Bool { entries.allSatisfy { !$0.outcomes.isEmpty } }
  var runningHandlers: Int { entries.reduce(0) { $0 + $1.handlerStarts - $1.handlerEnds } }

  func violate(_ words: String) {
    if violations.count < 20 { violations.append(words) }
  }

  // MARK: Faults

  /// A call may end so because of `fault`: those that run, and, where connections are concerned,
  /// those that come later and wait for the next attempt.
  func note(_ fault: Scenario.Fault) {
    guard let code = fault.allowedCode else { return }
    if case .resetStream = fault {
      for index in entries.indices where entries[index].isRunning {
        entries[index].allowed.insert(code)
      }
    } else {
      allowedEverywhere.insert(code)
    }
  }

  func cancelled(_ id: Int) { entries[id].isCancelled = true }

  // MARK: The client's side

  func started(_ id: Int) { entries[id].startedAt = world.time }

  func received(_ reply: Bool, _ id: Int) {
    if !reply {
      violate("call \(id): response \(entries[id].responses) is lost, doubled or out of order")
    }
    entries[id].responses += 1
  }

  func ended(_ id: Int, _ outcome: Outcome) {
    entries[id].outcomes.append(outcome)
    world.note("call ended", UInt64(id), UInt64(entries[id].responses))
    counts[outcome.name, default: 0] += 1
    check(plans[id], entries[id], outcome)
  }

  private func check(_ plan: CallPlan, _ entry: Entry, _ outcome: Outcome) {
    if entry.outcomes.count > 1 { violate("call \(plan.id) ended twice") }
    checkDeadline(plan, entry, outcome)
    switch outcome {
    case .ok: checkSuccess(plan, entry)
    case .left:
      if plan.leavesAfter == nil { violate("call \(plan.id) was left, which was not planned") }
    case .failed(let code, let message):
      let isAllowed =
        code == plan.expectedFailure || entry.allowed.contains(code)
        || allowedEverywhere.contains(code) || (code == .cancelled && entry.isCancelled)
        || (code == .deadlineExceeded && hasExpired(plan, entry))
      if !isAllowed {
        violate(
          "call \(plan.id) (\(plan.kind)) ended with \(code): \(message); nothing allows that")
      }
    }
  }

  private func checkSuccess(_ plan: CallPlan, _ entry: Entry) {
    if let code = plan.expectedFailure {
      violate("call \(plan.id) ended well, where its handler fails with \(code)")
    }
    let expected = plan.kind.streamsResponses ? plan.responseSizes.count : 1
    if entry.responses != expected {
      violate("call \(plan.id) ended well with \(entry.responses) of \(expected) responses")
    }
    if entry.handlerStarts != 1 || !entry.handlerReturned {
      violate("call \(plan.id) ended well, but its handler did not")
    }
  }

  private func checkDeadline(_ plan: CallPlan, _ entry: Entry, _ outcome: Outcome) {
    guard let timeout = plan.timeout, let start = entry.startedAt else { return }
    // What came in time is read, however long its reader takes.
    let pauses = UInt64(plan.requestSizes.count + plan.responseSizes.count + 1) * plan.clientPause
    if world.time > start + timeout + Self.lateness + pauses {
      violate("call \(plan.id) ended \((world.time - start - timeout) / 1_000_000) ms too late")
    }
  }

  private func hasExpired(_ plan: CallPlan, _ entry: Entry) -> Bool {
    guard let timeout = plan.timeout, let start = entry.startedAt else { return false }
    return world.time >= start + timeout
  }

  // MARK: The server's side

  func handlerStarted(_ id: Int) {
    entries[id].handlerStarts += 1
    if entries[id].handlerStarts > 1 { violate("call \(id) was served twice") }
  }

  func handlerEnded(_ id: Int, returned: Bool) {
    entries[id].handlerEnds += 1
    entries[id].handlerReturned = returned
  }

  func served(_ request: Bool, _ id: Int) {
    if !request {
      violate("call \(id): request \(entries[id].requests) is lost, doubled or out of order")
    }
    entries[id].requests += 1
  }

  /// The server was told that no more requests come.
  func requestsEnded(_ id: Int) {
    let expected = plans[id].requestSizes.count
    if entries[id].requests != expected {
      violate("call \(id): \(entries[id].requests) of \(expected) requests were taken for all")
    }
  }

  func interceptionBegan(_ id: Int) { entries[id].begun += 1 }
  func interceptionEnded(_ id: Int) { entries[id].told += 1 }

  // MARK: The end

  /// What must hold when everything is over.
  func checkEnd() {
    for (plan, entry) in zip(plans, entries) {
      if entry.outcomes.isEmpty { violate("call \(plan.id) (\(plan.kind)) never ended") }
      if entry.handlerStarts != entry.handlerEnds {
        violate("call \(plan.id): its handler's Task is left")
      }
      if entry.begun != entry.told {
        violate("call \(plan.id): interceptors were told \(entry.told) ends of \(entry.begun)")
      }
    }
  }
}

extension Ledger.Entry {
  fileprivate var isRunning: Bool { startedAt != nil && outcomes.isEmpty }
}

extension Ledger.Outcome {
  fileprivate var name: String {
    switch self {
    case .ok: "ok"
    case .left: "left"
    case .failed(let code, _): "\(code)"
    }
  }
}
