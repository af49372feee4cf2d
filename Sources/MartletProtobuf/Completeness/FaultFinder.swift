/// Finds the field in which decoding failed, by going over the bytes once more.
struct FaultFinder {
  /// Where the fault is.
  let address: UInt
  /// An extension that counts as a field of the outermost message.
  var extensionField: ProtoFieldSchema?

  /// What a message turns out to be.
  private enum Outcome {
    /// The fault is in it, at the end of this way; empty if it is the message's own.
    case fault(String)
    /// It is not in it; the message, and the end tag of a group, end here.
    case end(UnsafeRawPointer)
  }

  /// The way from the message that the reader holds; empty if the fault is its own.
  func path(_ reader: WireReader, _ schema: ProtoMessageSchema) -> String {
    if case .fault(let path) = walk(reader, schema, extensionField) { return path }
    return ""
  }

  private func walk(
    _ start: WireReader, _ schema: ProtoMessageSchema, _ other: ProtoFieldSchema? = nil
  ) -> Outcome {
    var counts: [Int32: Int] = [:]
    var reader = start
    while !reader.isAtEnd {
      let fieldStart = reader.position
      guard let tag = try? reader.tag() else { return .fault("") }
      if tag & 7 == 4 {
        return address == UInt(bitPattern: fieldStart) ? .fault("") : .end(reader.position)
      }
      let number = Int32(bitPattern: tag >> 3)
      let known = schema.field(number: number) ?? (other?.number == number ? other : nil)
      guard let field = known, field.accepts(UInt8(tag & 7)) else {
        let next = try? WireReader.skip(tag, fieldStart, reader)
        guard let next, !isWithin(fieldStart, next) else { return .fault("") }
        reader.position = next
        continue
      }
      let index = counts[number, default: 0]
      let next: UnsafeRawPointer
      switch walk(field, tag, fieldStart, reader, index) {
      case .fault(let path): return .fault(path)
      case .end(let place): next = place
      }
      if field.isRepeated {
        let isPacked = tag & 7 == 2 && field.type.isPackable
        counts[number] = index + (isPacked ? reader.packedCount(field, to: next) : 1)
      }
      reader.position = next
    }
    return .end(reader.position)
  }

  /// One field, whose tag has been read.
  private func walk(
    _ field: ProtoFieldSchema, _ tag: UInt32, _ start: UnsafeRawPointer, _ reader: WireReader,
    _ index: Int
  ) -> Outcome {
    // A group's end is found by going through it: looking for it first would go through what is in
    // it once for each level.
    if tag & 7 == 3, reader.depth > 0, let type = field.messageSchema {
      let content = WireReader(position: reader.position, end: reader.end, depth: reader.depth - 1)
      switch walk(content, type) {
      case .fault(let path): return .fault(FieldPath.joined(FieldPath.step(field, index), path))
      case .end(let next):
        return isWithin(start, next) ? .fault(FieldPath.step(field, index)) : .end(next)
      }
    }
    let next = try? WireReader.skip(tag, start, reader)
    let end = next ?? reader.end
    // A fault at the very end may be this field's, or that of the next one.
    let isCertain = next.map { isWithin(start, $0) } ?? true
    if isCertain || end == UnsafeRawPointer(bitPattern: address) {
      let found = EncodedField(
        tag: tag, reader: WireReader(position: reader.position, end: end, depth: reader.depth))
      if let path = path(in: found, field, index, isCertain) { return .fault(path) }
    }
    return .end(end)
  }

  private func isWithin(_ start: UnsafeRawPointer, _ end: UnsafeRawPointer) -> Bool {
    address >= UInt(bitPattern: start) && address < UInt(bitPattern: end)
  }

  /// The way into a field whose bytes hold the fault, or may hold it.
  private func path(
    in found: EncodedField, _ field: ProtoFieldSchema, _ index: Int, _ isCertain: Bool
  ) -> String? {
    if found.tag & 7 == 2, field.type.isPackable {
      guard isCertain || found.endsInVarint else { return nil }
      let place = UnsafeRawPointer(bitPattern: address) ?? found.reader.end
      return FieldPath.step(field, index + found.reader.packedCount(field, to: place))
    }
    var step = FieldPath.step(field, index)
    guard field.type.isMessage, let content = found.message, let type = field.messageSchema,
      case .fault(var inner) = walk(content, type)
    else { return isCertain ? step : nil }
    if field.isMap {
      step += MapEntry(content, type).key
      // The entry is a message of the wire format alone.
      if inner == "key" || inner == "value" { inner = "" }
      if inner.hasPrefix("value.") { inner = String(inner.dropFirst("value.".count)) }
    }
    return FieldPath.joined(step, inner)
  }
}

extension WireReader {
  /// How many values of a packed field, whose tag has been read, end before a place.
  fileprivate func packedCount(_ field: ProtoFieldSchema, to place: UnsafeRawPointer) -> Int {
    var content = self
    guard (try? content.length()) != nil else { return 0 }
    let bytes = max(0, min(place, end) - content.position)
    switch field.type.wireType {
    case 1: return bytes / 8
    case 5: return bytes / 4
    default: return WireReader.varintCount(content.position, bytes)
    }
  }
}

extension EncodedField {
  /// Whether the last byte says that the varint goes on.
  fileprivate var endsInVarint: Bool {
    reader.end > reader.position && (reader.end - 1).load(as: UInt8.self) >= 0x80
  }
}
