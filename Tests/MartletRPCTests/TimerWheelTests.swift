import Testing

@testable import MartletRPC

@Suite struct TimerWheelTests {
  private static let tick = TimerWheel.nanosecondsPerTick

  @Test func timersFireInTheirTickAndNeverEarly() {
    var wheel = TimerWheel()
    let dues: [UInt64] = [1, 4_000_000, 4_000_001, 50_000_000, 4_096_000_000, 9_999_999_999]
    let timers = dues.map { _ in CallTimer {} }
    let start: UInt64 = 1_000_000_000
    for (timer, due) in zip(timers, dues) {
      wheel.insert(timer, dueNanoseconds: start + due, now: start)
    }
    var firedAt: [ObjectIdentifier: UInt64] = [:]
    var now = start
    while wheel.count > 0, let next = wheel.nextDueNanoseconds() {
      now = max(now + 1, next)
      for timer in wheel.expire(now: now) { firedAt[ObjectIdentifier(timer)] = now }
    }
    for (timer, due) in zip(timers, dues) {
      let fired = firedAt[ObjectIdentifier(timer)] ?? 0
      #expect(fired >= start + due)
      #expect(fired < start + due + Self.tick)
    }
  }

  @Test func aCancelledTimerDoesNotFireAndOthersInItsSlotDo() {
    var wheel = TimerWheel()
    let timers = (0..<10).map { _ in CallTimer {} }
    for timer in timers { wheel.insert(timer, dueNanoseconds: 10_000_000, now: 0) }
    for timer in timers[2...5] { wheel.remove(timer) }
    wheel.remove(timers[3])
    #expect(wheel.count == 6)
    let fired = Set(wheel.expire(now: 20_000_000).map { ObjectIdentifier($0) })
    #expect(fired == Set((timers[0..<2] + timers[6...]).map { ObjectIdentifier($0) }))
    #expect(wheel.count == 0)
    #expect(wheel.nextDueNanoseconds() == nil)
  }

  @Test func aTimerThatIsInsertedAgainMovesToItsNewTime() {
    var wheel = TimerWheel()
    let timer = CallTimer {}
    wheel.insert(timer, dueNanoseconds: 8_000_000, now: 0)
    wheel.insert(timer, dueNanoseconds: 80_000_000, now: 0)
    #expect(wheel.expire(now: 40_000_000).isEmpty)
    #expect(wheel.expire(now: 80_000_000).count == 1)
  }

  /// The wheel against the simplest thing that could be right, over random operations.
  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func itAgreesWithASortedList(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var wheel = TimerWheel()
    var model: [(timer: CallTimer, due: UInt64)] = []
    var now: UInt64 = 5_000_000_000
    for _ in 0..<500 {
      switch Int.random(in: 0..<4, using: &random) {
      case 0, 1:
        let timer = CallTimer {}
        let due = now + UInt64.random(in: 0...10_000_000_000, using: &random)
        wheel.insert(timer, dueNanoseconds: due, now: now)
        model.append((timer, due))
      case 2:
        guard let index = model.indices.randomElement(using: &random) else { continue }
        wheel.remove(model.remove(at: index).timer)
      default:
        now += UInt64.random(in: 0...2_000_000_000, using: &random)
        let fired = Set(wheel.expire(now: now).map { ObjectIdentifier($0) })
        let late = model.filter { $0.due + Self.tick <= now }.map { ObjectIdentifier($0.timer) }
        let early = model.filter { $0.due > now }.map { ObjectIdentifier($0.timer) }
        #expect(fired.isSuperset(of: late))
        #expect(fired.isDisjoint(with: early))
        model.removeAll { fired.contains(ObjectIdentifier($0.timer)) }
      }
      #expect(wheel.count == model.count)
    }
  }
}

/// A small generator that gives the same numbers for the same seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }
}
