/// How long to wait between attempts to connect, from the start of one to the start of the next: one
/// that takes longer is followed by the next at once.
/// Source: the gRPC documentation, "Connection Backoff Protocol".
package struct Backoff: Sendable {
  private static let first: Double = 1
  private static let factor = 1.6
  private static let jitter = 0.2
  private static let longest: Double = 120

  private var next = first

  package init() {}

  /// The seconds to wait after one more failure; `random` is from -1 to 1.
  package mutating func nextSeconds(random: Double) -> Double {
    defer { next = min(next * Self.factor, Self.longest) }
    return next * (1 + Self.jitter * random)
  }

  package mutating func reset() { next = Self.first }
}
