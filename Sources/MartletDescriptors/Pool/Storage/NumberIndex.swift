/// Finds fields and enum values by their number: the members' indexes sorted by number, of which
/// the first so many stand at their number's distance from the first. Numbers are usually given one
/// after the other, so that most lookups are one step; the others are a binary search.
struct NumberIndex: Sendable {
  private var first: Int32 = 0
  private var dense: Int32 = 0
  private var start: Int32 = 0
  private var count: Int32 = 0

  /// Nothing.
  init() {}

  /// - Parameters:
  ///   - range: the part of `order` that is to be used, sorted by number, each number once.
  init(_ order: [Int32], _ range: Range<Int>, number: (Int) -> Int32) {
    guard let lowest = range.first else { return }
    first = number(Int(order[lowest]))
    start = Int32(lowest)
    count = Int32(range.count)
    for place in range {
      let distance = Int64(number(Int(order[place]))) - Int64(first)
      if distance != Int64(place - lowest) { break }
      dense += 1
    }
  }

  /// The member with a number.
  func find(_ wanted: Int32, _ order: [Int32], number: (Int) -> Int32) -> Int? {
    let distance = Int64(wanted) - Int64(first)
    if distance >= 0 && distance < Int64(dense) { return Int(order[Int(start) + Int(distance)]) }
    var low = Int(start) + Int(dense)
    var high = Int(start) + Int(count)
    while low < high {
      let middle = (low + high) / 2
      let member = Int(order[middle])
      let found = number(member)
      if found == wanted { return member }
      if found < wanted { low = middle + 1 } else { high = middle }
    }
    return nil
  }
}
