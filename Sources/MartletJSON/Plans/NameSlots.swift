/// A hash table of names that is filled once. What it keeps is a number for each; two names with the
/// same hash are told apart by whoever looks one up.
///
/// Names come from a schema, so nobody can choose them to collide in one that is in use; whoever
/// sends names that are not in the table finds a free slot within few steps.
struct NameSlots {
  /// The lower half of a hash above, the number and one below; 0 where the slot is free.
  private let words: UnsafeMutablePointer<UInt64>
  private let mask: Int

  /// How many slots there are for so many names: a power of two.
  static func count(_ names: Int) -> Int {
    var count = 4
    while count < 2 * names { count *= 2 }
    return count
  }

  /// An empty one, in memory for `count` words.
  init(_ words: UnsafeMutablePointer<UInt64>, count: Int) {
    self.words = words
    mask = count - 1
    words.initialize(repeating: 0, count: count)
  }

  /// Of equal names the first one inserted is found.
  func insert(_ hash: UInt64, _ number: Int) {
    var slot = Int(truncatingIfNeeded: hash) & mask
    while words[slot] != 0 { slot = (slot + 1) & mask }
    words[slot] = hash << 32 | UInt64(truncatingIfNeeded: number + 1)
  }

  @inline(__always)
  func find(_ hash: UInt64, _ matches: (Int) -> Bool) -> Int? {
    var slot = Int(truncatingIfNeeded: hash) & mask
    while true {
      let word = words[slot]
      if word == 0 { return nil }
      if word &>> 32 == hash & 0xFFFF_FFFF {
        let number = Int(truncatingIfNeeded: word & 0xFFFF_FFFF) &- 1
        if matches(number) { return number }
      }
      slot = (slot &+ 1) & mask
    }
  }
}
