import DequeModule

/// A queue whose first element needs no buffer: most calls have one message in each direction, and
/// a deque would allocate for it.
struct ShortQueue<Element> {
  private var head: Element?
  private var rest = Deque<Element>()

  var isEmpty: Bool { head == nil }
  var first: Element? { head }
  var count: Int { head == nil ? 0 : rest.count + 1 }

  mutating func append(_ element: Element) {
    if head == nil { head = element } else { rest.append(element) }
  }

  mutating func popFirst() -> Element? {
    guard let first = head.take() else { return nil }
    head = rest.popFirst()
    return first
  }

  mutating func removeAll() {
    head = nil
    rest.removeAll()
  }
}

extension ShortQueue: Sendable where Element: Sendable {}
