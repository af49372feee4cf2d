import InteropAPI
import Martlet
import MartletTesting

/// Serves calls as their plans say, and checks what arrives.
///
/// Unchecked Sendable: belongs to the world's thread.
final class SimulatedService: Interop.Service, @unchecked Sendable {
  static let callKey = "x-call"

  private let world: SimulatedWorld
  private let loop: SimulatedEventLoop
  private let plans: [CallPlan]
  private let ledger: Ledger
  private let sabotage: Sabotage?

  init(
    world: SimulatedWorld, loop: SimulatedEventLoop, plans: [CallPlan], ledger: Ledger,
    sabotage: Sabotage?
  ) {
    self.world = world
    self.loop = loop
    self.plans = plans
    self.ledger = ledger
    self.sabotage = sabotage
  }

  func echo(_ request: EchoRequest, context: ServerContext) async throws -> EchoReply {
    try await serve(context) { plan in
      ledger.served(plan.matches(request, 0), plan.id)
      try await pause(plan)
      if let failure = plan.failure { throw RPCError(failure.code, "as planned") }
      return plan.response(0)
    }
  }

  func expand(
    _ request: EchoRequest, responses: ResponseWriter<EchoReply>, context: ServerContext
  ) async throws {
    try await serve(context) { plan in
      ledger.served(plan.matches(request, 0), plan.id)
      try await write(plan, responses)
    }
  }

  func collect(
    _ requests: RequestStream<EchoRequest>, context: ServerContext
  ) async throws -> CollectReply {
    try await serve(context) { plan in
      var count = 0
      for try await request in requests {
        ledger.served(plan.matches(request, count), plan.id)
        if let failure = plan.failure, failure.after == count {
          throw RPCError(failure.code, "as planned")
        }
        count += 1
        try await pause(plan)
      }
      ledger.requestsEnded(plan.id)
      return CollectReply(count: Int32(count))
    }
  }

  func chat(
    _ requests: RequestStream<EchoRequest>, responses: ResponseWriter<EchoReply>,
    context: ServerContext
  ) async throws {
    try await serve(context) { plan in
      if plan.kind == .pingPong { return try await answerEach(plan, requests, responses) }
      async let reading: Void = readAll(plan, requests)
      try await write(plan, responses)
      try await reading
    }
  }

  func stats(_ request: EchoRequest, context: ServerContext) async throws -> EchoReply {
    EchoReply()
  }

  // MARK: Parts

  private nonisolated(nonsending) func serve<Output>(
    _ context: ServerContext, _ body: nonisolated(nonsending) (CallPlan) async throws -> Output
  ) async throws -> Output {
    let plan = try plan(context.requestMetadata)
    ledger.handlerStarted(plan.id)
    for _ in 0..<plan.serverYields { await Task.yield() }
    var hasReturned = false
    defer { ledger.handlerEnded(plan.id, returned: hasReturned) }
    do {
      let output = try await body(plan)
      hasReturned = true
      return output
    } catch {
      if sabotage == .ignoresCancellation, Task.isCancelled {
        await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
      }
      throw error
    }
  }

  private func plan(_ metadata: RPCMetadata) throws -> CallPlan {
    guard let id = metadata[Self.callKey].flatMap({ Int($0) }), plans.indices.contains(id) else {
      ledger.violate("a call came without its number")
      throw RPCError(.internal, "a call came without its number")
    }
    return plans[id]
  }

  private func write(_ plan: CallPlan, _ responses: ResponseWriter<EchoReply>) async throws {
    for index in plan.responseSizes.indices {
      try await pause(plan)
      try failIfPlanned(plan, index)
      try await write(plan, index, responses)
    }
  }

  private func write(
    _ plan: CallPlan, _ index: Int, _ responses: ResponseWriter<EchoReply>
  ) async throws {
    let isTarget = index == 2
    switch sabotage {
    case .losesResponse where isTarget: return
    case .doublesResponse where isTarget: try await responses.write(plan.response(index))
    case .swapsResponses where isTarget && plan.responseSizes.count > 3:
      return try await responses.write(plan.response(3))
    default: break
    }
    try await responses.write(plan.response(index))
  }

  private func readAll(_ plan: CallPlan, _ requests: RequestStream<EchoRequest>) async throws {
    var count = 0
    for try await request in requests {
      ledger.served(plan.matches(request, count), plan.id)
      count += 1
    }
    ledger.requestsEnded(plan.id)
  }

  private func answerEach(
    _ plan: CallPlan, _ requests: RequestStream<EchoRequest>, _ responses: ResponseWriter<EchoReply>
  ) async throws {
    var index = 0
    for try await request in requests {
      ledger.served(plan.matches(request, index), plan.id)
      try await pause(plan)
      try failIfPlanned(plan, index)
      guard index < plan.responseSizes.count else { return }
      try await write(plan, index, responses)
      index += 1
    }
    ledger.requestsEnded(plan.id)
  }

  private func failIfPlanned(_ plan: CallPlan, _ index: Int) throws {
    if let failure = plan.failure, failure.after == index {
      throw RPCError(failure.code, "as planned")
    }
  }

  private func pause(_ plan: CallPlan) async throws {
    guard plan.serverPause > 0, world.random.chance(percent: 50) else { return }
    await world.sleep(nanoseconds: world.random.next() % plan.serverPause, on: loop)
    try Task.checkCancellation()
  }
}

/// Tells the ledger of each call that a server begins and ends, and lives as long as the call does.
struct LedgerInterceptor: RPCInterceptor {
  let ledger: Ledger
  let remains: Remains

  func begin(_ call: InterceptedCall) -> (any CallInterception)? {
    guard let id = call.requestMetadata[SimulatedService.callKey].flatMap({ Int($0) }) else {
      return nil
    }
    ledger.interceptionBegan(id)
    let interception = LedgerInterception(ledger: ledger, id: id)
    remains.watch(interception, "the server's part of call \(id)")
    return interception
  }
}

private final class LedgerInterception: CallInterception {
  private let ledger: Ledger
  private let id: Int

  init(ledger: Ledger, id: Int) {
    self.ledger = ledger
    self.id = id
  }

  func ended(_ status: RPCStatus) { ledger.interceptionEnded(id) }
}
