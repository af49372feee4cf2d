import MartletProtobuf

/// Where bytes go, JSON text or encoded messages: a growing buffer.
///
/// Not an `[UInt8]`, because each byte appended to one checks for uniqueness and capacity. Behind
/// the room that was asked for there are always ``spareBytes``, so that what is short is stored
/// eight bytes at once; what was too much is overwritten by what follows.
///
/// The invariant: `base <= position`, and `position` is at most ``spareBytes`` beyond `end`, where
/// as many bytes still belong to the buffer.
struct OutputBuffer: ~Copyable {
  private(set) var base: UnsafeMutableRawPointer
  private(set) var position: UnsafeMutableRawPointer
  private var end: UnsafeMutableRawPointer
  private var isPooled = true
  /// Writes numbers: kept here, since looking up what is shared takes as long as a short number.
  let digits = Digits.shared

  /// As much as may be stored behind what there is room for.
  static let spareBytes = 32

  init() {
    base = EncodingBuffers.take()
    position = base
    end = base + (EncodingBuffers.bytes - Self.spareBytes)
  }

  deinit { Self.free(base, isPooled) }

  private static func free(_ buffer: UnsafeMutableRawPointer, _ isPooled: Bool) {
    if isPooled { EncodingBuffers.give(buffer) } else { buffer.deallocate() }
  }

  @inline(__always)
  var count: Int { position - base }

  /// What has been written.
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

  /// Makes room for some bytes at the end.
  @inline(__always)
  mutating func need(_ bytes: Int) {
    if _slowPath(end - position < bytes) { grow(bytes) }
  }

  @inline(never)
  private mutating func grow(_ bytes: Int) {
    let used = count
    let capacity = max(2 * (end - base), used + bytes) + Self.spareBytes
    let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
    larger.copyMemory(from: base, byteCount: used)
    Self.free(base, isPooled)
    isPooled = false
    base = larger
    position = larger + used
    end = larger + (capacity - Self.spareBytes)
  }

  // MARK: - What needs room

  /// Stores one byte.
  @inline(__always)
  mutating func store(_ byte: UInt8) {
    position.storeBytes(of: byte, as: UInt8.self)
    position += 1
  }

  /// Stores the first `count` bytes of a word, at most eight.
  @inline(__always)
  mutating func store(_ word: UInt64, count: Int) {
    position.storeBytes(of: word.littleEndian, as: UInt64.self)
    position += count
  }

  /// Goes on behind what was stored otherwise, up to that place.
  @inline(__always)
  mutating func goOn(at place: UnsafeMutableRawPointer) { position = place }

  /// Goes on behind what was stored otherwise.
  @inline(__always)
  mutating func advance(_ bytes: Int) { position += bytes }

  /// Copies bytes that may be read in whole words, so up to seven bytes beyond their end.
  @inline(__always)
  mutating func copyWords(_ source: UnsafeRawPointer, _ count: Int) {
    if count > 16 {
      position.copyMemory(from: source, byteCount: count)
    } else {
      let first = source.loadUnaligned(as: UInt64.self)
      position.storeBytes(of: first, as: UInt64.self)
      if count > 8 {
        let second = source.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
        position.storeBytes(of: second, toByteOffset: 8, as: UInt64.self)
      }
    }
    position += count
  }

  /// Copies at most ``JSONScanner/shortText`` bytes, which may be read in whole words.
  @inline(__always)
  mutating func copyShort(_ source: UnsafeRawPointer, _ count: Int) {
    var offset = 0
    repeat {
      let word = source.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      position.storeBytes(of: word, toByteOffset: offset, as: UInt64.self)
      offset &+= 8
    } while offset < count
    position += count
  }

  // MARK: - What makes its own room

  @inline(__always)
  mutating func byte(_ byte: UInt8) {
    need(1)
    store(byte)
  }

  mutating func copy(_ bytes: UnsafeRawBufferPointer) {
    guard let source = bytes.baseAddress else { return }
    need(bytes.count)
    position.copyMemory(from: source, byteCount: bytes.count)
    position += bytes.count
  }

  mutating func text(_ text: StaticString) {
    copy(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  mutating func text(_ text: String) {
    var text = text
    text.withUTF8 { copy(UnsafeRawBufferPointer($0)) }
  }

  /// Takes back everything from `count` on.
  @inline(__always)
  mutating func rewind(to count: Int) { position = base + count }

  /// Replaces a byte that was written.
  @inline(__always)
  mutating func replace(at place: Int, with byte: UInt8) {
    base.storeBytes(of: byte, toByteOffset: place, as: UInt8.self)
  }
}
