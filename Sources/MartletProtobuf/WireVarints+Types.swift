// The varint codings. What they share is in WireVarints.swift; it is compiled for each type here.

/// The coding of `int32`.
public enum WireInt32: WireVarint {
  public typealias Value = Int32

  @inlinable
  public static func value(_ number: UInt64) -> Int32 {
    Int32(truncatingIfNeeded: number)
  }

  @inlinable
  public static func number(_ value: Int32) -> UInt64 {
    UInt64(bitPattern: Int64(value))
  }

  public static func readRun(
    _ values: inout [Int32], _ tag: UInt32, _ reader: WireReader
  ) throws(WireError) -> UnsafeRawPointer {
    try anyRun(&values, tag, reader)
  }

  public static func writeRun(
    _ values: [Int32], _ tag: UInt32, _ writer: WireWriter
  ) -> WireWriter {
    writeAnyRun(values, tag, writer)
  }

  public static func readPacked(
    _ values: inout [Int32], _ reader: WireReader
  ) throws(WireError) -> UnsafeRawPointer {
    try readAnyPacked(&values, reader)
  }

  public static func writePacked(
    _ values: [Int32], _ tag: UInt32, _ writer: WireWriter
  ) -> WireWriter {
    writePackedIntegers(values, tag, writer)
  }
}

/// The coding of `int64`.
public enum WireInt64: WireVarint {
  public typealias Value = Int64

  @inlinable
  public static func value(_ number: UInt64) -> Int64 {
    Int64(bitPattern: number)
  }

  @inlinable
  public static func number(_ value: Int64) -> UInt64 {
    UInt64(bitPattern: value)
  }

  public static func readRun(
    _ values: inout [Int64], _ tag: UInt32, _ reader: WireReader
  ) throws(WireError) -> UnsafeRawPointer {
    try anyRun(&values, tag, reader)
  }

  public static func writeRun(
    _ values: [Int64], _ tag: UInt32, _ writer: WireWriter
  ) -> WireWriter {
    writeAnyRun(values, tag, writer)
  }

  public static func readPacked(
    _ values: inout [Int64], _ reader: WireReader
  ) throws(WireError) -> UnsafeRawPointer {
    try readAnyPacked(&values, reader)
  }

  public static func writePacked(
    _ values: [Int64], _ tag: UInt32, _ writer: WireWriter
  ) -> WireWriter {
    writePackedIntegers(values, tag, writer)
  }
}

/// The coding of `uint32`.
public enum WireUInt32: WireVarint {
  public typealias Value = UInt32

  @inlinable
  public static func value(_ number: UInt64) -> UInt32 {
    UInt32(truncatingIfNeeded: number)
  }

  @inlinable
  public static func number(_ value: UInt32) -> UInt64 {
    UInt64(value)
  }

  public static func readRun(
    _ values: inout [UInt32], _ tag: UInt32, _ reader: WireReader
  ) throws(WireError) -> UnsafeRawPointer {
    try anyRun(&values, tag, reader)
  }

  public static func writeRun(
    _ values: [UInt32], _ tag: UInt32, _ writer: WireWriter
  ) -> WireWriter {
    writeAnyRun(values, tag, writer)
  }

  public static func readPacked(
    _ values: inout [UInt32], _ reader: WireReader
  ) throws(WireError) -> UnsafeRawPointer {
    try readAnyPacked(&values, reader)
  }

  public static func writePacked(
    _ values: [UInt32], _ tag: UInt32, _ writer: WireWriter
  ) -> WireWriter {
    writePackedIntegers(values, tag, writer)
  }
}

/// The coding of `uint64`.
public enum WireUInt64: WireVarint {
  public typealias Value = UInt64

  @inlinable
  public static func value(_ number: UInt64) -> UInt64 {
    number
  }

  @inlinable
  public static func number(_ value: UInt64) -> UInt64 {
    value
  }

  public static func readRun(
    _ values: inout [UInt64], _ tag: UInt32, _ reader: WireReader
  ) throws(WireError) -> UnsafeRawPointer {
    try anyRun(&values, tag, reader)
  }

