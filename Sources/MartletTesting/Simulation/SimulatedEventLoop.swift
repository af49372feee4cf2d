package import Dispatch
import HeapModule
package import NIOCore

/// An event loop of a simulated host: runs when the world says so.
///
/// Unchecked Sendable: belongs to the world's thread.
package final class SimulatedEventLoop: EventLoop, @unchecked Sendable {
  package let name: String
  let number: UInt64
  package unowned let world: SimulatedWorld
  private var events = Heap<SimulatedEvent>()
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
    while let first = events.min, first.isCancelled { events.removeMin() }
    return events.min?.time
  }

  func insert(_ event: SimulatedEvent) { events.insert(event) }

  func popFirst() -> SimulatedEvent? { events.popMin() }
}

/// Unchecked Sendable: on the world's thread only.
private struct EventBox: @unchecked Sendable {
  let event: SimulatedEvent

  init(_ event: SimulatedEvent) { self.event = event }
}
