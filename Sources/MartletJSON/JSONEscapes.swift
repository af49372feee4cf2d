/// Resolves the escapes of JSON strings (RFC 8259 §7).
enum JSONEscapes {
  /// The bytes that a text stands for.
  static func resolve(_ text: JSONScanner.Text) throws(ProtoJSONError) -> [UInt8] {
    let bytes = text.bytes
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var offset = 0
    while offset < bytes.count {
      let byte = bytes[offset]
      guard byte == UInt8(ascii: "\\") else {
        result.append(byte)
        offset += 1
        continue
      }
      guard offset + 1 < bytes.count else {
        throw ProtoJSONError("there is no such escape", at: text.offset + offset)
      }
      let letter = bytes[offset + 1]
      if letter == UInt8(ascii: "u") {
        try appendScalar(text, &offset, to: &result)
      } else if let value = short(letter) {
        result.append(value)
        offset += 2
      } else {
        throw ProtoJSONError("there is no such escape", at: text.offset + offset)
      }
    }
    return result
  }

  private static func short(_ letter: UInt8) -> UInt8? {
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): letter
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0C
    case UInt8(ascii: "n"): 0x0A
    case UInt8(ascii: "r"): 0x0D
    case UInt8(ascii: "t"): 0x09
    default: nil
    }
  }

  /// `\u00e9`, or two of them for what is beyond U+FFFF.
  private static func appendScalar(
    _ text: JSONScanner.Text, _ offset: inout Int, to result: inout [UInt8]
  ) throws(ProtoJSONError) {
    let place = text.offset + offset
    guard let first = codeUnit(text.bytes, offset) else {
      throw ProtoJSONError("\\u needs four hexadecimal digits", at: place)
    }
    offset += 6
    var value = first
    if (0xD800...0xDBFF).contains(first) {
      guard let second = codeUnit(text.bytes, offset), (0xDC00...0xDFFF).contains(second) else {
        throw ProtoJSONError("the surrogate has no second half", at: place)
      }
      offset += 6
      value = 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(value) else {
      throw ProtoJSONError("the surrogate has no first half", at: place)
    }
    result.append(contentsOf: UTF8.encode(scalar).unsafelyUnwrapped)
  }

  private static func codeUnit(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt32? {
    guard offset + 6 <= bytes.count, bytes[offset] == UInt8(ascii: "\\"),
      bytes[offset + 1] == UInt8(ascii: "u")
    else { return nil }
    var value: UInt32 = 0
    for digit in bytes[offset + 2..<offset + 6] {
      guard let part = Character(Unicode.Scalar(digit)).hexDigitValue, digit < 0x80 else {
        return nil
      }
      value = value << 4 | UInt32(part)
    }
    return value
  }
}
