import DequeModule
package import MartletRPC
package import NIOCore
import Synchronization

/// An NIO event loop as the runtime sees it: the executor of handlers' Tasks, timers, and the
/// place where everything that one batch of reading produced is written at once.
///
/// ```
///   read batch ─▶ nghttp2 ─▶ jobs queued ─▶ drain: handlers run ─▶ flush: one write per connection
/// ```
/// Batching is the largest lever there is: 6.2 µs a call against 15.2 with a hop and a flush each.
///
/// Unchecked Sendable: `remote` is locked, everything else belongs to the loop's thread.
package final class NIOLoop: CallLoop, @unchecked Sendable {
  private enum Item {
    case job(UnownedJob)
    case work(@Sendable () -> Void)
  }

  private struct Remote {
    var items = Deque<Item>()
    var isWoken = false
  }

  /// How many items run before the loop looks at its sockets again.
  private static let drainBudget = 256

  let eventLoop: any EventLoop
  /// Nil: the system's.
  private let nature: LoopNature?
  private let remote = Mutex(Remote())
  @exclusivity(unchecked) private var local = Deque<Item>()
  @exclusivity(unchecked) private var dirty: [any Flushable] = []
  /// Set while a batch is under way, at whose end everything is drained and flushed.
  @exclusivity(unchecked) private var isBatching = false
  @exclusivity(unchecked) private var drainIsScheduled = false
  @exclusivity(unchecked) private var wheel = TimerWheel()
  @exclusivity(unchecked) var watchdog = LoopWatchdog()
  private var nextTick: (at: UInt64, task: Scheduled<Void>)?

  package init(eventLoop: any EventLoop, nature: LoopNature? = nil) {
    self.eventLoop = eventLoop
    self.nature = nature
    super.init()
  }

  /// Whether it runs by itself, and not only when a simulation lets it.
  var runsByItself: Bool { nature == nil }

  // MARK: Running things

  package override var isCurrent: Bool { eventLoop.inEventLoop }

  package override func execute(_ work: @escaping @Sendable () -> Void) { add(.work(work)) }

  package override func enqueue(_ job: consuming ExecutorJob) { add(.job(UnownedJob(job))) }

  private func add(_ item: Item) {
    if eventLoop.inEventLoop {
      local.append(item)
      scheduleDrain()
      return
    }
    let mustWake = remote.withLock { remote in
      remote.items.append(item)
      defer { remote.isWoken = true }
      return !remote.isWoken
    }
    if mustWake { eventLoop.execute { self.drainRemote() } }
  }

  private func drainRemote() {
    let items = remote.withLock { remote in
      remote.isWoken = false
      defer { remote.items.removeAll(keepingCapacity: true) }
      return remote.items
    }
    local.append(contentsOf: items)
    drain()
  }

  private func scheduleDrain() {
    guard !isBatching, !drainIsScheduled else { return }
    drainIsScheduled = true
    eventLoop.execute {
      self.drainIsScheduled = false
      self.drain()
    }
  }

  // MARK: Batches

  /// Something has bytes to write; it is flushed at the end of the batch.
  func willFlush(_ flushable: any Flushable) {
    dirty.append(flushable)
    scheduleDrain()
  }

  /// Runs `body`, which feeds a connection; what it produces waits for `drain`.
  func batch(_ body: () -> Void) {
    let outer = isBatching
    isBatching = true
    body()
    isBatching = outer
  }

  /// Runs what is queued, within the budget, and flushes what has bytes to write.
  func drain() {
    guard !isBatching else { return }
    isBatching = true
    var budget = Self.drainBudget
    repeat {
      watchdog.begin()
      while budget > 0, let item = local.popFirst() {
        budget -= 1
        run(item)
      }
      flush()
    } while budget > 0 && !local.isEmpty
    isBatching = false
    if !local.isEmpty || !dirty.isEmpty { drainAfterPolling() }
  }

  /// Goes on once the loop has looked at its sockets. `execute` would not do: NIO runs what that
  /// queues in the same turn, so a Task that yields for long would keep all others from the loop.
  private func drainAfterPolling() {
    guard !drainIsScheduled else { return }
    drainIsScheduled = true
    eventLoop.scheduleTask(in: .microseconds(50)) {
      self.drainIsScheduled = false
      self.drain()
    }
  }

  private func run(_ item: Item) {
    switch item {
    case .job(let job):
      unsafe job.runSynchronously(on: asUnownedTaskExecutor())
      watchdog.jobEnded(unsafe unsafeBitCast(job, to: UnsafeRawPointer.self))
    case .work(let work):
      work()
      watchdog.jobEnded(nil)
    }
  }

  private func flush() {
    // A flush may make others dirty; they are appended and get their turn.
    var index = 0
    while index < dirty.count {
      dirty[index].flush()
      index += 1
    }
    dirty.removeAll(keepingCapacity: true)
  }

  // MARK: Time and chance

  package override var now: ContinuousClock.Instant { nature?.now() ?? .now }

  /// A random number.
  func random(in range: ClosedRange<Double>) -> Double {
    nature?.random(range) ?? .random(in: range)
  }

  /// Whether nothing waits to be run, written or fired. On the loop.
  package var isIdle: Bool {
    local.isEmpty && dirty.isEmpty && wheel.count == 0 && remote.withLock { $0.items.isEmpty }
  }

  package override func schedule(_ timer: CallTimer, afterNanoseconds nanoseconds: UInt64) {
    let now = uptime
    let (due, overflow) = now.addingReportingOverflow(nanoseconds)
    wheel.insert(timer, dueNanoseconds: overflow ? .max : due, now: now)
    // Looking for the next timer visits the wheel; not needed where an earlier one is planned.
    if let nextTick, timer.dueNanoseconds >= nextTick.at { return }
    planTick()
  }

  package override func cancel(_ timer: CallTimer) { wheel.remove(timer) }

  /// What timers are set by, in nanoseconds of a monotonic clock.
  var uptime: UInt64 { eventLoop.now.uptimeNanoseconds }

  /// The same clock where some milliseconds do not matter; cheaper to read.
  var coarseUptime: UInt64 { nature == nil ? CoarseClock.now : uptime }

  /// Makes NIO wake us when the next timer is due. A tick that turns out to be needless (its timer
  /// was cancelled) is cheaper than planning anew at each cancellation.
  private func planTick() {
    guard let due = wheel.nextDueNanoseconds() else { return }
    if let nextTick {
      guard due < nextTick.at else { return }
      nextTick.task.cancel()
    }
    let deadline = NIODeadline.uptimeNanoseconds(min(due, UInt64(Int64.max)))
    nextTick = (
      due,
      eventLoop.scheduleTask(deadline: deadline) {
        self.nextTick = nil
        self.fireTimers()
      }
    )
  }

  private func fireTimers() {
    let due = wheel.expire(now: uptime)
    batch { for timer in due { timer.fire() } }
    planTick()
    drain()
  }
}

