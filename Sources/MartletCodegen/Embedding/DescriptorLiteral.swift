/// Bytes as a literal of Swift for `ProtoFile`: each byte is the Unicode scalar of that number.
///
/// Measured with the 14,059 bytes of `google/protobuf/descriptor.proto`, compiled with `-O`: this form
/// takes 14,354 bytes of the binary and no time that shows; Base64 takes 18,776; an array of integers
/// 14,262, and 3.4 s to compile.
enum DescriptorLiteral {
  /// The longest line, as far as the escape at its end allows.
  private static let width = 96

  /// The lines of a string literal of several lines, delimiters included.
  static func lines(_ bytes: [UInt8]) -> [String] {
    var lines = ["\"\"\""]
    var line = ""
    for byte in bytes {
      if line.utf8.count >= width {
        lines.append(line + "\\")
        line = ""
      }
      line += text(byte)
    }
    return lines + [line, "\"\"\""]
  }

  private static func text(_ byte: UInt8) -> String {
    switch byte {
    case 0: "\\0"
    case UInt8(ascii: "\t"): "\\t"
    case UInt8(ascii: "\n"): "\\n"
    case UInt8(ascii: "\r"): "\\r"
    case UInt8(ascii: "\""): "\\\""
    case UInt8(ascii: "\\"): "\\\\"
    case 0x20..<0x7F: String(UnicodeScalar(byte))
    default: "\\u{" + String(byte, radix: 16) + "}"
    }
  }
}
