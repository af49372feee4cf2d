/// Where JSON text goes: a growing buffer.
///
/// Not an `[UInt8]`, because each byte appended to one checks for uniqueness and capacity: about
/// three times the instructions for the short pieces that JSON is made of.
struct JSONOutput: ~Copyable {
  private var base: UnsafeMutableRawPointer
  private var capacity: Int
  private(set) var count = 0

  init(capacity: Int = 1024) {
    base = .allocate(byteCount: capacity, alignment: 16)
    self.capacity = capacity
  }

  deinit { base.deallocate() }

  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

  /// Room for some bytes at the end; what is used of it has to be told by `advance`.
  @inline(__always)
  mutating func room(_ bytes: Int) -> UnsafeMutableRawPointer {
    if _slowPath(capacity - count < bytes) { grow(bytes) }
    return base + count
  }

  @inline(__always)
  mutating func advance(_ bytes: Int) { count += bytes }

  @inline(never)
  private mutating func grow(_ bytes: Int) {
    let larger = max(2 * capacity, count + bytes)
    let fresh = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 16)
    fresh.copyMemory(from: base, byteCount: count)
    base.deallocate()
    base = fresh
    capacity = larger
  }

  @inline(__always)
  mutating func byte(_ byte: UInt8) {
    room(1).storeBytes(of: byte, as: UInt8.self)
    advance(1)
  }

  @inline(__always)
  mutating func character(_ character: Unicode.Scalar) {
    byte(UInt8(truncatingIfNeeded: character.value))
  }

  mutating func copy(_ bytes: UnsafeRawBufferPointer) {
    guard let source = bytes.baseAddress else { return }
    room(bytes.count).copyMemory(from: source, byteCount: bytes.count)
    advance(bytes.count)
  }

  mutating func copy(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { copy($0) }
  }

  mutating func text(_ text: StaticString) {
    copy(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  mutating func text(_ text: String) {
    var text = text
    text.withUTF8 { copy(UnsafeRawBufferPointer($0)) }
  }

  /// Takes back the last byte.
  mutating func dropLast() { count -= 1 }

  /// Takes back everything from `mark` on.
  mutating func rewind(to mark: Int) { count = mark }

  var last: UInt8 { count == 0 ? 0 : base.load(fromByteOffset: count - 1, as: UInt8.self) }
}
