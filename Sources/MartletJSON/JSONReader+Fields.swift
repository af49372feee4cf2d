import MartletProtobuf

extension JSONReader {
  /// The value of a member, whatever its field is.
  mutating func value(
    _ field: UnsafePointer<JSONField>, _ type: UnsafePointer<JSONMessage>,
    _ seen: inout SeenFields, _ depth: Int
  ) throws(ProtoJSONError) {
    do throws(ProtoJSONError) {
      if scanner.peek() == UInt8(ascii: "n"), takesAbsence(field) { return }
      let oneof = field.pointee.oneof
      if oneof >= 0, !seen.insert(oneof) { throw isSet(oneof, type) }
      switch field.pointee.shape {
      case .single: try single(field, depth)
      case .array, .packed: try array(field, depth)
      case .map: try map(field, depth)
      }
    } catch {
      throw error.within(field.pointee.name)
    }
  }

  /// Whether `null` stands here, which means that the field is not set.
  @inline(never)
  private mutating func takesAbsence(_ field: UnsafePointer<JSONField>) -> Bool {
    if field.pointee.shape == .single, field.pointee.takesNull { return false }
    return scanner.takeWord("null")
  }

  @inline(never)
  private func isSet(_ oneof: Int, _ type: UnsafePointer<JSONMessage>) -> ProtoJSONError {
    let names = type.pointee.schema?.oneofs ?? []
    let place = oneof - type.pointee.count
    let name = names.indices.contains(place) ? names[place] : ""
    return scanner.error("another field of the oneof \"\(name)\" is set")
  }

  // MARK: - Single values

  /// A value with its tag.
  mutating func single(
    _ field: UnsafePointer<JSONField>, _ depth: Int
  ) throws(ProtoJSONError) {
    switch field.pointee.type {
    case .message, .group: try submessage(field, depth)
    case .string: try string(field.pointee.tag, try scanner.string("a string in quotes"))
    case .bytes: try bytes(field.pointee.tag)
    default:
      let mark = output.count
      output.need(OutputBuffer.longestVarintField)
      output.tag(field.pointee.tag)
      if try !scalar(field) { output.rewind(to: mark) }
    }
  }

  private mutating func submessage(
    _ field: UnsafePointer<JSONField>, _ depth: Int
  ) throws(ProtoJSONError) {
    guard let type = field.pointee.message else {
      throw scanner.error("the type of this field is not known")
    }
    let tag = field.pointee.tag
    if field.pointee.type == .group {
      output.need(5)
      output.tag(tag)
      try message(type, depth - 1)
      output.need(5)
      output.tag(JSONField.Tag(tag.number + 1))
    } else if field.pointee.isMessageSetItem {
      let mark = output.openItem(field.pointee.number)
      try message(type, depth - 1)
      output.closeItem(mark)
    } else {
      let mark = output.open(tag)
      try message(type, depth - 1)
      output.close(mark)
    }
  }

  // MARK: - Several values

  mutating func array(
    _ field: UnsafePointer<JSONField>, _ depth: Int
  ) throws(ProtoJSONError) {
    try scanner.expect("[", "for a repeated field")
    if scanner.take("]") { return }
    let start = output.count
    let isPacked = field.pointee.shape == .packed
    let mark = isPacked ? output.open(field.pointee.packedTag) : 0
    let first = output.count
    var index = 0
    repeat {
      do throws(ProtoJSONError) {
        if isPacked { index &+= plainNumbers(field.pointee.type) }
        if scanner.peek() == UInt8(ascii: "n") { try checkNull(field) }
        if isPacked { _ = try scalar(field) } else { try single(field, depth) }
      } catch {
        throw error.within("[\(index)]")
      }
      index &+= 1
    } while scanner.take(",")
    try scanner.expect("]", "at the end of the array")
    if isPacked {
      // All elements may have been names that are passed over.
      if output.count == first { output.rewind(to: start) } else { output.close(mark) }
    }
  }

