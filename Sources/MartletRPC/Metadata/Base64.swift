/// Base64 (RFC 4648 §4) for `-bin` metadata: unpadded when written, either way when read.
package enum Base64 {
  package static func encode(_ input: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity((input.count * 4 + 2) / 3)
    var accumulator: UInt32 = 0
    var bits = 0
    for byte in input {
      accumulator = accumulator << 8 | UInt32(byte)
      bits += 8
      while bits >= 6 {
        bits -= 6
        output.append(digit(UInt8(accumulator >> UInt32(bits) & 0x3f)))
      }
    }
    if bits > 0 { output.append(digit(UInt8(accumulator << UInt32(6 - bits) & 0x3f))) }
    return output
  }

  /// The bytes, or nil if `input` is not base64.
  package static func decode(_ input: UnsafeRawBufferPointer) -> [UInt8]? {
    var digits = input[...]
    while digits.last == UInt8(ascii: "="), input.count - digits.count < 2 { digits.removeLast() }
    guard digits.count % 4 != 1 else { return nil }
    var output: [UInt8] = []
    output.reserveCapacity(digits.count * 3 / 4)
    var accumulator: UInt32 = 0
    var bits = 0
    for character in digits {
      guard let value = value(character) else { return nil }
      accumulator = accumulator << 6 | UInt32(value)
      bits += 6
      if bits >= 8 {
        bits -= 8
        output.append(UInt8(truncatingIfNeeded: accumulator >> UInt32(bits)))
      }
    }
    return output
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    switch value {
    case 0..<26: UInt8(ascii: "A") + value
    case 26..<52: UInt8(ascii: "a") + value - 26
    case 52..<62: UInt8(ascii: "0") + value - 52
    case 62: UInt8(ascii: "+")
    default: UInt8(ascii: "/")
    }
  }

  private static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit - UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): digit - UInt8(ascii: "a") + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0") + 52
    // The URL-safe alphabet is read too; some peers send it.
    case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
    case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
    default: nil
    }
  }
}
