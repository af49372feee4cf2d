package import Dispatch
package import NIOCore

/// An event loop of a simulated host: runs when the world says so.
///
/// Unchecked Sendable: belongs to the world's thread.
package final class SimulatedEventLoop: EventLoop, @unchecked Sendable {
  package let name: String
  let number: UInt64
  package unowned let world: SimulatedWorld
  /// A binary heap, the earliest first; events of one time in the order in which they came.
  private var events: [SimulatedEvent] = []
  /// When the last of what others told it to do comes to its turn.
  private var wokenUntil: UInt64 = 0
  private static let slowestWake: UInt64 = 200_000

  init(_ name: String, number: UInt64, world: SimulatedWorld) {
    self.name = name
    self.number = number
    self.world = world
  }

  // MARK: As NIO sees it

  package var inEventLoop: Bool { world.isOwnThread && world.current === self }
  package var now: NIODeadline { .uptimeNanoseconds(world.time) }

  package func execute(_ task: @escaping @Sendable () -> Void) {
    guard !inEventLoop, world.isOwnThread else {
      world.schedule(at: world.time, on: self, "execute", task)
      return
    }
    // A loop that is woken by another thread takes its time, and what reached it meanwhile goes first.
    wokenUntil = max(wokenUntil, world.time + world.random.next() % Self.slowestWake)
    world.schedule(at: wokenUntil, on: self, "execute", task)
  }

  package func scheduleTask<T>(
    deadline: NIODeadline, _ task: @escaping @Sendable () throws -> T
  ) -> Scheduled<T> {
    let promise = makePromise(of: T.self)
    let event = world.schedule(at: deadline.uptimeNanoseconds, on: self, "timer") {
      do {
        promise.assumeIsolated().succeed(try task())
      } catch {
        promise.fail(error)
      }
    }
    let box = EventBox(event)
    return Scheduled(promise: promise) { box.event.cancel() }
  }

  package func scheduleTask<T>(
    in delay: TimeAmount, _ task: @escaping @Sendable () throws -> T
  ) -> Scheduled<T> {
    scheduleTask(deadline: now + delay, task)
  }

  package func any() -> any EventLoop { self }
  package func next() -> any EventLoop { self }
  package func makeIterator() -> EventLoopIterator { EventLoopIterator([self]) }

  package func shutdownGracefully(
    queue: DispatchQueue, _ callback: @escaping @Sendable ((any Error)?) -> Void
  ) {
    queue.async { callback(EventLoopError.unsupportedOperation) }
  }

  // MARK: As the world sees it

  var nextTime: UInt64? {
    while let first = events.first, first.isCancelled { _ = popFirst() }
    return events.first?.time
  }

  func insert(_ event: SimulatedEvent) {
    events.append(event)
    var child = events.count - 1
    while child > 0, isBefore(child, (child - 1) / 2) {
      events.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  func popFirst() -> SimulatedEvent? {
    guard let first = events.first else { return nil }
    let last = events.removeLast()
    guard !events.isEmpty else { return first }
    events[0] = last
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < events.count && isBefore(child, least) { least = child }
      guard least != parent else { return first }
      events.swapAt(parent, least)
      parent = least
    }
  }

  private func isBefore(_ left: Int, _ right: Int) -> Bool {
    (events[left].time, events[left].sequence) < (events[right].time, events[right].sequence)
  }
}

/// Unchecked Sendable: on the world's thread only.
private struct EventBox: @unchecked Sendable {
  let event: SimulatedEvent

  init(_ event: SimulatedEvent) { self.event = event }
}
