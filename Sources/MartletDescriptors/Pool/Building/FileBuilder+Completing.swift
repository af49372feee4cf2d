import MartletProtobuf

/// Fourth step: what fields are when their types are known, and whether it can be true.
extension FileBuilder {
  mutating func completeFields() throws(DescriptorPoolError) {
    try completeOneofs()
    for message in records.messages.indices {
      let range = records.messages[message].fields.range
      for (index, field) in zip(range, messageProtos[message].field) {
        try complete(index, field)
      }
    }
    for index in records.topExtensions.range {
      try complete(index, proto.extension[Int(records.fields[index].position)])
    }
    for message in records.messages.indices {
      let range = records.messages[message].extensions.range
      for (index, field) in zip(range, messageProtos[message].extension) {
        try complete(index, field)
      }
    }
  }

  /// Tells real oneofs from those that stand for `optional`, which must come last.
  private mutating func completeOneofs() throws(DescriptorPoolError) {
    for message in records.messages.indices {
      var real: Int32 = 0
      for index in records.messages[message].oneofs.range {
        let fields = records.oneofs[index].fields
        if fields.count == 0 { throw error(.invalidOneof, Member(.oneof, index)) }
        let first = records.fields[Int(fields.start)]
        records.oneofs[index].isSynthetic =
          fields.count == 1 && first.traits.contains(.isProto3Optional)
        if records.oneofs[index].isSynthetic { continue }
        let isBehind = index - Int(records.messages[message].oneofs.start) > real
        if isBehind { throw error(.invalidOptional, Member(.oneof, index)) }
        real += 1
      }
      records.messages[message].realOneofs = real
    }
  }

  private mutating func complete(
    _ index: Int, _ field: Google.Protobuf.FieldDescriptorProto
  ) throws(DescriptorPoolError) {
    var record = records.fields[index]
    let element = Member(.field, index)
    let isRepeated = record.cardinality == .repeated
    if record.traits.contains(.isProto3Optional) && !record.traits.contains(.isExtension) {
      let isAlone = record.oneof >= 0 && records.oneofs[Int(record.oneof)].isSynthetic
      if !isAlone { throw error(.invalidOptional, element) }
    }
    if !isRepeated {
      let hasPresence =
        record.kind == .message || record.oneof >= 0 || record.traits.contains(.isExtension)
        || record.features.fieldPresence != .implicit
      if hasPresence { record.traits.insert(.hasPresence) }
    }
    if isRepeated && record.kind.isPackable && record.features.repeatedFieldEncoding == .packed {
      record.traits.insert(.isPacked)
    }
    if record.kind == .message {
      if isMapEntry(record.type) {
        guard isMap(record, of: index) else { throw error(.invalidMapEntry, element) }
        record.traits.insert(.isMap)
      } else if record.features.messageEncoding == .delimited && !isInMapEntry(record) {
        record.traits.insert(.isDelimited)
      }
    }
    if let value = field.defaultValue { try checkDefault(value, record, element) }
    try checkEnum(record, element)
    records.fields[index] = record
  }

  // MARK: - Maps

  private func isInMapEntry(_ record: FieldRecord) -> Bool {
    record.scope >= 0 && !record.traits.contains(.isExtension)
      && records.messages[Int(record.scope)].isMapEntry
  }

  private func isMapEntry(_ type: TypeReference) -> Bool {
    let records = type.link < 0 ? self.records : links[Int(type.link)].records
    return records.messages[Int(type.index)].isMapEntry
  }

  /// Whether a field of an entry's type is the map that this is the entry of, as the IDL makes both
  /// from `map<Key, Value>`.
  private func isMap(_ record: FieldRecord, of index: Int) -> Bool {
    guard record.type.link < 0, record.cardinality == .repeated, index < records.firstExtension
    else { return false }
    let entry = records.messages[Int(record.type.index)]
    let proto = messageProtos[Int(record.type.index)]
    guard entry.parent == record.scope, entry.name == JSONName.mapEntry(record.name),
      entry.fields.count == 2, proto.oneofDecl.isEmpty,
      proto.extensionRange.isEmpty, proto.nestedType.isEmpty, proto.enumType.isEmpty,
      proto.extension.isEmpty
    else { return false }
    let key = records.fields[Int(entry.fields.start)]
    let value = records.fields[Int(entry.fields.start) + 1]
    return key.name == "key" && key.number == 1 && key.cardinality == .singular
      && key.kind.isMapKey && value.name == "value" && value.number == 2
      && value.cardinality == .singular
  }

  // MARK: - Defaults and enums

  private func checkDefault(
    _ text: String, _ record: FieldRecord, _ element: Member
  ) throws(DescriptorPoolError) {
    guard record.cardinality != .repeated, record.traits.contains(.hasPresence) else {
      throw error(.invalidDefault(text), element)
    }
    guard record.kind == .enumeration else {
      if FieldDefault(text, record.kind) == nil { throw error(.invalidDefault(text), element) }
      return
    }
    let isValue: Bool
    if record.type.link < 0 {
      isValue = names.find(text, in: .enumeration(Int(record.type.index)), records) != nil
    } else {
      let file = links[Int(record.type.link)]
      let scope = NameTable.Scope.enumeration(Int(record.type.index))
      isValue = file.isPlaceholder || file.names.find(text, in: scope, file.records) != nil
    }
    if !isValue { throw error(.invalidDefault(text), element) }
  }

  /// A closed enum need not have a zero, which implicit presence takes for unset.
  private func checkEnum(_ record: FieldRecord, _ element: Member) throws(DescriptorPoolError) {
    guard record.kind == .enumeration, record.cardinality != .repeated,
      !record.traits.contains(.hasPresence)
    else { return }
    let file = record.type.link < 0 ? nil : links[Int(record.type.link)]
    if file?.isPlaceholder ?? false { return }
    let owner = file?.records ?? records
    if owner.enums[Int(record.type.index)].features.enumType == .closed {
      throw error(
        .closedEnum(owner.fullName(of: Member(.enumeration, Int(record.type.index)))), element)
    }
  }
}