/// What a loop can flush at the end of a batch.
protocol Flushable: AnyObject {
  func flush()
}

extension NIOLoop {
  private static let all = Mutex<[ObjectIdentifier: NIOLoop]>([:])

  /// The one loop object for `eventLoop`: servers and clients on it share their batches.
  package static func of(_ eventLoop: any EventLoop) -> NIOLoop {
    all.withLock { all in
      if let known = all[ObjectIdentifier(eventLoop)] { return known }
      let new = NIOLoop(eventLoop: eventLoop)
      all[ObjectIdentifier(eventLoop)] = new
      return new
    }
  }

  /// Makes `loop` the one for its event loop, until it is forgotten.
  package static func register(_ loop: NIOLoop) {
    all.withLock { $0[ObjectIdentifier(loop.eventLoop)] = loop }
  }

  package static func forget(_ loop: NIOLoop) {
    all.withLock { $0[ObjectIdentifier(loop.eventLoop)] = nil }
  }
}

/// Time and chance as a simulation gives them to a loop.
package struct LoopNature: Sendable {
  package var now: @Sendable () -> ContinuousClock.Instant
  package var random: @Sendable (ClosedRange<Double>) -> Double

  package init(
    now: @escaping @Sendable () -> ContinuousClock.Instant,
    random: @escaping @Sendable (ClosedRange<Double>) -> Double
  ) {
    self.now = now
    self.random = random
  }
}
