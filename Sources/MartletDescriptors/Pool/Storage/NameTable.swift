/// The members of all messages, enums and services of a file, by scope and name: one hash table
/// with open addressing, which holds numbers only and looks the names up in the records.
///
/// Hashes are seeded per process, since the names may come from somebody who wants them to collide.
struct NameTable: Sendable {
  /// Where a name is unique.
  struct Scope: Equatable, Sendable {
    private let rawValue: Int

    private init(_ index: Int, _ kind: Int) { rawValue = index << 2 | kind }

    static func message(_ index: Int) -> Scope { Scope(index, 0) }
    static func enumeration(_ index: Int) -> Scope { Scope(index, 1) }
    static func service(_ index: Int) -> Scope { Scope(index, 2) }
    /// The JSON names of a message's fields, those that differ from the fields' names.
    static func jsonNames(_ message: Int) -> Scope { Scope(message, 3) }

    fileprivate func hash(_ name: String) -> Int {
      var hasher = Hasher()
      hasher.combine(rawValue)
      hasher.combine(name)
      return hasher.finalize()
    }

    fileprivate var isJSON: Bool { rawValue & 3 == 3 }
  }

  private struct Entry {
    let scope: Scope
    let member: Member
  }

  private var entries: [Entry] = []
  /// Entry numbers from 1 on; 0 is free. A power of two of them, at most two thirds in use.
  private var slots: [UInt32] = []

  init() {}

  /// A table for so many entries at most.
  init(capacity: Int) {
    entries.reserveCapacity(capacity)
    var count = 4
    while count < capacity + capacity / 2 { count *= 2 }
    slots = [UInt32](repeating: 0, count: count)
  }

  /// Adds a member, unless there is one of that name, which is returned.
  mutating func insert(
    _ name: String, _ member: Member, in scope: Scope, _ records: FileRecords
  ) -> Member? {
    if entries.count + 1 > slots.count / 3 * 2 { grow(records) }
    let slot = slot(of: name, scope, records)
    let number = slots[slot]
    if number != 0 { return entries[Int(number) - 1].member }
    entries.append(Entry(scope: scope, member: member))
    slots[slot] = UInt32(truncatingIfNeeded: entries.count)
    return nil
  }

  func find(_ name: String, in scope: Scope, _ records: FileRecords) -> Member? {
    if slots.isEmpty { return nil }
    let number = slots[slot(of: name, scope, records)]
    return number == 0 ? nil : entries[Int(number) - 1].member
  }

  /// The slot that holds the name, or is free for it.
  private func slot(of name: String, _ scope: Scope, _ records: FileRecords) -> Int {
    let mask = slots.count - 1
    var slot = scope.hash(name) & mask
    while slots[slot] != 0 {
      let entry = entries[Int(slots[slot]) - 1]
      if entry.scope == scope && self.name(of: entry, records) == name { break }
      slot = (slot + 1) & mask
    }
    return slot
  }

  private func name(of entry: Entry, _ records: FileRecords) -> String {
    entry.scope.isJSON
      ? records.fields[Int(entry.member.index)].jsonName : records.name(of: entry.member)
  }

  private mutating func grow(_ records: FileRecords) {
    let old = entries
    self = NameTable(capacity: max(8, old.count * 2))
    for entry in old {
      _ = insert(name(of: entry, records), entry.member, in: entry.scope, records)
    }
  }
}
