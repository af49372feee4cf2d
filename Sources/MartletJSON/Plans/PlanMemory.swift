/// Lays out the parts of a plan in one piece of memory.
struct PlanMemory {
  private var size = 0

  /// Room for some values; where it is in the memory.
  mutating func reserve<Value: ~Copyable>(_: Value.Type, _ count: Int) -> Int {
    let alignment = MemoryLayout<Value>.alignment
    let place = (size + alignment - 1) / alignment * alignment
    size = place + MemoryLayout<Value>.stride * count
    return place
  }

  /// All of it.
  func allocate() -> UnsafeMutableRawPointer {
    .allocate(byteCount: max(size, 1), alignment: 16)
  }
}

/// The texts of a plan, which may be read in whole words: up to seven bytes beyond their end.
struct PlanTexts {
  private(set) var bytes: [UInt8] = []

  /// Where the text is, and how long.
  mutating func append(_ text: [UInt8]) -> (start: Int, count: Int) {
    let start = bytes.count
    bytes += text
    bytes += [0, 0, 0, 0, 0, 0, 0]
    return (start, text.count)
  }

  func store(_ place: UnsafeMutableRawPointer) -> UnsafeRawPointer {
    bytes.withUnsafeBytes { source in
      guard let start = source.baseAddress else { return }
      place.copyMemory(from: start, byteCount: source.count)
    }
    return UnsafeRawPointer(place)
  }
}
