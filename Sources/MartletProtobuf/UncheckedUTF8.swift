/// How a `String` holds what need not be UTF-8: the fields of type `string` that the IDL exempts
/// from the check (`features.utf8_validation = NONE`, which is what proto2 means).
///
/// A Swift string is always valid, and such a field must lose nothing. So each byte that is part of
/// no valid sequence becomes a code point of its own, U+10FF80 to U+10FFFF for 0x80 to 0xFF: the
/// last 128 of the private use planes. When the field is written the bytes are restored. Where
/// these code points themselves arrive as UTF-8, each of their four bytes is kept in that way, so
/// whatever arrives leaves as it came. (Python's `surrogateescape` does the same with code points
/// that Swift does not have.)
///
/// What this costs: a string that a program puts into such a field cannot have these 128 code
/// points for themselves. Text that is valid and has none of them, which is all text there is, is
/// the same string in either kind of field.
public enum UncheckedUTF8 {
  /// The string that a field with these bytes has.
  public static func string(_ bytes: some Sequence<UInt8>) -> String {
    Array(bytes).withUnsafeBytes { string($0) }
  }

  /// The bytes that a field with this string is written as.
  public static func bytes(_ string: String) -> [UInt8] {
    let utf8 = Array(string.utf8)
    return utf8.withUnsafeBytes { hasEscapes($0) ? unescaped($0) : utf8 }
  }

  /// As ``string(_:)``, from memory.
  package static func string(_ bytes: UnsafeRawBufferPointer) -> String {
    guard let start = bytes.baseAddress, !bytes.isEmpty else { return "" }
    if UTF8Check.isASCII(start, bytes.count)
      || (UTF8Check.firstInvalid(start, bytes.count) == nil && !hasEscapes(bytes))
    {
      return String(decoding: bytes, as: UTF8.self)
    }
    return String(decoding: escaped(bytes), as: UTF8.self)
  }

  /// Whether code points that stand for bytes may be among them.
  package static func hasEscapes(_ utf8: UnsafeRawBufferPointer) -> Bool {
    guard let start = utf8.baseAddress, !UTF8Check.isASCII(start, utf8.count) else { return false }
    var place = 0
    while place + 4 <= utf8.count {
      if utf8[place] == 0xF4, escapedByte(utf8, place) != nil { return true }
      place += 1
    }
    return false
  }

  /// The byte that the code point at a place stands for, if it stands for one.
  private static func escapedByte(_ utf8: UnsafeRawBufferPointer, _ place: Int) -> UInt8? {
    guard place + 4 <= utf8.count, utf8[place] == 0xF4, utf8[place + 1] == 0x8F else { return nil }
    // U+10FF80 is F4 8F BE 80, U+10FFC0 is F4 8F BF 80.
    switch utf8[place + 2] {
    case 0xBE: return utf8[place + 3]
    case 0xBF: return utf8[place + 3] | 0x40
    default: return nil
    }
  }

  /// The bytes with code points in place of those that are no UTF-8.
  private static func escaped(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    guard let start = bytes.baseAddress else { return [] }
    var result: [UInt8] = []
    result.reserveCapacity(2 * bytes.count)
    var place = 0
    while place < bytes.count {
      let byte = bytes[place]
      var valid = 1
      if byte >= 0x80 {
        valid = UTF8Check.sequenceLength(start + place, bytes.count - place, byte)
        if escapedByte(bytes, place) != nil { valid = 0 }
      }
      if valid == 0 {
        result += [0xF4, 0x8F, byte < 0xC0 ? 0xBE : 0xBF, byte & 0x3F | 0x80]
        place += 1
      } else {
        result += UnsafeRawBufferPointer(start: start + place, count: valid)
        place += valid
      }
    }
    return result
  }

  /// The bytes with their own in place of the code points that stand for bytes.
  package static func unescaped(_ utf8: UnsafeRawBufferPointer) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(utf8.count)
    var place = 0
    while place < utf8.count {
      if let byte = escapedByte(utf8, place) {
        result.append(byte)
        place += 4
      } else {
        result.append(utf8[place])
        place += 1
      }
    }
    return result
  }
}
