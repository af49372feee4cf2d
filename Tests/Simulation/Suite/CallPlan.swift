import Martlet
import MartletTesting

/// What one call of a simulation does, on both sides. All times in nanoseconds of the world.
struct CallPlan: Sendable {
  enum Kind: Int, CaseIterable, Sendable {
    case unary, serverStreaming, clientStreaming, bidirectional
    /// Bidirectional, one response to each request.
    case pingPong
  }

  let id: Int
  let kind: Kind
  let host: Int
  let start: UInt64
  /// The payload's size in each request.
  var requestSizes: [Int]
  var responseSizes: [Int]
  /// How long the caller waits in all.
  var timeout: UInt64?
  /// Whether the call waits where a connection cannot be made.
  var waitsForReady = false
  /// When the caller's Task is cancelled, from the start.
  var cancelAfter: UInt64?
  /// When somebody else cancels the caller's stream, from its opening: from another thread, as it were.
  var cancelsStreamAfter: UInt64?
  /// After how many responses the caller leaves a stream.
  var leavesAfter: Int?
  /// What the handler throws, and after how many responses, or requests where those stream alone.
  var failure: (code: RPCStatus.Code, after: Int)?
  /// The longest pauses before a message.
  var clientPause: UInt64 = 0
  var serverPause: UInt64 = 0
  /// How often the handler gives way before it answers.
  var serverYields = 0
  /// What the client feeds its requests from.
  var feedsFromSequence = false
}

extension CallPlan {
  static func random(
    id: Int, hosts: Int, spanNanoseconds: UInt64, largestBytes: Int, _ random: inout SeededRandom
  ) -> CallPlan {
    let kind = Kind.allCases[Int(random.next() % UInt64(Kind.allCases.count))]
    let most = random.chance(percent: 10) ? largestBytes : min(4000, largestBytes)
    var plan = CallPlan(
      id: id, kind: kind, host: Int(random.next() % UInt64(hosts)),
      start: random.next() % spanNanoseconds,
      requestSizes: sizes(kind.streamsRequests ? random.magnitude(0...20) : 1, most, &random),
      responseSizes: sizes(kind.streamsResponses ? random.magnitude(0...20) : 1, most, &random))
    if kind == .pingPong {
      plan.responseSizes = sizes(plan.requestSizes.count, most, &random)
    }
    if random.chance(percent: 25) {
      plan.timeout = UInt64(random.magnitude(0...3_000)) * 1_000_000
    }
    if random.chance(percent: 20) {
      plan.cancelAfter = UInt64(random.magnitude(0...500_000)) * 1000
    }
    if kind.streamsResponses, random.chance(percent: 15) {
      plan.cancelsStreamAfter = UInt64(random.magnitude(0...100_000)) * 1000
    }
    if random.chance(percent: 5) { plan.serverYields = Int(random.next() % 2000) }
    if kind.streamsResponses, random.chance(percent: 15) {
      plan.leavesAfter = random.magnitude(0...8)
    }
    if random.chance(percent: 20) {
      let codes: [RPCStatus.Code] = [.aborted, .notFound, .dataLoss, .alreadyExists]
      plan.failure = (codes[Int(random.next() % 4)], random.magnitude(0...10))
    }
    if random.chance(percent: 40) { plan.clientPause = UInt64(random.magnitude(0...50_000)) * 1000 }
    if random.chance(percent: 40) { plan.serverPause = UInt64(random.magnitude(0...50_000)) * 1000 }
    plan.waitsForReady = random.chance(percent: 20)
    plan.feedsFromSequence = random.chance(percent: 30)
    return plan
  }

  /// Most messages are small, whatever may be.
  private static func sizes(
    _ count: Int, _ most: Int, _ random: inout SeededRandom
  ) -> [Int] {
    (0..<count).map { _ in random.magnitude(0...most) }
  }

  /// What the server says if nothing goes wrong on the way; nil for OK.
  var expectedFailure: RPCStatus.Code? {
    guard let failure else { return nil }
    switch kind {
    case .unary: return failure.code
    case .serverStreaming, .bidirectional, .pingPong:
      return failure.after < responseSizes.count ? failure.code : nil
    case .clientStreaming: return failure.after < requestSizes.count ? failure.code : nil
    }
  }
}

extension CallPlan.Kind {
  var streamsRequests: Bool { self != .unary && self != .serverStreaming }
  var streamsResponses: Bool { self != .unary && self != .clientStreaming }
}
