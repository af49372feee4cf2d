#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Numbers as C's `printf` writes them, because descriptors keep defaults in that form.
enum CFormat {
  /// 15 significant digits, or 17 if those are not enough to read the same value back.
  static func double(_ value: Double) -> String {
    if let special = special(value) { return special }
    let short = format("%.15g", value)
    return Double(short) == value ? short : format("%.17g", value)
  }

  /// 6 significant digits, or 9 if those are not enough to read the same value back.
  static func float(_ value: Float) -> String {
    if let special = special(Double(value)) { return special }
    let short = format("%.6g", Double(value))
    return Float(short) == value ? short : format("%.9g", Double(value))
  }

  private static func special(_ value: Double) -> String? {
    if value.isNaN { return "nan" }
    if value.isInfinite { return value < 0 ? "-inf" : "inf" }
    return nil
  }

  private static func format(_ format: String, _ value: Double) -> String {
    // Sign, 17 digits, point and exponent take 24 bytes.
    var buffer = [CChar](repeating: 0, count: 64)
    let count = withVaList([value]) { vsnprintf(&buffer, buffer.count, format, $0) }
    let used = buffer.prefix(max(0, min(Int(count), buffer.count - 1)))
    return String(decoding: used.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
