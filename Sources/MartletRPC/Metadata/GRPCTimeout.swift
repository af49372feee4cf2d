/// The value of `grpc-timeout`: at most eight digits and a unit.
/// Source: the gRPC specification, "PROTOCOL-HTTP2.md", Timeout.
package enum GRPCTimeout {
  private static let nanosecondsPerUnit: [(unit: UInt8, nanoseconds: UInt64)] = [
    (UInt8(ascii: "n"), 1),
    (UInt8(ascii: "u"), 1_000),
    (UInt8(ascii: "m"), 1_000_000),
    (UInt8(ascii: "S"), 1_000_000_000),
    (UInt8(ascii: "M"), 60_000_000_000),
    (UInt8(ascii: "H"), 3_600_000_000_000),
  ]

  /// Nanoseconds, saturating, or nil if the value is not of the specified form.
  package static func parse(_ value: UnsafeRawBufferPointer) -> UInt64? {
    guard (2...9).contains(value.count), let last = value.last else { return nil }
    guard let unit = nanosecondsPerUnit.first(where: { $0.unit == last }) else { return nil }
    var number: UInt64 = 0
    for byte in value.dropLast() {
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
      number = number * 10 + UInt64(byte - UInt8(ascii: "0"))
    }
    let (product, overflow) = number.multipliedReportingOverflow(by: unit.nanoseconds)
    return overflow ? .max : product
  }

  /// The shortest unit in which the value fits eight digits, rounded up so that the peer never
  /// gives up before us.
  package static func format(nanoseconds: UInt64) -> String {
    for (unit, size) in nanosecondsPerUnit {
      let number = nanoseconds / size + (nanoseconds % size == 0 ? 0 : 1)
      if number <= 99_999_999 { return String(number) + String(UnicodeScalar(unit)) }
    }
    return "99999999H"
  }
}
