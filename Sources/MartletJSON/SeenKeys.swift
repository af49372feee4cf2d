/// Which keys the maps that are open have, since none may come twice (as in Python's `json_format`;
/// RFC 8259 §4 leaves it open).
///
/// A stack, on which nested maps put theirs on top. Small maps are gone through; large ones get a
/// hash table, so that the cost of a map grows with its size alone.
struct SeenKeys {
  /// The ``KeyHash`` of each key.
  private var values: [UInt64] = []
  /// Where each key begins in the text, behind its quote.
  private var offsets: [Int] = []

  /// One map on the stack.
  struct Mark {
    fileprivate let base: Int
    /// A bit for each of 64 kinds of values, so that most new keys are told at once.
    fileprivate var filter: UInt64 = 0
    /// Places on the stack and one, 0 where the slot is free; empty for a small map.
    fileprivate var slots: [Int] = []
  }

  /// Up to here a map is small.
  private static let smallCount = 32

  /// Begins a map.
  func push() -> Mark { Mark(base: values.count) }

  /// Ends it.
  mutating func pop(_ mark: Mark) {
    values.removeSubrange(mark.base...)
    offsets.removeSubrange(mark.base...)
  }

  /// Puts a key into its map. Returns the offset of a key of the same value that may be the same,
  /// if there is one; of numbers it is.
  mutating func insert(_ value: UInt64, at offset: Int, into mark: inout Mark) -> Int? {
    let bit = UInt64(1) << (value >> 58)
    let mayBeOld = mark.filter & bit != 0
    mark.filter |= bit
    let place = values.count
    values.append(value)
    offsets.append(offset)
    if place - mark.base < Self.smallCount {
      guard mayBeOld else { return nil }
      return values[mark.base..<place].firstIndex(of: value).map { offsets[$0] }
    }
    return insertLarge(place, into: &mark)
  }

  private mutating func insertLarge(_ place: Int, into mark: inout Mark) -> Int? {
    if 2 * (place - mark.base) >= mark.slots.count {
      // A power of two, so that the upper bits of a value tell its slot.
      let size = max(4 * Self.smallCount, 2 * mark.slots.count)
      mark.slots = [Int](repeating: 0, count: size)
      for old in mark.base..<place { _ = slot(of: old, in: &mark) }
    }
    return slot(of: place, in: &mark).map { offsets[$0] }
  }

  /// Takes a slot for the key at a place, unless there is one of the same value, which is returned.
  private func slot(of place: Int, in mark: inout Mark) -> Int? {
    let mask = mark.slots.count - 1
    var slot = Int(truncatingIfNeeded: values[place] >> UInt64(64 - mask.nonzeroBitCount))
    while mark.slots[slot] != 0 {
      let other = mark.slots[slot] - 1
      if values[other] == values[place] { return other }
      slot = (slot + 1) & mask
    }
    mark.slots[slot] = place + 1
    return nil
  }
}

/// What stands for a key of a map.
///
/// Seeded, so that nobody can send keys that collide.
enum KeyHash {
  private static let seed = UInt64.random(in: .min ... .max)
  private static let factor = UInt64.random(in: .min ... .max) | 1

  /// Of a number: another one for each, since an odd factor takes nothing away.
  static func of(_ number: UInt64) -> UInt64 { number &* factor }

  /// Of the bytes of a text.
  static func of(_ text: UnsafeRawBufferPointer) -> UInt64 {
    var hash = seed
    var rest = text
    while rest.count >= 8 {
      hash = mix(hash ^ rest.loadUnaligned(as: UInt64.self))
      rest = UnsafeRawBufferPointer(rebasing: rest[8...])
    }
    // The length in front of the last bytes, of which there are seven at most.
    var word = UInt64(truncatingIfNeeded: text.count) << 56
    for (place, byte) in rest.enumerated() { word ^= UInt64(byte) << UInt64(8 * place) }
    return mix(hash ^ word)
  }

  private static func mix(_ word: UInt64) -> UInt64 {
    let product = word.multipliedFullWidth(by: factor)
    return product.high ^ product.low
  }
}
