import ArgumentParser
import SimulationSuite

/// Runs seeds of the simulation and tells which of them go wrong.
@main
struct Simulate: ParsableCommand {
  @Option(help: "The first seed.")
  var from: UInt64 = 1

  @Option(help: "How many seeds.")
  var count: UInt64 = 1

  @Option(help: "A mistake to make on purpose: \(Sabotage.allCases.map(\.rawValue))")
  var sabotage: String?

  @Flag(help: "Print every event.")
  var trace = false

  func run() throws {
    var failed = 0
    var outcomes: [String: Int] = [:]
    for seed in from..<(from + count) {
      let report = simulate(
        seed: seed, sabotage: sabotage.flatMap { Sabotage(rawValue: $0) },
        onNote: trace ? { print($0) } : nil)
      outcomes.merge(report.outcomes, uniquingKeysWith: +)
      if count == 1 { print("trace \(String(report.trace, radix: 16)), \(report.steps) steps") }
      guard !report.violations.isEmpty else { continue }
      failed += 1
      print("seed \(seed) failed; again: scripts/simulate --from \(seed)")
      for violation in report.violations { print("  \(violation)") }
    }
    let sorted = outcomes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    print("\(count) seeds, \(failed) failed; calls: \(sorted.joined(separator: ", "))")
    if failed > 0 { throw ExitCode.failure }
  }
}
