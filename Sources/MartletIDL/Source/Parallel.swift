internal import Dispatch

/// Work spread over all cores.
package enum Parallel {
  /// How many elements a thread takes at a time; below twice as many nothing is spread.
  private static let batch = 8

  /// `work` applied to 0 up to `count`, in that order of results.
  ///
  /// `work` runs on several threads at once, and must not touch what is not its own.
  package static func map<Result>(count: Int, _ work: (Int) -> Result) -> [Result] {
    if count < 2 * batch { return (0..<count).map(work) }
    return [Result](unsafeUninitializedCapacity: count) { buffer, initialized in
      // Every slot is written by one iteration alone, and `concurrentPerform` returns after all.
      nonisolated(unsafe) let slots = buffer
      withoutActuallyEscaping(work) { work in
        nonisolated(unsafe) let work = work
        DispatchQueue.concurrentPerform(iterations: (count + batch - 1) / batch) { iteration in
          let start = iteration * batch
          for index in start..<min(start + batch, count) {
            slots.initializeElement(at: index, to: work(index))
          }
        }
      }
      initialized = count
    }
  }
}
