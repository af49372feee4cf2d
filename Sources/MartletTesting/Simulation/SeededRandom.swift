/// Random numbers that are the same for the same seed, on every machine. SplitMix64 (Steele, Lea and
/// Flood, "Fast Splittable Pseudorandom Number Generators", 2014).
package struct SeededRandom: RandomNumberGenerator, Sendable {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  /// True in so many of a hundred cases.
  package mutating func chance(percent: Int) -> Bool { Int(next() % 100) < percent }

  /// A number of the range; small ones and large ones are equally likely by their order of magnitude.
  package mutating func magnitude(_ range: ClosedRange<Int>) -> Int {
    let span = UInt64(range.upperBound - range.lowerBound) + 1
    let bits = UInt64.bitWidth - span.leadingZeroBitCount
    let limit = min(span, 1 << UInt64.random(in: 0...UInt64(bits), using: &self))
    return range.lowerBound + Int(UInt64.random(in: 0..<limit, using: &self))
  }
}
