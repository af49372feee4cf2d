/// Which fields and oneofs of an object have been read, since none may come twice.
struct SeenFields {
  /// A bit for each of the first 64.
  private var first: UInt64 = 0
  private var others: [UInt64] = []
  private var extensions: Set<Int32> = []

  /// Whether the field or oneof at this place is new.
  @inline(__always)
  mutating func insert(_ place: Int) -> Bool {
    if place >= 64 { return insertOther(place) }
    let bit = UInt64(1) &<< UInt64(truncatingIfNeeded: place)
    if first & bit != 0 { return false }
    first |= bit
    return true
  }

  @inline(never)
  private mutating func insertOther(_ place: Int) -> Bool {
    let word = place / 64 - 1
    while others.count <= word { others.append(0) }
    let bit = UInt64(1) << UInt64(place % 64)
    defer { others[word] |= bit }
    return others[word] & bit == 0
  }

  mutating func insert(extension number: Int32) -> Bool {
    extensions.insert(number).inserted
  }
}
