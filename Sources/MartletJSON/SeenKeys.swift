/// Which keys the maps that are open have, since none may come twice (as in Python's `json_format`;
/// RFC 8259 §4 leaves it open).
///
/// A stack, on which nested maps put theirs on top. Small maps are gone through; large ones get a
/// hash table, so that the cost of a map grows with its size alone.
struct SeenKeys: ~Copyable {
  private struct Key {
    /// Its ``KeyHash``.
    var hash: UInt64
    /// Where it begins in the text, behind its quote.
    var offset: Int
  }

  /// One map on the stack.
  struct Mark {
    fileprivate let base: Int
    /// A bit for each of 64 kinds of hashes, so that most new keys are told at once.
    fileprivate var filter: UInt64 = 0
    /// Places on the stack and one, 0 where the slot is free; empty for a small map.
    fileprivate var slots: [Int] = []
  }

  private var keys: UnsafeMutablePointer<Key>?
  private var capacity = 0
  private var count = 0

  /// Up to here a map is small.
  private static let smallCount = 32

  deinit { keys?.deallocate() }

  /// Begins a map.
  @inline(__always)
  func push() -> Mark { Mark(base: count) }

  /// Ends it.
  @inline(__always)
  mutating func pop(_ mark: borrowing Mark) { count = mark.base }

  /// Puts a key into its map. Returns the offset of a key of the same hash that may be the same, if
  /// there is one; of numbers it is.
  @inline(__always)
  mutating func insert(_ hash: UInt64, at offset: Int, into mark: inout Mark) -> Int? {
    let bit = UInt64(1) &<< (hash &>> 58)
    let mayBeOld = mark.filter & bit != 0
    mark.filter |= bit
    if count == capacity { grow() }
    let place = count
    guard let keys else { return nil }
    (keys + place).initialize(to: Key(hash: hash, offset: offset))
    count = place &+ 1
    if place &- mark.base >= Self.smallCount { return insertLarge(place, into: &mark) }
    return mayBeOld ? find(hash, mark.base..<place) : nil
  }

  /// Takes back the last key, for which there was another one.
  mutating func dropLast() { count -= 1 }

  @inline(never)
  private mutating func grow() {
    let larger = UnsafeMutablePointer<Key>.allocate(capacity: max(Self.smallCount, 2 * capacity))
    if let keys {
      larger.moveInitialize(from: keys, count: count)
      keys.deallocate()
    }
    capacity = max(Self.smallCount, 2 * capacity)
    keys = larger
  }

  @inline(never)
  private func find(_ hash: UInt64, _ places: Range<Int>) -> Int? {
    guard let keys else { return nil }
    for place in places where keys[place].hash == hash { return keys[place].offset }
    return nil
  }

  @inline(never)
  private func insertLarge(_ place: Int, into mark: inout Mark) -> Int? {
    guard let keys else { return nil }
    if 2 * (place - mark.base) >= mark.slots.count {
      // A power of two, so that the upper bits of a hash tell its slot.
      let size = max(4 * Self.smallCount, 2 * mark.slots.count)
      mark.slots = [Int](repeating: 0, count: size)
      for old in mark.base..<place { _ = Self.slot(of: old, in: &mark, keys) }
    }
    return Self.slot(of: place, in: &mark, keys).map { keys[$0].offset }
  }

  /// Takes a slot for the key at a place, unless there is one of the same hash, which is returned.
  private static func slot(
    of place: Int, in mark: inout Mark, _ keys: UnsafePointer<Key>
  ) -> Int? {
    let mask = mark.slots.count - 1
    let hash = keys[place].hash
    var slot = Int(truncatingIfNeeded: hash >> UInt64(64 - mask.nonzeroBitCount))
    while mark.slots[slot] != 0 {
      let other = mark.slots[slot] - 1
      if keys[other].hash == hash { return other }
      slot = (slot + 1) & mask
    }
    mark.slots[slot] = place + 1
    return nil
  }
}
