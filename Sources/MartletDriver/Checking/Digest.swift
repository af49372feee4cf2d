/// SipHash-2-4 with 128 bits of output (J.-P. Aumasson, D. J. Bernstein, "SipHash: a fast
/// short-input PRF", and the reference implementation's `HASH_LEN` 16).
///
/// With a key that nobody knows, contents that differ have different digests: for a thousand
/// million pairs the odds of a mistake are below 1 in 10^29.
struct Digest: Hashable, Sendable {
  var low: UInt64
  var high: UInt64

  /// The key of a family of digests.
  struct Key: Hashable, Sendable {
    var low: UInt64
    var high: UInt64

    init(low: UInt64, high: UInt64) {
      self.low = low
      self.high = high
    }

    /// A key from the system's source of randomness.
    static func random() -> Key {
      Key(low: .random(in: .min ... .max), high: .random(in: .min ... .max))
    }

    /// From 16 bytes, or nil if there are not that many.
    init?(_ bytes: [UInt8]) {
      guard bytes.count == 16 else { return nil }
      low = bytes[..<8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
      high = bytes[8...].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    var bytes: [UInt8] {
      [low, high].flatMap { word in
        (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
      }
    }
  }

  init(low: UInt64, high: UInt64) {
    self.low = low
    self.high = high
  }

  /// The digest of `bytes`.
  init(of bytes: [UInt8], key: Key) {
    self = bytes.withUnsafeBytes { Digest(of: $0, key: key) }
  }

  /// The digest of a text's UTF-8.
  init(of text: String, key: Key) {
    var text = text
    self = text.withUTF8 { Digest(of: UnsafeRawBufferPointer($0), key: key) }
  }

  private init(of bytes: UnsafeRawBufferPointer, key: Key) {
    var state = State(key: key)
    let whole = bytes.count & ~7
    var offset = 0
    while offset < whole {
      state.absorb(
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
      offset &+= 8
    }
    var last = UInt64(truncatingIfNeeded: bytes.count) << 56
    while offset < bytes.count {
      last |= UInt64(bytes[offset]) << (8 * UInt64(offset & 7))
      offset &+= 1
    }
    state.absorb(last)
    (low, high) = state.finish()
  }

  private struct State {
    var v0: UInt64
    var v1: UInt64
    var v2: UInt64
    var v3: UInt64

    init(key: Key) {
      v0 = 0x736f_6d65_7073_6575 ^ key.low
      v1 = 0x646f_7261_6e64_6f6d ^ key.high ^ 0xee
      v2 = 0x6c79_6765_6e65_7261 ^ key.low
      v3 = 0x7465_6462_7974_6573 ^ key.high
    }

    @inline(__always)
    mutating func absorb(_ word: UInt64) {
      v3 ^= word
      round()
      round()
      v0 ^= word
    }

    mutating func finish() -> (UInt64, UInt64) {
      v2 ^= 0xee
      for _ in 0..<4 { round() }
      let low = v0 ^ v1 ^ v2 ^ v3
      v1 ^= 0xdd
      for _ in 0..<4 { round() }
      return (low, v0 ^ v1 ^ v2 ^ v3)
    }

    @inline(__always)
    private mutating func round() {
      v0 = v0 &+ v1
      v1 = (v1 << 13 | v1 >> 51) ^ v0
      v0 = v0 << 32 | v0 >> 32
      v2 = v2 &+ v3
      v3 = (v3 << 16 | v3 >> 48) ^ v2
      v0 = v0 &+ v3
      v3 = (v3 << 21 | v3 >> 43) ^ v0
      v2 = v2 &+ v1
      v1 = (v1 << 17 | v1 >> 47) ^ v2
      v2 = v2 << 32 | v2 >> 32
    }
  }
}
