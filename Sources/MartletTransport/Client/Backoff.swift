/// How long to wait between attempts to connect.
/// Source: the gRPC documentation, "Connection Backoff Protocol".
struct Backoff {
  private static let first: Double = 1
  private static let factor = 1.6
  private static let jitter = 0.2
  private static let longest: Double = 120

  private var next = first

  /// The seconds to wait after one more failure; `random` is from -1 to 1.
  mutating func nextSeconds(random: Double) -> Double {
    defer { next = min(next * Self.factor, Self.longest) }
    return next * (1 + Self.jitter * random)
  }

  mutating func reset() { next = Self.first }
}
