import MartletHTTP2
import MartletRPC

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Notices handlers that hold their event loop for long, and tells their server which method it was.
///
/// It costs one look at a coarse clock for each job (some 40 ns on a virtual machine, where a precise one
/// costs 140), and nothing where no server has a limit. Whose job
/// it was is found out afterwards: a job of a Task is the Task, for the runtime as for us, so the loop's
/// connections are asked for the call whose Task that is. Belongs to its loop.
struct LoopWatchdog {
  private struct Watched {
    let connection: ConnectionHandler
    let server: ServerCore
    let limit: UInt64
    var quietUntil: UInt64 = 0
  }

  /// Of one connection nothing is told more often: a handler that holds its loop often does not fill
  /// the log, too.
  private static let pause: UInt64 = 1_000_000_000

  private var watched: [ObjectIdentifier: Watched] = [:]
  /// The smallest of all limits that were there since the last time that there was none, in
  /// nanoseconds.
  private var limit = UInt64.max
  /// When the job that runs began, in nanoseconds of the coarse clock.
  private var jobBegan: UInt64 = 0

  var isOn: Bool { limit != .max }

  mutating func add(
    _ connection: ConnectionHandler, of server: ServerCore, limitNanoseconds: UInt64
  ) {
    watched[ObjectIdentifier(connection)] = Watched(
      connection: connection, server: server, limit: limitNanoseconds)
    limit = min(limit, limitNanoseconds)
  }

  mutating func remove(_ connection: ConnectionHandler) {
    watched[ObjectIdentifier(connection)] = nil
    if watched.isEmpty { limit = .max }
  }

  /// Jobs begin to run, one after the other.
  mutating func begin() {
    if isOn { jobBegan = CoarseClock.now }
  }

  /// A job has run; the next one begins.
  mutating func jobEnded(_ job: UnsafeRawPointer?) {
    guard isOn else { return }
    let now = CoarseClock.now
    let duration = now - jobBegan
    jobBegan = now
    if duration > limit { tell(job, duration, now) }
  }

  @inline(never)
  private mutating func tell(_ job: UnsafeRawPointer?, _ duration: UInt64, _ now: UInt64) {
    guard let job else { return }
    for (id, watched) in watched where duration > watched.limit && now >= watched.quietUntil {
      let path = watched.connection.http2?.firstOfStreams { stream in
        (stream as? ServerStream)?.path(ofTask: job)
      }
      guard let path else { continue }
      self.watched[id]?.quietUntil = now + Self.pause
      return watched.server.loopWasHeld(by: path, milliseconds: duration / 1_000_000)
    }
  }
}

/// A monotonic clock that is cheap to read and moves every few milliseconds.
enum CoarseClock {
  static var now: UInt64 {
    #if canImport(Darwin)
      return clock_gettime_nsec_np(CLOCK_UPTIME_RAW_APPROX)
    #else
      var time = timespec()
      clock_gettime(CLOCK_MONOTONIC_COARSE, &time)
      return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    #endif
  }
}
