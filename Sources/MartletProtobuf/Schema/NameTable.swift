/// Finds names by their UTF-8 bytes: an open hash table that is filled once.
struct NameTable: Sendable {
  /// All names in one piece, so that comparing touches no object of its own.
  private let bytes: [UInt8]
  /// Where each name begins in `bytes`; one more for the end of the last.
  private let starts: [Int32]
  /// Place of the name and one, or 0 where the slot is free; a power of two of them.
  private let slots: [Int32]

  /// A table of `names`. Of equal names the first is found.
  init(_ names: [String]) {
    var bytes: [UInt8] = []
    var starts: [Int32] = []
    for name in names {
      starts.append(Int32(clamping: bytes.count))
      bytes += name.utf8
    }
    starts.append(Int32(clamping: bytes.count))
    var size = 4
    while size < 2 * names.count { size *= 2 }
    var slots = [Int32](repeating: 0, count: size)
    bytes.withUnsafeBytes { all in
      for place in names.indices {
        let name = UnsafeRawBufferPointer(
          rebasing: all[Int(starts[place])..<Int(starts[place + 1])])
        var slot = Self.hash(name) & (size - 1)
        while slots[slot] != 0 { slot = (slot + 1) & (size - 1) }
        slots[slot] = Int32(clamping: place + 1)
      }
    }
    self.bytes = bytes
    self.starts = starts
    self.slots = slots
  }

  /// The place of a name among those that the table was made of.
  func place(of name: UnsafeRawBufferPointer) -> Int? {
    let mask = slots.count - 1
    var slot = Self.hash(name) & mask
    while slots[slot] != 0 {
      let place = Int(slots[slot]) - 1
      if matches(place, name) { return place }
      slot = (slot + 1) & mask
    }
    return nil
  }

  /// Whether the name at `place` is `name`.
  @inline(__always)
  func matches(_ place: Int, _ name: UnsafeRawBufferPointer) -> Bool {
    let start = Int(starts[place])
    guard Int(starts[place + 1]) - start == name.count else { return false }
    return bytes.withUnsafeBytes { all in
      UnsafeRawBufferPointer(rebasing: all[start..<start + name.count]).elementsEqual(name)
    }
  }

  /// FNV-1a. Names come from a schema, so nobody can choose them to collide in one that is in use;
  /// whoever sends names that are not in the table finds a free slot within few steps.
  private static func hash(_ name: UnsafeRawBufferPointer) -> Int {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in name { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    return Int(truncatingIfNeeded: (hash ^ hash >> 32) & 0x7FFF_FFFF)
  }
}
