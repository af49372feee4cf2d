import Foundation
import SimulationSuite
import Testing

/// Client and server on a simulated network: docs/SIMULATION.md.
@Suite(.timeLimit(.minutes(15))) struct SimulationTests {
  /// With `MARTLET_SEED=123` that seed alone; else the same seeds each time, and some new ones.
  private static let seeds: [UInt64] = {
    if let chosen = ProcessInfo.processInfo.environment["MARTLET_SEED"].flatMap({ UInt64($0) }) {
      return [chosen]
    }
    return Array(1...60) + (0..<20).map { _ in .random(in: 1_000_000...(.max)) }
  }()

  @Test func whateverGoesWrongCallsKeepTheirPromises() async {
    for seed in Self.seeds {
      let report = await apart { simulate(seed: seed) }
      #expect(
        report.violations.isEmpty,
        """
        seed \(seed): \(report.violations.joined(separator: "; "))
        again: MARTLET_SEED=\(seed) swift test --filter SimulationTests
        """)
    }
  }

  @Test func aSeedDecidesEverything() async {
    for seed in [3, 14, 15, 159, .random(in: 0...(.max))] as [UInt64] {
      let traces = await apart { (simulate(seed: seed).trace, simulate(seed: seed).trace) }
      #expect(traces.0 == traces.1, "seed \(seed)")
    }
  }

  @Test(arguments: Sabotage.allCases.filter { $0 != .isNotDeterministic })
  func aMistakeIsFound(_ sabotage: Sabotage) async {
    let isFound = await apart {
      (1...40).contains { !simulate(seed: $0, sabotage: sabotage).violations.isEmpty }
    }
    #expect(isFound)
  }

  @Test func chanceFromOutsideIsFound() async {
    let traces = await apart {
      (0..<3).map { _ in simulate(seed: 1, sabotage: .isNotDeterministic).trace }
    }
    #expect(Set(traces).count > 1)
  }
}

/// On a thread of its own: what computes for seconds would hold one of the few that all tests share.
private func apart<T: Sendable>(_ body: @escaping @Sendable () -> T) async -> T {
  await withCheckedContinuation { continuation in
    let thread = Thread { continuation.resume(returning: body()) }
    thread.stackSize = 8 << 20
    thread.start()
  }
}