  public static func writeRun(
    _ values: [UInt64], _ tag: UInt32, _ writer: WireWriter
  ) -> WireWriter {
    writeAnyRun(values, tag, writer)
  }

  public static func readPacked(
    _ values: inout [UInt64], _ reader: WireReader
  ) throws(WireError) -> UnsafeRawPointer {
    try readAnyPacked(&values, reader)
  }

  public static func writePacked(
    _ values: [UInt64], _ tag: UInt32, _ writer: WireWriter
  ) -> WireWriter {
    writePackedIntegers(values, tag, writer)
  }
}

/// The coding of `sint32`.
public enum WireSInt32: WireVarint {
  public typealias Value = Int32

  @inlinable
  public static func value(_ number: UInt64) -> Int32 {
    let coded = UInt32(truncatingIfNeeded: number)
    return Int32(bitPattern: (coded >> 1) ^ (0 &- (coded & 1)))
  }

  @inlinable
  public static func number(_ value: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: value &<< 1 ^ value &>> 31))
  }

  public static func readRun(
    _ values: inout [Int32], _ tag: UInt32, _ reader: WireReader
  ) throws(WireError) -> UnsafeRawPointer {
    try anyRun(&values, tag, reader)
  }

  public static func writeRun(
    _ values: [Int32], _ tag: UInt32, _ writer: WireWriter
  ) -> WireWriter {
    writeAnyRun(values, tag, writer)
  }

  public static func readPacked(
    _ values: inout [Int32], _ reader: WireReader
  ) throws(WireError) -> UnsafeRawPointer {
    try readAnyPacked(&values, reader)
  }

  public static func writePacked(
    _ values: [Int32], _ tag: UInt32, _ writer: WireWriter
  ) -> WireWriter {
    writePackedIntegers(values, tag, writer)
  }
}

/// The coding of `sint64`.
public enum WireSInt64: WireVarint {
  public typealias Value = Int64

  @inlinable
  public static func value(_ number: UInt64) -> Int64 {
    Int64(bitPattern: (number >> 1) ^ (0 &- (number & 1)))
  }

  @inlinable
  public static func number(_ value: Int64) -> UInt64 {
    UInt64(bitPattern: value &<< 1 ^ value &>> 63)
  }

  public static func readRun(
    _ values: inout [Int64], _ tag: UInt32, _ reader: WireReader
  ) throws(WireError) -> UnsafeRawPointer {
    try anyRun(&values, tag, reader)
  }

  public static func writeRun(
    _ values: [Int64], _ tag: UInt32, _ writer: WireWriter
  ) -> WireWriter {
    writeAnyRun(values, tag, writer)
  }

  public static func readPacked(
    _ values: inout [Int64], _ reader: WireReader
  ) throws(WireError) -> UnsafeRawPointer {
    try readAnyPacked(&values, reader)
  }

  public static func writePacked(
    _ values: [Int64], _ tag: UInt32, _ writer: WireWriter
  ) -> WireWriter {
    writePackedIntegers(values, tag, writer)
  }
}

/// The coding of `bool`.
public enum WireBool: WireVarint {
  public typealias Value = Bool

  @inlinable
  public static func value(_ number: UInt64) -> Bool {
    number != 0
  }

  @inlinable
  public static func number(_ value: Bool) -> UInt64 {
    value ? 1 : 0
  }

  public static func readRun(
    _ values: inout [Bool], _ tag: UInt32, _ reader: WireReader
  ) throws(WireError) -> UnsafeRawPointer {
    try anyRun(&values, tag, reader)
  }

  public static func writeRun(
    _ values: [Bool], _ tag: UInt32, _ writer: WireWriter
  ) -> WireWriter {
    writeAnyRun(values, tag, writer)
  }

  public static func readPacked(
    _ values: inout [Bool], _ reader: WireReader
  ) throws(WireError) -> UnsafeRawPointer {
    try readAnyPacked(&values, reader)
  }

  public static func writePacked(
    _ values: [Bool], _ tag: UInt32, _ writer: WireWriter
  ) -> WireWriter {
    writeAnyPacked(values, tag, writer)
  }
}
