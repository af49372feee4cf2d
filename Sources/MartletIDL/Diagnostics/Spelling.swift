/// Guesses what a misspelt name was meant to be.
enum Spelling {
  /// The candidate nearest to `name`, if one is near enough to be worth proposing.
  ///
  /// Ties go to the candidate that comes first, so sort candidates for a stable answer.
  static func nearest<Candidates: Sequence>(to name: String, in candidates: Candidates) -> String?
  where Candidates.Element == String {
    let wanted = Array(name.utf8)
    guard !wanted.isEmpty, wanted.count <= 120 else { return nil }
    var best: String?
    // Another word of two letters is no misspelling.
    var bestDistance = wanted.count < 3 ? 1 : max(1, wanted.count / 3) + 1
    for candidate in candidates where candidate != name {
      let other = Array(candidate.utf8)
      if abs(other.count - wanted.count) >= bestDistance { continue }
      let distance = distance(wanted, other, limit: bestDistance)
      if distance < bestDistance {
        bestDistance = distance
        best = candidate
      }
    }
    return best
  }

  /// The number of insertions, deletions, substitutions and swaps of neighbours that turn one
  /// word into the other, counting a change of case as nothing but not as equality; `limit` or
  /// more is answered as `limit`.
  static func distance(_ first: [UInt8], _ second: [UInt8], limit: Int) -> Int {
    var beforePrevious = [Int](repeating: 0, count: second.count + 1)
    var previous = Array(0...second.count)
    var current = previous
    for row in 0..<first.count {
      current[0] = row + 1
      var smallest = current[0]
      let left = Ascii.lowered(first[row])
      for column in 0..<second.count {
        let right = Ascii.lowered(second[column])
        var cost = previous[column] + (left == right ? 0 : 1)
        cost = min(cost, previous[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, left == Ascii.lowered(second[column - 1]),
          right == Ascii.lowered(first[row - 1])
        {
          cost = min(cost, beforePrevious[column - 1] + 1)
        }
        current[column + 1] = cost
        smallest = min(smallest, cost)
      }
      if smallest >= limit { return limit }
      (beforePrevious, previous, current) = (previous, current, beforePrevious)
    }
    return min(previous[second.count], limit)
  }
}
