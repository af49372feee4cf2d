// The fixed-width codings. What they share is in WireFixed.swift; it is compiled for each type here.

/// The coding of `fixed32`.
public enum WireFixed32: WireFixed {
  public typealias Value = UInt32

  @inlinable
  public static func value(_ bits: UInt32) -> UInt32 {
    bits
  }

  @inlinable
  public static func bits(_ value: UInt32) -> UInt32 {
    value
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
    writeAnyPacked(values, tag, writer)
  }
}

/// The coding of `fixed64`.
public enum WireFixed64: WireFixed {
  public typealias Value = UInt64

  @inlinable
  public static func value(_ bits: UInt64) -> UInt64 {
    bits
  }

  @inlinable
  public static func bits(_ value: UInt64) -> UInt64 {
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
    writeAnyPacked(values, tag, writer)
  }
}

/// The coding of `sfixed32`.
public enum WireSFixed32: WireFixed {
  public typealias Value = Int32

  @inlinable
  public static func value(_ bits: UInt32) -> Int32 {
    Int32(bitPattern: bits)
  }

  @inlinable
  public static func bits(_ value: Int32) -> UInt32 {
    UInt32(bitPattern: value)
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
    writeAnyPacked(values, tag, writer)
  }
}

/// The coding of `sfixed64`.
public enum WireSFixed64: WireFixed {
  public typealias Value = Int64

  @inlinable
  public static func value(_ bits: UInt64) -> Int64 {
    Int64(bitPattern: bits)
  }

  @inlinable
  public static func bits(_ value: Int64) -> UInt64 {
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
    writeAnyPacked(values, tag, writer)
  }
}

/// The coding of `float`.
public enum WireFloat: WireFixed {
  public typealias Value = Float

  @inlinable
  public static func value(_ bits: UInt32) -> Float {
    Float(bitPattern: bits)
  }

  @inlinable
  public static func bits(_ value: Float) -> UInt32 {
    value.bitPattern
  }

  public static func readRun(
    _ values: inout [Float], _ tag: UInt32, _ reader: WireReader
  ) throws(WireError) -> UnsafeRawPointer {
    try anyRun(&values, tag, reader)
  }

  public static func writeRun(
    _ values: [Float], _ tag: UInt32, _ writer: WireWriter
  ) -> WireWriter {
    writeAnyRun(values, tag, writer)
  }

  public static func readPacked(
    _ values: inout [Float], _ reader: WireReader
  ) throws(WireError) -> UnsafeRawPointer {
    try readAnyPacked(&values, reader)
  }

  public static func writePacked(
    _ values: [Float], _ tag: UInt32, _ writer: WireWriter
  ) -> WireWriter {
    writeAnyPacked(values, tag, writer)
  }
}

/// The coding of `double`.
public enum WireDouble: WireFixed {
  public typealias Value = Double

  @inlinable
  public static func value(_ bits: UInt64) -> Double {
    Double(bitPattern: bits)
  }

  @inlinable
  public static func bits(_ value: Double) -> UInt64 {
    value.bitPattern
  }

  public static func readRun(
    _ values: inout [Double], _ tag: UInt32, _ reader: WireReader
  ) throws(WireError) -> UnsafeRawPointer {
    try anyRun(&values, tag, reader)
  }

  public static func writeRun(
    _ values: [Double], _ tag: UInt32, _ writer: WireWriter
  ) -> WireWriter {
    writeAnyRun(values, tag, writer)
  }

  public static func readPacked(
    _ values: inout [Double], _ reader: WireReader
  ) throws(WireError) -> UnsafeRawPointer {
    try readAnyPacked(&values, reader)
  }

  public static func writePacked(
    _ values: [Double], _ tag: UInt32, _ writer: WireWriter
  ) -> WireWriter {
    writeAnyPacked(values, tag, writer)
  }
}
