package import MartletTransport
import NIOCore
import Synchronization

/// Time and chance of a simulation, and the order in which its loops run: on one thread, one step
/// after the other, the same for the same seed.
///
/// ```
///   loop A: [t=5 job] [t=9 bytes]  ┐
///   loop B: [t=5 job] [t=7 timer]  ├─▶ the earliest; of several, one by lot ─▶ run ─▶ time goes on
///   chance: [t=6 cut]              ┘
/// ```
/// What one loop has to run at the same time keeps its order, as in a real one.
///
/// Unchecked Sendable: everything but `strays` belongs to the thread that makes the world and runs it.
package final class SimulatedWorld: @unchecked Sendable {
  /// When the world begins, on the clock that deadlines are reckoned with.
  private let epoch = ContinuousClock.now
  private let thread = ThreadIdentity()
  private let strays = Mutex(0)
  /// Nanoseconds since the beginning.
  package private(set) var time: UInt64 = 0
  package var random: SeededRandom
  /// How many steps have been made.
  package private(set) var steps = 0
  /// A fingerprint of all that has happened so far.
  package private(set) var trace: UInt64 = 0xcbf2_9ce4_8422_2325
  /// Told of each event, for people.
  package var onNote: ((String) -> Void)?
  private var loops: [SimulatedEventLoop] = []
  private(set) var current: SimulatedEventLoop?
  private var nextSequence: UInt64 = 0
  /// The loop of what happens to the world from outside.
  package private(set) lazy var chance = makeEventLoop("chance")

  package init(seed: UInt64) { random = SeededRandom(seed: seed) }

  package var now: ContinuousClock.Instant { epoch + .nanoseconds(Int64(clamping: time)) }

  /// How often something ran on another thread: then the seed does not decide what happens.
  package var strayCount: Int { strays.withLock { $0 } }

  /// Whether the caller is on the world's thread.
  var isOwnThread: Bool { thread.isCurrent }

  package func makeEventLoop(_ name: String) -> SimulatedEventLoop {
    let loop = SimulatedEventLoop(name, number: UInt64(loops.count), world: self)
    loops.append(loop)
    return loop
  }

  /// The runtime's loop over `eventLoop`, which finds it from now on until `forget`.
  package func makeLoop(on eventLoop: SimulatedEventLoop) -> NIOLoop {
    let nature = LoopNature(
      now: { [self] in now }, random: { [self] range in .random(in: range, using: &random) })
    let loop = NIOLoop(eventLoop: eventLoop, nature: nature)
    NIOLoop.register(loop)
    return loop
  }

  // MARK: Events

  /// Runs `action` on `loop` at `time`, or as soon as it can after that.
  @discardableResult
  package func schedule(
    at time: UInt64, on loop: SimulatedEventLoop, _ label: StaticString,
    _ action: @escaping () -> Void
  ) -> SimulatedEvent {
    nextSequence += 1
    let event = SimulatedEvent(
      time: max(time, self.time), sequence: nextSequence, label: label, action: action)
    guard isOwnThread else {
      strays.withLock { $0 += 1 }
      return event
    }
    loop.insert(event)
    return event
  }

  /// As above, `delay` nanoseconds from now.
  @discardableResult
  package func schedule(
    after delay: UInt64, on loop: SimulatedEventLoop, _ label: StaticString,
    _ action: @escaping () -> Void
  ) -> SimulatedEvent {
    schedule(at: time + delay, on: loop, label, action)
  }

  /// Makes the next step; returns false if nothing is left to happen.
  package func step() -> Bool {
    guard let earliest = loops.lazy.compactMap(\.nextTime).min() else { return false }
    let due = loops.filter { $0.nextTime.map { $0 <= max(earliest, time) } ?? false }
    let loop = due.count == 1 ? due[0] : due[Int(random.next() % UInt64(due.count))]
    guard let event = loop.popFirst() else { return false }
    // What runs takes its time.
    time = max(time, event.time) + random.next() % 10_000
    steps += 1
    note(event.label, loop.number, 0)
    current = loop
    event.run()
    current = nil
    return true
  }

  /// Looks at something that belongs to `loop`, between two steps.
  package func look<Output>(on loop: SimulatedEventLoop, _ body: () -> Output) -> Output {
    let outer = current
    current = loop
    defer { current = outer }
    return body()
  }

  // MARK: The trace

  package func note(_ label: StaticString, _ first: UInt64, _ second: UInt64) {
    for word in [UInt64(UInt(bitPattern: label.hashValueOfText)), time, first, second] {
      trace = (trace ^ word) &* 0x0000_0100_0000_01b3
      trace ^= trace >> 29
    }
    onNote?("\(Double(time) / 1e6) ms \(label) \(first) \(second)")
  }
}

extension StaticString {
  /// The same in every process.
  fileprivate var hashValueOfText: Int {
    withUTF8Buffer { bytes in bytes.reduce(5381) { ($0 &* 33) &+ Int($1) } }
  }
}

/// Something that happens at a time; what is to happen at the same one, in the order in which it came.
package final class SimulatedEvent: Comparable {
  let time: UInt64
  let sequence: UInt64
  let label: StaticString
  private var action: (() -> Void)?

  init(
    time: UInt64, sequence: UInt64, label: StaticString, action: @escaping () -> Void
  ) {
    self.time = time
    self.sequence = sequence
    self.label = label
    self.action = action
  }

  var isCancelled: Bool { action == nil }

  package func cancel() { action = nil }

  package static func == (left: SimulatedEvent, right: SimulatedEvent) -> Bool { left === right }

  package static func < (left: SimulatedEvent, right: SimulatedEvent) -> Bool {
    (left.time, left.sequence) < (right.time, right.sequence)
  }

  func run() {
    let action = self.action
    self.action = nil
    action?()
  }
}
