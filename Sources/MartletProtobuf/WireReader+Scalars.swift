/// The values of single fields, one method for each type of the IDL. The tag has been read.
extension WireReader {
  /// A negative int32 has ten bytes; a longer number loses its upper half, as everywhere.
  @inlinable
  @inline(__always)
  public mutating func int32() throws(WireError) -> Int32 {
    Int32(truncatingIfNeeded: try varint())
  }

  @inlinable
  @inline(__always)
  public mutating func int64() throws(WireError) -> Int64 {
    Int64(bitPattern: try varint())
  }

  @inlinable
  @inline(__always)
  public mutating func uint32() throws(WireError) -> UInt32 {
    UInt32(truncatingIfNeeded: try varint())
  }

  @inlinable
  @inline(__always)
  public mutating func uint64() throws(WireError) -> UInt64 {
    try varint()
  }

  /// Zigzag: 0, -1, 1, -2 … are 0, 1, 2, 3 … on the wire.
  @inlinable
  @inline(__always)
  public mutating func sint32() throws(WireError) -> Int32 {
    let coded = UInt32(truncatingIfNeeded: try varint())
    return Int32(bitPattern: (coded >> 1) ^ (0 &- (coded & 1)))
  }

  @inlinable
  @inline(__always)
  public mutating func sint64() throws(WireError) -> Int64 {
    let coded = try varint()
    return Int64(bitPattern: (coded >> 1) ^ (0 &- (coded & 1)))
  }

  @inlinable
  @inline(__always)
  public mutating func bool() throws(WireError) -> Bool {
    try varint() != 0
  }

  @inlinable
  @inline(__always)
  public mutating func enumeration<Value: ProtoOpenEnum>(
    _: Value.Type
  ) throws(WireError) -> Value {
    Value(rawValue: try int32())
  }

  @inlinable
  @inline(__always)
  public mutating func fixed32() throws(WireError) -> UInt32 {
    UInt32(littleEndian: try fixed(UInt32.self))
  }

  @inlinable
  @inline(__always)
  public mutating func fixed64() throws(WireError) -> UInt64 {
    UInt64(littleEndian: try fixed(UInt64.self))
  }

  @inlinable
  @inline(__always)
  public mutating func sfixed32() throws(WireError) -> Int32 {
    Int32(bitPattern: try fixed32())
  }

  @inlinable
  @inline(__always)
  public mutating func sfixed64() throws(WireError) -> Int64 {
    Int64(bitPattern: try fixed64())
  }

  @inlinable
  @inline(__always)
  public mutating func float() throws(WireError) -> Float {
    Float(bitPattern: try fixed32())
  }

  @inlinable
  @inline(__always)
  public mutating func double() throws(WireError) -> Double {
    Double(bitPattern: try fixed64())
  }

  @inlinable
  @inline(__always)
  public mutating func string() throws(WireError) -> String {
    let (value, next) = try WireReader.string(self)
    position = next
    return value
  }

  @inlinable
  @inline(__always)
  public mutating func bytes() throws(WireError) -> [UInt8] {
    let (value, next) = try WireReader.bytes(self)
    position = next
    return value
  }
}
