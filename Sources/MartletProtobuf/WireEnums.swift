/// The coding of an enum. An open one keeps a number without a name as `unrecognized`; a closed one
/// is read by the methods in WireClosedEnums.swift instead, which have a place for such a number.
public enum WireEnum<Value: ProtoEnum>: WireVarint {
  @inlinable
  public static func value(_ number: UInt64) -> Value {
    Value(rawValue: Int32(truncatingIfNeeded: number)) ?? Value()
  }

  @inlinable
  public static func number(_ value: Value) -> UInt64 {
    UInt64(bitPattern: Int64(value.rawValue))
  }

  @inlinable
  @inline(never)
  public static func readRun(
    _ values: inout [Value], _ tag: UInt32, _ reader: WireReader
  ) throws(WireError) -> UnsafeRawPointer {
    try anyRun(&values, tag, reader)
  }

  @inlinable
  @inline(never)
  public static func writeRun(
    _ values: [Value], _ tag: UInt32, _ writer: WireWriter
  ) -> WireWriter {
    writeAnyRun(values, tag, writer)
  }

  @inlinable
  @inline(never)
  public static func readPacked(
    _ values: inout [Value], _ reader: WireReader
  ) throws(WireError) -> UnsafeRawPointer {
    try readAnyPacked(&values, reader)
  }

  @inlinable
  @inline(never)
  public static func writePacked(
    _ values: [Value], _ tag: UInt32, _ writer: WireWriter
  ) -> WireWriter {
    writeAnyPacked(values, tag, writer)
  }
}
