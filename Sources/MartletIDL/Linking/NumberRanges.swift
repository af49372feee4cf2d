/// The ranges of one message or enum, in the order of their numbers, so that questions about any
/// amount of them are answered quickly.
struct NumberRanges {
  private let sorted: [NumberRange]

  init(_ ranges: [NumberRange]) {
    sorted = ranges.filter { $0.first <= $0.last }
      .sorted { ($0.first, $0.range.start) < ($1.first, $1.range.start) }
  }

  /// The range with `number`, if there is one. Of ranges that overlap it may miss one.
  func range(with number: Int32) -> NumberRange? {
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle].first <= Int64(number) { low = middle + 1 } else { high = middle }
    }
    guard low > 0, sorted[low - 1].contains(number) else { return nil }
    return sorted[low - 1]
  }

  /// A range that shares numbers with `other`, if there is one.
  func range(overlapping other: NumberRange) -> NumberRange? {
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle].last < other.first { low = middle + 1 } else { high = middle }
    }
    guard low < sorted.count, sorted[low].overlaps(other) else { return nil }
    return sorted[low]
  }

  /// Pairs of ranges that share numbers, the one that is later in the source first.
  var overlaps: [(later: NumberRange, earlier: NumberRange)] {
    var result: [(later: NumberRange, earlier: NumberRange)] = []
    var widest: NumberRange?
    for range in sorted {
      if let widest, widest.overlaps(range) {
        let isLater = range.range.start > widest.range.start
        result.append(isLater ? (range, widest) : (widest, range))
      }
      if range.last > widest?.last ?? .min { widest = range }
    }
    return result
  }
}

/// Numbers with both ends included; 64 bits, so that `max` and overflow need no special case.
struct NumberRange {
  var first: Int64
  var last: Int64
  var range: TextRange
  /// The places of the two ends; the same for a single number.
  var firstRange: TextRange
  var lastRange: TextRange

  func contains(_ number: Int32) -> Bool { first <= Int64(number) && Int64(number) <= last }
  func overlaps(_ other: NumberRange) -> Bool { first <= other.last && other.first <= last }
}
