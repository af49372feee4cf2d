import Martlet

/// Many calls, on one channel or each on its own, of which few may fail or be slow.
extension InteropClient {
  func rpcSoak() async throws {
    try await soakTest { try await self.soakCall(on: self.channel) }
  }

  func channelSoak() async throws {
    try await soakTest {
      let channel = try makeChannel()
      do {
        try await soakCall(on: channel)
        await channel.shutdown()
      } catch {
        await channel.shutdown()
        throw error
      }
    }
  }

  private func soakCall(on channel: RPCChannel) async throws {
    let response = try await TestService.Client(channel).unaryCall(
      SimpleRequest(
        responseSize: Int32(soak.responseBytes), payload: Self.payload(soak.requestBytes)))
    try expectZeros("the response", response.payload, count: soak.responseBytes)
  }

  private func soakTest(_ call: @escaping @Sendable () async throws -> Void) async throws {
    let deadline = ContinuousClock.now + soak.overallTimeout
    let share = max(1, soak.iterations / max(1, soak.tasks))
    let result = await withTaskGroup(of: SoakResult.self) { group in
      for _ in 0..<max(1, soak.tasks) {
        group.addTask { await soakTask(share, until: deadline, call) }
      }
      return await group.reduce(into: SoakResult()) { $0.add($1) }
    }
    print("soak: \(result)")
    try expect("iterations", result.latencies.count, share * max(1, soak.tasks))
    guard result.failures.count <= soak.maxFailures else {
      throw InteropFailure(
        "\(result.failures.count) of \(result.latencies.count) calls failed, the first because "
          + (result.failures.first ?? ""))
    }
  }

  private func soakTask(
    _ iterations: Int, until deadline: ContinuousClock.Instant,
    _ call: @Sendable () async throws -> Void
  ) async -> SoakResult {
    var result = SoakResult()
    for _ in 0..<iterations where ContinuousClock.now < deadline {
      let start = ContinuousClock.now
      do {
        try await call()
        let latency = start.duration(to: .now)
        if latency > soak.maxLatency { result.failures.append("it took \(latency)") }
      } catch {
        result.failures.append("\(error)")
      }
      result.latencies.append(start.duration(to: .now))
      let next = start + soak.minTimeBetweenCalls
      if next > .now { try? await Task.sleep(until: next, clock: .continuous) }
    }
    return result
  }
}

private struct SoakResult: Sendable, CustomStringConvertible {
  var latencies: [Duration] = []
  var failures: [String] = []

  mutating func add(_ other: SoakResult) {
    latencies += other.latencies
    failures += other.failures
  }

  var description: String {
    let sorted = latencies.sorted()
    func percentile(_ part: Int) -> String {
      sorted.isEmpty ? "-" : "\(sorted[(sorted.count - 1) * part / 100] / .milliseconds(1)) ms"
    }
    return "\(latencies.count) calls, \(failures.count) failures, latency "
      + "\(percentile(50)) at 50 %, \(percentile(90)) at 90 %, \(percentile(100)) at most"
  }
}
