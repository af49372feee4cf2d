public import MartletProtobuf

extension DynamicMessage {
  /// Encodes the message in the binary format: fields in the order of their numbers, maps in the
  /// order of their keys, unknown fields last. Equal messages have equal bytes.
  ///
  /// - Parameter partial: whether fields that the IDL requires may be missing.
  /// - Throws: ``MartletProtobuf/ProtoEncodingError`` if it would be larger than 2 GiB, or if required
  ///   fields are missing.
  public func serializedBytes(partial: Bool = false) throws(ProtoEncodingError) -> [UInt8] {
    if !partial, !isInitialized {
      throw ProtoEncodingError(
        messageName: descriptor.fullName,
        missingFields: missingRequiredFields(atMost: MissingFields.mostInErrors))
    }
    var builder = WireBuilder()
    write(to: &builder)
    if builder.overflowed || builder.count > Int(Int32.max) {
      throw ProtoEncodingError(messageName: descriptor.fullName)
    }
    return builder.withBytes { Array($0) }
  }

  func write(to builder: inout WireBuilder) {
    for entry in entries { write(entry.value, of: entry.field, to: &builder) }
    unknownFields.bytes.withUnsafeBytes { builder.bytes(0, $0) }
  }

  /// The entries of a map in the order of their keys.
  static func sorted(
    _ entries: [DynamicValue: DynamicValue]
  ) -> [(key: DynamicValue, value: DynamicValue)] {
    entries.sorted { $0.key.precedes($1.key) }
  }

  private func write(
    _ value: DynamicValue, of field: FieldDescriptor, to builder: inout WireBuilder
  ) {
    let coding = DynamicCoding(field)
    switch value {
    case .list(let elements) where field.isPacked:
      let mark = builder.open(coding.packedTag)
      for element in elements { coding.write(element, to: &builder) }
      builder.close(mark)
    case .list(let elements):
      for element in elements { coding.writeField(element, to: &builder) }
    case .map(let entries):
      guard let key = field.mapKey, let value = field.mapValue else { return }
      let codings = (DynamicCoding(key), DynamicCoding(value))
      for entry in Self.sorted(entries) {
        let mark = builder.open(coding.tag)
        codings.0.writeField(entry.key, to: &builder)
        codings.1.writeField(entry.value, to: &builder)
        builder.close(mark)
      }
    default: coding.writeField(value, to: &builder)
    }
  }
}

extension DynamicValue {
  /// The order of map keys.
  fileprivate func precedes(_ other: DynamicValue) -> Bool {
    switch (self, other) {
    case (.int32(let left), .int32(let right)): left < right
    case (.int64(let left), .int64(let right)): left < right
    case (.uint32(let left), .uint32(let right)): left < right
    case (.uint64(let left), .uint64(let right)): left < right
    case (.bool(let left), .bool(let right)): !left && right
    case (.string(let left), .string(let right)): left.utf8.lexicographicallyPrecedes(right.utf8)
    default: false
    }
  }
}
