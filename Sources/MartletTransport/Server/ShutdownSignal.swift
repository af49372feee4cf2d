@preconcurrency import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif
/// A signal that asks a process to end.
public enum ShutdownSignal: Hashable, Sendable, CaseIterable {
  /// SIGTERM, as init systems and orchestrators send it.
  case terminate
  /// SIGINT, as the terminal sends it for Control-C.
  case interrupt

  fileprivate var number: Int32 {
    switch self {
    case .terminate: SIGTERM
    case .interrupt: SIGINT
    }
  }
}

/// Takes signals for as long as nobody calls `cancel`; after the last of a process's watches they do again
/// what they did before the first.
struct SignalWatch: Sendable {
  private let signals: Set<ShutdownSignal>
  private let sources: [DispatchSource]

  /// `body` is called for each signal that comes, with the number of those that have come, on a queue
  /// of Dispatch's.
  init(_ signals: Set<ShutdownSignal>, _ body: @escaping @Sendable (Int) -> Void) {
    let counter = SignalCounter()
    sources = signals.compactMap { signal in
      WatchedSignals.begin(signal)
      let source = DispatchSource.makeSignalSource(signal: signal.number) as? DispatchSource
      source?.setEventHandler { body(counter.next()) }
      source?.resume()
      return source
    }
    self.signals = signals
  }

  /// Returns when signals are the process's again: Dispatch takes and gives up a signal some time after
  /// it was told to.
  func cancel() async {
    for source in sources {
      await withCheckedContinuation { continuation in
        source.setCancelHandler { continuation.resume() }
        source.cancel()
      }
    }
    for signal in signals { WatchedSignals.end(signal) }
  }
}

/// What the process did with the signals that are watched now.
private enum WatchedSignals {
  private struct Entry {
    var watches = 0
    var before: sigaction
  }

  private static let entries = Mutex<[ShutdownSignal: Entry]>([:])

  static func begin(_ signal: ShutdownSignal) {
    entries.withLock { entries in
      entries[signal, default: Entry(before: currentAction(of: signal))].watches += 1
    }
    #if canImport(Darwin)
      // Dispatch sees there only what nobody else does.
      Darwin.signal(signal.number, SIG_IGN)
    #endif
  }

  static func end(_ signal: ShutdownSignal) {
    entries.withLock { entries in
      guard var entry = entries[signal] else { return }
      entry.watches -= 1
      entries[signal] = entry.watches == 0 ? nil : entry
      if entry.watches == 0 { sigaction(signal.number, &entry.before, nil) }
    }
  }

  private static func currentAction(of signal: ShutdownSignal) -> sigaction {
    var action = sigaction()
    sigaction(signal.number, nil, &action)
    return action
  }
}

private final class SignalCounter: Sendable {
  private let count = Atomic(0)

  func next() -> Int { count.add(1, ordering: .relaxed).newValue }
}
