/// Hashes of names and keys.
struct KeyHash {
  private let seed: UInt64
  private let factor: UInt64

  /// For names of a schema: the same in each process.
  static let ofNames = KeyHash(seed: 0x243F_6A88_85A3_08D3, factor: 0x9E37_79B9_7F4A_7C15)

  /// For keys that somebody sends: nobody can find any that collide.
  static let ofKeys = KeyHash(
    seed: .random(in: .min ... .max), factor: .random(in: .min ... .max) | 1)

  /// Of a number: another one for each, since an odd factor takes nothing away. The upper bits are
  /// the good ones.
  @inline(__always)
  func hash(_ number: UInt64) -> UInt64 { number &* factor }

  @inline(__always)
  func hash(_ text: UnsafeRawBufferPointer) -> UInt64 {
    guard let start = text.baseAddress else { return mix(seed) }
    return hash(start, text.count)
  }

  /// Of the bytes of a text.
  @inline(__always)
  func hash(_ start: UnsafeRawPointer, _ count: Int) -> UInt64 {
    var hash = seed ^ UInt64(truncatingIfNeeded: count)
    guard count >= 8 else { return mix(hash ^ Self.few(start, count) &<< 8) }
    var offset = 0
    let last = count &- 8
    while offset < last {
      hash = mix(hash ^ start.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      offset &+= 8
    }
    return mix(hash ^ start.loadUnaligned(fromByteOffset: last, as: UInt64.self))
  }

  /// Fewer than eight bytes; together with how many they are, no two of them are the same.
  @inline(__always)
  private static func few(_ start: UnsafeRawPointer, _ count: Int) -> UInt64 {
    if count >= 4 {
      let first = UInt64(start.loadUnaligned(as: UInt32.self))
      let last = UInt64(start.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self))
      // Where they overlap they are the same.
      return first | last &<< UInt64(8 &* (count &- 4))
    }
    if count == 0 { return 0 }
    let first = UInt64(start.load(as: UInt8.self))
    let middle = UInt64(start.load(fromByteOffset: count &>> 1, as: UInt8.self))
    let last = UInt64(start.load(fromByteOffset: count &- 1, as: UInt8.self))
    return first | middle &<< 8 | last &<< 16
  }

  @inline(__always)
  private func mix(_ word: UInt64) -> UInt64 {
    let product = word.multipliedFullWidth(by: factor)
    return product.high ^ product.low
  }
}
