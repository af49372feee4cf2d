/// Goes over encoded fields one by one.
struct EncodedFields {
  private var reader: WireReader

  init(_ reader: WireReader) {
    self.reader = reader
  }

  init(_ bytes: UnsafeRawBufferPointer, depth: Int) {
    reader = WireReader(over: bytes, depth: depth)
  }

  /// The next field; nil at the end.
  mutating func next() throws(WireError) -> EncodedField? {
    if reader.isAtEnd { return nil }
    let start = reader.position
    var value = reader
    let tag = try value.tag()
    let end = try WireReader.skip(tag, start, value)
    value = WireReader(position: value.position, end: end, depth: value.depth)
    reader.position = end
    return EncodedField(tag: tag, start: start, reader: value)
  }

  /// How many of the bytes belong to fields that have been read.
  func offset(in bytes: UnsafeRawBufferPointer) -> Int {
    bytes.baseAddress.map { reader.position - $0 } ?? 0
  }
}

/// One field among encoded ones.
struct EncodedField {
  let tag: UInt32
  /// Where the tag begins.
  let start: UnsafeRawPointer
  /// From behind the tag to the end of the field.
  let reader: WireReader

  var number: Int32 { Int32(bitPattern: tag >> 3) }
}

extension UnknownFields {
  /// The encoded fields, in place.
  func withBytes(_ body: (UnsafeRawBufferPointer) -> Void) {
    storage?.withUnsafeBytes(body)
  }

  /// These fields with `encoded` in place of all values of a field: where its first one was, or
  /// before the first field of a greater number, whichever comes first.
  func replacing(
    _ field: ProtoFieldSchema, with encoded: UnsafeRawBufferPointer
  ) -> UnknownFields {
    var result: [UInt8] = []
    result.reserveCapacity((storage?.count ?? 0) + encoded.count)
    var isPlaced = false
    withBytes { bytes in
      var fields = EncodedFields(bytes, depth: ProtoDecodingLimits().depth)
      var kept = 0
      while let found = try? fields.next(), let base = bytes.baseAddress {
        let isOld = found.value(of: field) != nil
        if !isPlaced, isOld || found.number(beside: field) > field.number {
          result += bytes[kept..<found.start - base]
          result += encoded
          isPlaced = true
          kept = found.start - base
        }
        if isOld {
          result += bytes[kept..<found.start - base]
          kept = found.reader.end - base
        }
      }
      if !isPlaced {
        // In front of what cannot be read, if there is any: it was put there by hand.
        let readable = fields.offset(in: bytes)
        result += bytes[kept..<readable]
        result += encoded
        isPlaced = true
        kept = readable
      }
      result += bytes[kept...]
    }
    return isPlaced ? UnknownFields(bytes: result) : UnknownFields(bytes: Array(encoded))
  }
}
