import Synchronization

/// How many calls a server runs, and how many it may.
package final class CallSlots: Sendable {
  package let limit: Int
  private let taken = Atomic(0)

  package init(limit: Int) { self.limit = limit }

  /// Takes a slot for one call; returns false if there is none. The call gives it back when its
  /// handler is done, or cannot begin any more.
  package func take() -> Bool {
    guard taken.add(1, ordering: .relaxed).newValue > limit else { return true }
    giveBack()
    return false
  }

  func giveBack() { taken.subtract(1, ordering: .relaxed) }
}
