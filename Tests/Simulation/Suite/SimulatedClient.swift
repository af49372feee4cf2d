import InteropAPI
import Martlet
import MartletTesting
import MartletTransport

/// A host that makes calls as their plans say, and checks what comes back.
///
/// Unchecked Sendable: belongs to the world's thread.
final class SimulatedClient: @unchecked Sendable {
  let channel: RPCChannel
  private let loop: NIOLoop
  private let eventLoop: SimulatedEventLoop
  private let world: SimulatedWorld
  private let ledger: Ledger
  private let client: Interop.Client

  init(
    channel: RPCChannel, loop: NIOLoop, eventLoop: SimulatedEventLoop, world: SimulatedWorld,
    ledger: Ledger
  ) {
    self.channel = channel
    self.loop = loop
    self.eventLoop = eventLoop
    self.world = world
    self.ledger = ledger
    client = Interop.Client(channel)
  }

  /// Makes the call when its time has come.
  func plan(_ plan: CallPlan) {
    world.schedule(at: plan.start, on: eventLoop, "call") { [self] in
      ledger.started(plan.id)
      let task = Task(executorPreference: loop) { await self.perform(plan) }
      guard let delay = plan.cancelAfter else { return }
      world.schedule(after: delay, on: world.chance, "cancel") { [self] in
        ledger.cancelled(plan.id)
        task.cancel()
      }
    }
  }

  private func perform(_ plan: CallPlan) async {
    let outcome: Ledger.Outcome
    do {
      switch plan.kind {
      case .unary: outcome = try await unary(plan)
      case .serverStreaming: outcome = try await serverStreaming(plan)
      case .clientStreaming: outcome = try await clientStreaming(plan)
      case .bidirectional: outcome = try await bidirectional(plan)
      case .pingPong: outcome = try await pingPong(plan)
      }
    } catch let error as RPCError {
      outcome = .failed(error.code, error.message)
    } catch {
      outcome = .failed(.unknown, "not an RPCError: \(error)")
    }
    ledger.ended(plan.id, outcome)
  }

  private func options(_ plan: CallPlan) -> CallOptions {
    var options = CallOptions(
      timeout: plan.timeout.map { .nanoseconds(Int64(clamping: $0)) },
      metadata: [SimulatedService.callKey: "\(plan.id)"])
    options.waitForReady = plan.waitsForReady
    return options
  }

  private func unary(_ plan: CallPlan) async throws -> Ledger.Outcome {
    let reply = try await client.echo(plan.request(0), options: options(plan))
    ledger.received(plan.matches(reply, 0), plan.id)
    return .ok
  }

  private func serverStreaming(_ plan: CallPlan) async throws -> Ledger.Outcome {
    let responses = client.expand(plan.request(0), options: options(plan))
    cancelLater(plan, responses)
    return try await read(plan, responses)
  }

  private func clientStreaming(_ plan: CallPlan) async throws -> Ledger.Outcome {
    let reply =
      if plan.feedsFromSequence {
        try await client.collect(
          PlannedRequests(plan: plan) { await self.pause(plan) }, options: options(plan))
      } else {
        try await client.collect(options: options(plan)) { writer in
          try await self.write(plan, writer)
        }
      }
    ledger.received(reply.count == Int32(plan.requestSizes.count), plan.id)
    return .ok
  }

  private func bidirectional(_ plan: CallPlan) async throws -> Ledger.Outcome {
    try await client.chat(options: options(plan)) { requests, responses in
      self.cancelLater(plan, responses)
      async let writing: Void = self.writeToEnd(plan, requests)
      let outcome = try await self.read(plan, responses)
      if outcome == .left { responses.cancel() }
      await writing
      return outcome
    }
  }

  private func pingPong(_ plan: CallPlan) async throws -> Ledger.Outcome {
    try await client.chat(options: options(plan)) { requests, responses in
      self.cancelLater(plan, responses)
      for index in plan.requestSizes.indices {
        await self.pause(plan)
        // How the call ended is read from the responses.
        do throws(RPCError) { try await requests.write(plan.request(index)) } catch { break }
        if plan.leavesAfter == index { return .left }
        guard let reply = try await responses.next() else { return .ok }
        self.ledger.received(plan.matches(reply, index), plan.id)
      }
      requests.finish()
      while let reply = try await responses.next() {
        self.ledger.received(plan.matches(reply, plan.responseSizes.count), plan.id)
      }
      return .ok
    }
  }

  // MARK: Parts

  private func cancelLater(_ plan: CallPlan, _ responses: ResponseStream<EchoReply>) {
    guard let delay = plan.cancelsStreamAfter else { return }
    world.schedule(after: delay, on: world.chance, "cancel stream") { [self] in
      ledger.cancelled(plan.id)
      responses.cancel()
    }
  }

  private func read(
    _ plan: CallPlan, _ responses: ResponseStream<EchoReply>
  ) async throws -> Ledger.Outcome {
    var index = 0
    while true {
      if plan.leavesAfter == index { return .left }
      await pause(plan)
      guard let reply = try await responses.next() else { return .ok }
      ledger.received(plan.matches(reply, index), plan.id)
      index += 1
    }
  }

  private func writeToEnd(_ plan: CallPlan, _ writer: RequestWriter<EchoRequest>) async {
    do throws(RPCError) {
      try await write(plan, writer)
      writer.finish()
    } catch {
      // The responses tell how the call ended.
    }
  }

  private func write(
    _ plan: CallPlan, _ writer: RequestWriter<EchoRequest>
  ) async throws(RPCError) {
    for index in plan.requestSizes.indices {
      await pause(plan)
      try await writer.write(plan.request(index))
    }
  }

  private func pause(_ plan: CallPlan) async {
    guard plan.clientPause > 0, world.random.chance(percent: 50) else { return }
    await world.sleep(nanoseconds: world.random.next() % plan.clientPause, on: eventLoop)
  }
}

/// The requests of a plan as a sequence that takes its time.
struct PlannedRequests: AsyncSequence, Sendable {
  typealias Element = EchoRequest

  let plan: CallPlan
  let pause: @Sendable () async -> Void

  func makeAsyncIterator() -> Iterator { Iterator(requests: self) }

  struct Iterator: AsyncIteratorProtocol {
    let requests: PlannedRequests
    var index = 0

    mutating func next() async -> EchoRequest? {
      guard index < requests.plan.requestSizes.count else { return nil }
      await requests.pause()
      defer { index += 1 }
      return requests.plan.request(index)
    }
  }
}
