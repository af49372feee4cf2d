/// Finds the field in which decoding failed, by going over the bytes once more.
struct FaultFinder {
  /// Where the fault is.
  let address: UInt
  /// An extension that counts as a field of the outermost message.
  var extensionField: ProtoFieldSchema?

  /// The way from the message that the reader holds; empty if the fault is its own.
  func path(_ reader: WireReader, _ schema: ProtoMessageSchema) -> String {
    find(reader, schema, extensionField) ?? ""
  }

  /// The way to the fault within a message; nil if there is none in it.
  private func find(
    _ start: WireReader, _ schema: ProtoMessageSchema, _ other: ProtoFieldSchema? = nil
  ) -> String? {
    var counts: [Int32: Int] = [:]
    var reader = start
    while !reader.isAtEnd {
      let fieldStart = reader.position
      guard let tag = try? reader.tag() else { return "" }
      if tag & 7 == 4 { return address == UInt(bitPattern: fieldStart) ? "" : nil }
      let next = try? WireReader.skip(tag, fieldStart, reader)
      let found = EncodedField(
        tag: tag, start: fieldStart,
        reader: WireReader(position: reader.position, end: next ?? reader.end, depth: reader.depth))
      let number = found.number
      let known = schema.field(number: number) ?? (other?.number == number ? other : nil)
      guard let field = known, field.accepts(UInt8(tag & 7)) else {
        guard let next, !isWithin(fieldStart, next) else { return "" }
        reader.position = next
        continue
      }
      let index = counts[number, default: 0]
      // A fault at the very end may be this field's, or that of the next one.
      let isCertain = next.map { isWithin(fieldStart, $0) } ?? true
      if isCertain || found.reader.end == UnsafeRawPointer(bitPattern: address),
        let path = path(in: found, field, index, isCertain)
      {
        return path
      }
      guard let next else { return "" }
      counts[number] = index + (isPacked(found, field) ? found.packedCount(field) : 1)
      reader.position = next
    }
    return nil
  }

  private func isWithin(_ start: UnsafeRawPointer, _ end: UnsafeRawPointer) -> Bool {
    address >= UInt(bitPattern: start) && address < UInt(bitPattern: end)
  }

  private func isPacked(_ found: EncodedField, _ field: ProtoFieldSchema) -> Bool {
    found.tag & 7 == 2 && field.type.isPackable
  }

  /// The way into a field whose bytes hold the fault, or may hold it.
  private func path(
    in found: EncodedField, _ field: ProtoFieldSchema, _ index: Int, _ isCertain: Bool
  ) -> String? {
    if isPacked(found, field) {
      guard isCertain || found.endsInVarint else { return nil }
      let before = found.packedCount(field, before: UnsafeRawPointer(bitPattern: address))
      return FieldPath.step(field, index + before)
    }
    var step = FieldPath.step(field, index)
    guard field.type.isMessage, let content = found.message, let type = field.messageSchema else {
      return isCertain ? step : nil
    }
    var inner = find(content, type)
    if field.isMap {
      step += MapEntry(content, type).key
      // The entry is a message of the wire format alone.
      if inner == "key" || inner == "value" { inner = "" }
      if let path = inner, path.hasPrefix("value.") { inner = String(path.dropFirst(6)) }
    }
    if inner == nil, !isCertain { return nil }
    return FieldPath.joined(step, inner ?? "")
  }
}

extension EncodedField {
  /// How many values a packed field has, or how many end before a place.
  fileprivate func packedCount(
    _ field: ProtoFieldSchema, before place: UnsafeRawPointer? = nil
  ) -> Int {
    var content = reader
    guard (try? content.length()) != nil else { return 0 }
    let bytes = max(0, min(place ?? reader.end, reader.end) - content.position)
    switch field.type.wireType {
    case 1: return bytes / 8
    case 5: return bytes / 4
    default: return WireReader.varintCount(content.position, bytes)
    }
  }

  /// Whether the last byte says that the varint goes on.
  fileprivate var endsInVarint: Bool {
    reader.end > reader.position && (reader.end - 1).load(as: UInt8.self) >= 0x80
  }
}
