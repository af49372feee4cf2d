/// Extensions, which are among the fields that a message's own type does not know.
extension UnknownFields {
  /// The encoded fields, in place.
  func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    storage?.withUnsafeBytes(body) ?? body(UnsafeRawBufferPointer(start: nil, count: 0))
  }

  /// The value of an extension; `read` merges occurrences of it, and returns where it has come to.
  @inlinable
  func value<Value>(
    _ own: ExtensionTags, _ unset: Value, depth: Int,
    _ read: (inout Value, UInt32, WireReader) throws(WireError) -> UnsafeRawPointer
  ) throws(WireError) -> Value {
    guard let storage else { return unset }
    return try storage.withUnsafeBufferPointer { (bytes) throws(WireError) in
      var value = unset
      var fields = EncodedFields(UnsafeRawBufferPointer(bytes), depth: depth)
      while let found = try fields.next(own) {
        fields.skip(to: try read(&value, found.tag, found.reader))
      }
      return value
    }
  }

  /// Puts what `write` appends in place of all values of an extension: where its first one was, or
  /// before the first field of a greater number, whichever comes first.
  @usableFromInline
  mutating func replace(
    _ own: ExtensionTags, _ field: ProtoFieldSchema, _ write: (WireWriter) -> WireWriter
  ) {
    withUnsafeTemporaryAllocation(byteCount: WireWriter.stackBytes, alignment: 8) { buffer in
      guard let base = buffer.baseAddress else { return }
      var writer = WireWriter(
        borrowing: base, count: buffer.count, reserving: 0, state: WireWriter.sortsMaps)
      writer = write(writer)
      defer { writer.freeBuffer() }
      precondition(!writer.isTooLarge(behind: 0), "\(field.name) is set to more than 2 GiB")
      place(own, UnsafeRawBufferPointer(start: writer.base, count: writer.count))
    }
  }

  private mutating func place(_ own: ExtensionTags, _ encoded: UnsafeRawBufferPointer) {
    if isEmpty { return begin(with: encoded) }
    let places = withBytes { ExtensionPlaces(of: own, in: $0) }
    if places.later.isEmpty {
      storage?.replaceSubrange(places.first, with: encoded)
    } else {
      storage = withBytes { places.replaced(in: $0, by: encoded) }
    }
    if storage?.isEmpty == true { storage = nil }
  }

  /// The first one that is set. With some room, since it seldom comes alone.
  private mutating func begin(with encoded: UnsafeRawBufferPointer) {
    if encoded.isEmpty { return }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(max(encoded.count, 96))
    bytes.append(contentsOf: encoded)
    storage = bytes
  }
}

/// Where the values of an extension are among encoded fields, as offsets.
private struct ExtensionPlaces {
  /// Where a new value has its place, and the old ones right there.
  private(set) var first: Range<Int>
  /// Those that are further behind, in their order.
  private(set) var later: [Range<Int>] = []

  init(of own: ExtensionTags, in bytes: UnsafeRawBufferPointer) {
    var place: Range<Int>?
    var fields = EncodedFields(bytes, depth: ProtoDecodingLimits().depth)
    if !own.isMessageSetItem { fields.skipShortFields(below: own.number) }
    var start = fields.offset(in: bytes)
    while let found = try? fields.next() {
      let end = fields.offset(in: bytes)
      if found.value(of: own) != nil {
        if let first = place, first.upperBound < start {
          later.append(start..<end)
        } else {
          place = (place?.lowerBound ?? start)..<end
        }
      } else if place == nil, found.number(beside: own) > own.number {
        place = start..<start
      }
      start = end
    }
    // In front of what cannot be read, if there is any: it was put there by hand.
    first = place ?? start..<start
  }

  /// The encoded fields with other bytes in the first place, and none in the later ones.
  func replaced(
    in bytes: UnsafeRawBufferPointer, by encoded: UnsafeRawBufferPointer
  ) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + encoded.count)
    result += bytes[..<first.lowerBound]
    result += encoded
    var kept = first.upperBound
    for place in later {
      result += bytes[kept..<place.lowerBound]
      kept = place.upperBound
    }
    result += bytes[kept...]
    return result
  }
}
