/// How strings and bytes stand in the text format.
package enum TextStrings {
  /// In quotes, with escapes as in C.
  package static func quoted(_ bytes: UnsafeRawBufferPointer, escapesNonASCII: Bool) -> String {
    var result: [UInt8] = [UInt8(ascii: "\"")]
    result.reserveCapacity(bytes.count + 2)
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\n"): result += "\\n".utf8
      case UInt8(ascii: "\r"): result += "\\r".utf8
      case UInt8(ascii: "\t"): result += "\\t".utf8
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): result += [UInt8(ascii: "\\"), byte]
      case 0..<0x20, 0x7F: appendOctal(byte, to: &result)
      case 0x80...:
        if escapesNonASCII { appendOctal(byte, to: &result) } else { result.append(byte) }
      default: result.append(byte)
      }
    }
    result.append(UInt8(ascii: "\""))
    return String(decoding: result, as: UTF8.self)
  }

  /// Three digits always, so that a digit behind the escape stays one.
  private static func appendOctal(_ byte: UInt8, to result: inout [UInt8]) {
    result += [
      UInt8(ascii: "\\"), 0x30 + byte >> 6, 0x30 + byte >> 3 & 7, 0x30 + byte & 7,
    ]
  }
}
