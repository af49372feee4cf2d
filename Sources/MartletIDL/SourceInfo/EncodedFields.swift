/// Steps through the fields of an encoded message that one of our own encoders has written:
/// varints and length-delimited values. Whatever else it meets, it stops there.
struct EncodedFields {
  private let bytes: ArraySlice<UInt8>
  /// Where the next field begins.
  private(set) var offset: Int

  init(_ bytes: [UInt8]) {
    self.init(bytes[...])
  }

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    self.offset = bytes.startIndex
  }

  /// A field: its number, and its bytes or its value.
  struct Field {
    var number: UInt64
    var content: ArraySlice<UInt8> = []
    var value: UInt64 = 0
  }

  /// The number of the next field; nil at the end.
  func peek() -> UInt64? {
    var copy = self
    return copy.varint().map { $0 >> 3 }
  }

  /// Reads a field.
  mutating func next() -> Field? {
    guard let tag = varint() else { return nil }
    var field = Field(number: tag >> 3)
    switch tag & 7 {
    case 0:
      guard let value = varint() else { return nil }
      field.value = value
    case 2:
      guard let length = varint(), length <= UInt64(bytes.endIndex - offset) else { return end() }
      let start = offset
      offset += Int(length)
      field.content = bytes[start..<offset]
    default: return end()
    }
    return field
  }

  mutating func skip() { _ = next() }

  /// Reads a number; for the elements of packed fields too.
  mutating func varint() -> UInt64? {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while offset < bytes.endIndex, shift < 64 {
      let byte = bytes[offset]
      offset += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    offset = bytes.endIndex
    return nil
  }

  private mutating func end() -> Field? {
    offset = bytes.endIndex
    return nil
  }
}
