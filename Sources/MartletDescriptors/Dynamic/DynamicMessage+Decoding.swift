public import MartletProtobuf

extension DynamicMessage {
  /// Decodes a message of a type from the binary format.
  ///
  /// - Parameter partial: whether fields that the IDL requires may be missing.
  /// - Throws: ``MartletProtobuf/ProtoDecodingError`` with the fault and its byte offset.
  public init(
    serializedBytes bytes: [UInt8], type: MessageDescriptor,
    limits: ProtoDecodingLimits = ProtoDecodingLimits(), partial: Bool = false
  ) throws(ProtoDecodingError) {
    self.init(type)
    try merge(serializedBytes: bytes, extensions: nil, limits: limits, partial: partial)
  }

  /// Decodes into a message that already has content: single fields are replaced, messages merged,
  /// repeated fields and maps extended.
  ///
  /// - Parameters:
  ///   - extensions: the pool whose extensions are fields; without it they are unknown.
  ///   - partial: whether fields that the IDL requires may be missing afterwards.
  /// - Throws: ``MartletProtobuf/ProtoDecodingError``; the message then holds what was read before.
  public mutating func merge(
    serializedBytes bytes: [UInt8], extensions: DescriptorPool?,
    limits: ProtoDecodingLimits = ProtoDecodingLimits(), partial: Bool = false
  ) throws(ProtoDecodingError) {
    var failure: ProtoDecodingError?
    bytes.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else { return }
      guard buffer.count <= limits.maximumBytes else {
        failure = ProtoDecodingError(
          reason: .tooLarge, byteOffset: max(0, limits.maximumBytes),
          messageName: descriptor.fullName)
        return
      }
      do throws(WireError) {
        try merge(
          WireReader(position: base, end: base + buffer.count, depth: limits.depth), extensions)
      } catch {
        failure = ProtoDecodingError(
          reason: error.kind, byteOffset: Int(error.address &- UInt(bitPattern: base)),
          messageName: descriptor.fullName)
      }
    }
    if let failure { throw failure }
    if !partial, !isInitialized {
      throw ProtoDecodingError(
        reason: .missingRequiredFields, byteOffset: bytes.count, messageName: descriptor.fullName,
        missingFields: missingRequiredFields(atMost: MissingFields.mostInErrors))
    }
  }

  /// Merges everything that the reader holds.
  mutating func merge(_ start: WireReader, _ extensions: DescriptorPool?) throws(WireError) {
    var reader = start
    while !reader.isAtEnd {
      let fieldStart = reader.position
      let tag = try reader.tag()
      if tag == MessageSetItem.beginTag, descriptor.isMessageSet {
        try mergeItem(from: fieldStart, &reader, extensions)
        continue
      }
      let number = Int32(bitPattern: tag >> 3)
      let field =
        descriptor.field(number: number)
        ?? extensions?.extensionField(of: descriptor, number: number)
      let isKnown = try field.map { field throws(WireError) in
        try merge(field, tag, &reader, extensions)
      }
      if isKnown != true {
        reader.position = fieldStart
        _ = try reader.tag()
        try reader.unknown(tag, from: fieldStart, into: &unknownFields)
      }
    }
  }

  /// Reads an item of a message set whose begin tag has been read.
  private mutating func mergeItem(
    from start: UnsafeRawPointer, _ reader: inout WireReader, _ extensions: DescriptorPool?
  ) throws(WireError) {
    let next = try WireReader.skip(MessageSetItem.beginTag, start, reader)
    let item = MessageSetItem(
      WireReader(position: reader.position, end: next, depth: reader.depth))
    if let item, let field = extensions?.extensionField(of: descriptor, number: item.number),
      case .message(let type) = field.type
    {
      var content = item.message
      try mergeMessage(field, type, try content.nested(), extensions)
      reader.position = next
    } else {
      try reader.unknown(MessageSetItem.beginTag, from: start, into: &unknownFields)
    }
  }

  /// Reads one field whose tag has been read. False if it is not known after all: it has another
  /// wire type, or the number of a closed enum has no name.
  private mutating func merge(
    _ field: FieldDescriptor, _ tag: UInt32, _ reader: inout WireReader,
    _ extensions: DescriptorPool?
  ) throws(WireError) -> Bool {
    let coding = DynamicCoding(field)
    let wireType = UInt8(tag & 7)
    if field.isRepeated, field.type.isPackable, wireType == 2 {
      try mergePacked(field, coding, &reader)
      return true
    }
    guard wireType == coding.wireType else { return false }
    if field.isMap {
      guard let entry = field.messageType else { return false }
      return try mergeEntry(field, entry, try reader.nested(), extensions)
    }
    if case .message(let type) = field.type {
      if wireType == 3 {
        try mergeGroup(field, type, tag, &reader, extensions)
      } else {
        try mergeMessage(field, type, try reader.nested(), extensions)
      }
      return true
    }
    let value = try coding.read(&reader)
    guard coding.isKnown(value) else { return false }
    if field.isRepeated { try append(value, to: field) } else { put(value, for: field) }
    return true
  }

  private mutating func append(
    _ value: DynamicValue, to field: FieldDescriptor
  ) throws(WireError) {
    try update(field) { list throws(WireError) in
      guard case .list(var elements) = list else { return }
      // So that the array is not copied for each element.
      list = .bool(false)
      elements.append(value)
      list = .list(elements)
    }
  }

  /// Numbers of a closed enum without a name become unknown fields, one by one.
  private mutating func mergePacked(
    _ field: FieldDescriptor, _ coding: DynamicCoding, _ reader: inout WireReader
  ) throws(WireError) {
    let count = try reader.length()
    var inner = WireReader(
      position: reader.position, end: reader.position + count, depth: reader.depth)
    reader.position += count
    var values: [DynamicValue] = []
    while !inner.isAtEnd {
      let value = try coding.read(&inner)
      if coding.isKnown(value) {
        values.append(value)
      } else if case .enumeration(let number) = value {
        keep(number, of: field)
      }
    }
    let read = values
    try update(field) { list throws(WireError) in
      guard case .list(var elements) = list else { return }
      list = .bool(false)
      elements += read
      list = .list(elements)
    }
  }

  private mutating func keep(_ number: Int32, of field: FieldDescriptor) {
    var builder = WireBuilder()
    builder.tag(UInt32(bitPattern: field.number) << 3)
    builder.varint(UInt64(bitPattern: Int64(number)))
    unknownFields = builder.withBytes { UnknownFields(bytes: unknownFields.bytes + $0) }
  }

  /// A group ends where reading it stops at its end tag.
  private mutating func mergeGroup(
    _ field: FieldDescriptor, _ type: MessageDescriptor, _ tag: UInt32,
    _ reader: inout WireReader, _ extensions: DescriptorPool?
  ) throws(WireError) {
    let inner = try reader.insideGroup()
    do throws(WireError) {
      try mergeMessage(field, type, inner, extensions)
    } catch {
      reader.position = try inner.endOfGroup(tag, error)
      return
    }
    throw WireReader.endless(tag, reader)
  }

  private mutating func mergeMessage(
    _ field: FieldDescriptor, _ type: MessageDescriptor, _ reader: WireReader,
    _ extensions: DescriptorPool?
  ) throws(WireError) {
    if field.isRepeated {
      var message = DynamicMessage(type)
      let fault = message.fault(merging: reader, extensions)
      try append(.message(message), to: field)
      if let fault { throw fault }
      return
    }
    if !has(field) { put(.message(DynamicMessage(type)), for: field) }
    try update(field) { value throws(WireError) in
      guard case .message(var message) = value else { return }
      value = .bool(false)
      defer { value = .message(message) }
      try message.merge(reader, extensions)
    }
  }

  /// Merges, and returns what is wrong: the end of a group is, too, and then the message counts.
  private mutating func fault(
    merging reader: WireReader, _ extensions: DescriptorPool?
  ) -> WireError? {
    do throws(WireError) {
      try merge(reader, extensions)
      return nil
    } catch {
      return error
    }
  }

  /// A missing key or value means its default.
  private mutating func mergeEntry(
    _ field: FieldDescriptor, _ type: MessageDescriptor, _ reader: WireReader,
    _ extensions: DescriptorPool?
  ) throws(WireError) -> Bool {
    guard let key = field.mapKey, let value = field.mapValue else { return false }
    var entry = DynamicMessage(type)
    try entry.merge(reader, extensions)
    // A number that the value's closed enum does not name makes the entry unknown.
    if value.enumType?.isClosed == true, !entry.unknownFields.isEmpty { return false }
    let pair = (entry[key], entry[value])
    try update(field) { map throws(WireError) in
      guard case .map(var entries) = map else { return }
      map = .bool(false)
      entries[pair.0] = pair.1
      map = .map(entries)
    }
    return true
  }
}
