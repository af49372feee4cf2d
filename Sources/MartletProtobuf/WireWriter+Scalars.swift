/// Single fields. Methods that say so need room made by ``WireWriter/need(_:)``: the tag's bytes
/// and as many as the type takes at most (bool 1, uint32 and sint32 5, other varints 10, fixed
/// width 4 or 8).
extension WireWriter {
  /// A tag; needs room. The tag is a constant in generated code, so one of the branches stays.
  @inlinable
  @inline(__always)
  mutating func tag(_ tag: UInt32) {
    if tag < 0x80 {
      position.storeBytes(of: UInt8(truncatingIfNeeded: tag), as: UInt8.self)
      position += 1
    } else if tag < 0x4000 {
      let low = UInt16(truncatingIfNeeded: tag & 0x7F | 0x80)
      let pair = low | UInt16(truncatingIfNeeded: tag >> 7) << 8
      position.storeBytes(of: pair.littleEndian, as: UInt16.self)
      position += 2
    } else {
      position = WireWriter.longVarint(position, UInt64(tag))
    }
  }

  /// A varint; needs room.
  @inlinable
  @inline(__always)
  mutating func varint(_ value: UInt64) {
    if _fastPath(value < 0x80) {
      position.storeBytes(of: UInt8(truncatingIfNeeded: value), as: UInt8.self)
      position += 1
    } else {
      position = WireWriter.longVarint(position, value)
    }
  }

  /// A varint of two bytes or more; needs room for as many as it has. Up to eight bytes are made
  /// and stored at once, the writer's spare bytes behind them.
  @inline(never)
  @usableFromInline
  static func longVarint(
    _ start: UnsafeMutableRawPointer, _ value: UInt64
  ) -> UnsafeMutableRawPointer {
    if value < 0x4000 {
      let low = UInt16(truncatingIfNeeded: value & 0x7F | 0x80)
      let pair = low | UInt16(truncatingIfNeeded: value >> 7) << 8
      start.storeBytes(of: pair.littleEndian, as: UInt16.self)
      return start + 2
    }
    let continues: UInt64 = 0x8080_8080_8080_8080
    let bytes = varintBytes(value)
    if _fastPath(bytes <= 8) {
      let word = spread(value) | continues &>> UInt64(truncatingIfNeeded: 72 &- 8 &* bytes)
      start.storeBytes(of: word.littleEndian, as: UInt64.self)
      return start + bytes
    }
    start.storeBytes(of: (spread(value) | continues).littleEndian, as: UInt64.self)
    let rest = UInt16(truncatingIfNeeded: value >> 56)
    let last = bytes == 9 ? rest : rest & 0x7F | 0x80 | (rest >> 7) << 8
    (start + 8).storeBytes(of: last.littleEndian, as: UInt16.self)
    return start + bytes
  }

  /// A length before what it is the length of, which a longer store would overwrite; returns where
  /// that begins.
  @inline(__always)
  static func storeLength(
    _ length: Int, at place: UnsafeMutableRawPointer
  ) -> UnsafeMutableRawPointer {
    var position = place
    var rest = UInt(bitPattern: length)
    while rest >= 0x80 {
      position.storeBytes(of: UInt8(truncatingIfNeeded: rest) | 0x80, as: UInt8.self)
      position += 1
      rest >>= 7
    }
    position.storeBytes(of: UInt8(truncatingIfNeeded: rest), as: UInt8.self)
    return position + 1
  }

  /// The lower 56 bits, seven in each byte.
  @inline(__always)
  private static func spread(_ value: UInt64) -> UInt64 {
    let quads = (value & 0x0FFF_FFFF) | (value & 0x00FF_FFFF_F000_0000) << 4
    let pairs = (quads & 0x0000_3FFF_0000_3FFF) | (quads & 0x0FFF_C000_0FFF_C000) << 2
    return (pairs & 0x007F_007F_007F_007F) | (pairs & 0x3F80_3F80_3F80_3F80) << 1
  }

  /// How many bytes a varint has.
  @inlinable
  @inline(__always)
  static func varintBytes(_ value: UInt64) -> Int {
    ((64 &- (value | 1).leadingZeroBitCount) &* 9 &+ 64) &>> 6
  }

  /// Needs room.
  @inlinable
  @inline(__always)
  public mutating func int32(_ value: Int32, _ tag: UInt32) {
    self.tag(tag)
    varint(UInt64(bitPattern: Int64(value)))
  }

  /// Needs room.
  @inlinable
  @inline(__always)
  public mutating func int64(_ value: Int64, _ tag: UInt32) {
    self.tag(tag)
    varint(UInt64(bitPattern: value))
  }

  /// Needs room.
  @inlinable
  @inline(__always)
  public mutating func uint32(_ value: UInt32, _ tag: UInt32) {
    self.tag(tag)
    varint(UInt64(value))
  }

  /// Needs room.
  @inlinable
  @inline(__always)
  public mutating func uint64(_ value: UInt64, _ tag: UInt32) {
    self.tag(tag)
    varint(value)
  }

  /// Needs room.
  @inlinable
  @inline(__always)
  public mutating func sint32(_ value: Int32, _ tag: UInt32) {
    self.tag(tag)
    varint(UInt64(UInt32(bitPattern: value &<< 1 ^ value &>> 31)))
  }

  /// Needs room.
  @inlinable
  @inline(__always)
  public mutating func sint64(_ value: Int64, _ tag: UInt32) {
    self.tag(tag)
    varint(UInt64(bitPattern: value &<< 1 ^ value &>> 63))
  }

  /// Needs room.
  @inlinable
  @inline(__always)
  public mutating func bool(_ value: Bool, _ tag: UInt32) {
    self.tag(tag)
    position.storeBytes(of: value ? 1 : 0, as: UInt8.self)
    position += 1
  }

  /// Needs room.
  @inlinable
  @inline(__always)
  public mutating func enumeration(_ value: some ProtoEnum, _ tag: UInt32) {
    int32(value.rawValue, tag)
  }

  /// Needs room.
  @inlinable
  @inline(__always)
  public mutating func fixed32(_ value: UInt32, _ tag: UInt32) {
    self.tag(tag)
    position.storeBytes(of: value.littleEndian, as: UInt32.self)
    position += 4
  }

  /// Needs room.
  @inlinable
  @inline(__always)
  public mutating func fixed64(_ value: UInt64, _ tag: UInt32) {
    self.tag(tag)
    position.storeBytes(of: value.littleEndian, as: UInt64.self)
    position += 8
  }

  /// Needs room.
  @inlinable
  @inline(__always)
  public mutating func sfixed32(_ value: Int32, _ tag: UInt32) {
    fixed32(UInt32(bitPattern: value), tag)
  }

  /// Needs room.
  @inlinable
  @inline(__always)
  public mutating func sfixed64(_ value: Int64, _ tag: UInt32) {
    fixed64(UInt64(bitPattern: value), tag)
  }

  /// Needs room.
  @inlinable
  @inline(__always)
  public mutating func float(_ value: Float, _ tag: UInt32) {
    fixed32(value.bitPattern, tag)
  }

  /// Needs room.
  @inlinable
  @inline(__always)
  public mutating func double(_ value: Double, _ tag: UInt32) {
    fixed64(value.bitPattern, tag)
  }
}