  /// `null` is no value of most fields.
  @inline(never)
  private mutating func checkNull(
    _ field: UnsafePointer<JSONField>
  ) throws(ProtoJSONError) {
    if !field.pointee.takesNull, scanner.takeWord("null") {
      throw scanner.error("null cannot be an element")
    }
  }

  // MARK: - Maps

  mutating func map(
    _ field: UnsafePointer<JSONField>, _ depth: Int
  ) throws(ProtoJSONError) {
    guard let entry = field.pointee.entry?.pointee.fields else {
      throw scanner.error("the type of this field is not known")
    }
    try scanner.expect("{", "for a map")
    if scanner.take("}") { return }
    var keys = seenKeys.push()
    repeat {
      plainEntries(field, entry, &keys)
      let start = output.count
      let mark = output.open(field.pointee.tag)
      let key = try scanner.string("the key of a map in quotes")
      do throws(ProtoJSONError) {
        try mapKey(entry, key, in: &keys)
        try scanner.expect(":", "behind the key")
        let before = output.count
        if scanner.peek() == UInt8(ascii: "n") { try checkNull(entry + 1) }
        try single(entry + 1, depth)
        if output.count == before {
          // The name of an enum value that is passed over takes its entry with it.
          output.rewind(to: start)
        } else {
          output.close(mark)
        }
      } catch {
        throw error.within("[\"\(String(decoding: key.bytes, as: UTF8.self))\"]")
      }
    } while scanner.take(",")
    try scanner.expect("}", "at the end of the map")
    seenKeys.pop(keys)
  }

  /// A key is a string in JSON, whatever its type.
  private mutating func mapKey(
    _ field: UnsafePointer<JSONField>, _ key: JSONScanner.Text, in keys: inout SeenKeys.Mark
  ) throws(ProtoJSONError) {
    let hash: UInt64
    if field.pointee.type == .string, !key.hasEscapes {
      output.string(field.pointee.tag, key, before: scanner.end)
      hash = keyHash.hash(key.start, key.count)
    } else {
      hash = try otherKey(field, key)
    }
    if let offset = seenKeys.insert(hash, at: key.offset, into: &keys) {
      try compare(key, offset, field.pointee.type)
    }
  }

  @inline(never)
  private mutating func otherKey(
    _ field: UnsafePointer<JSONField>, _ key: JSONScanner.Text
  ) throws(ProtoJSONError) -> UInt64 {
    let resolved = key.hasEscapes ? try JSONEscapes.resolve(key) : Array(key.bytes)
    switch field.pointee.type {
    case .string:
      return resolved.withUnsafeBytes { bytes in
        output.bytes(field.pointee.tag, bytes)
        return keyHash.hash(bytes)
      }
    case .bool:
      guard resolved == Array("true".utf8) || resolved == Array("false".utf8) else {
        throw ProtoJSONError("the key is neither \"true\" nor \"false\"", at: key.offset)
      }
      output.need(OutputBuffer.longestVarintField)
      output.tag(field.pointee.tag)
      output.store(resolved.count == 4 ? 1 : 0)
      return keyHash.hash(resolved.count == 4 ? 1 : 0)
    default:
      guard let number = JSONNumber(of: key, resolved) else {
        throw ProtoJSONError("the key is not a number", at: key.offset)
      }
      output.need(OutputBuffer.longestVarintField)
      output.tag(field.pointee.tag)
      let whole = try whole(number, field.pointee.type, at: key.offset)
      return keyHash.hash(whole.isNegative ? 0 &- whole.magnitude : whole.magnitude)
    }
  }

  /// Refuses a key if it is the same as that at an offset, however the two are spelled.
  @inline(never)
  private func compare(
    _ key: JSONScanner.Text, _ offset: Int, _ type: ProtoFieldType
  ) throws(ProtoJSONError) {
    if type == .string {
      // Both are as they were when they were read: well-formed.
      var scanner = self.scanner
      scanner.rewind(to: offset - 1)
      let other = try scanner.string("a key in quotes")
      guard try JSONEscapes.resolve(other) == JSONEscapes.resolve(key) else { return }
    }
    throw ProtoJSONError("the key is there twice", at: key.offset)
  }
}
