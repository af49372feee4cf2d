/// Finds the required fields that a message lacks.
///
/// It goes over the encoded message once, by the schema, so that generated code needs no more than
/// a quick check whether anything is missing at all.
package struct MissingFields {
  /// The most that an error names: a short message may lack very many.
  package static let mostInErrors = 100

  /// Their ways from the outermost message: a message's own before those of the messages within.
  private(set) package var paths: [String] = []
  private let limit: Int
  /// The way to the message at hand.
  private var steps: [Step] = []

  private struct Step {
    let field: ProtoFieldSchema
    let index: Int
    /// The entry, in a map.
    var entry: WireReader?

    var text: String {
      guard let entry, let type = field.messageSchema else { return FieldPath.step(field, index) }
      return field.name + MapEntry(entry, type).key
    }
  }

  /// - Parameters:
  ///   - bytes: a message as we encode it, in which each single field is there once.
  ///   - limit: how many to look for at most.
  package init(
    in bytes: UnsafeRawBufferPointer, _ schema: ProtoMessageSchema, depth: Int, limit: Int
  ) {
    self.limit = limit
    _ = search(WireReader(over: bytes, depth: depth), schema)
  }

  /// `required fields are missing: a, b.c`, of many the first few.
  package static func explanation(_ paths: [String]) -> String {
    let shown = paths.prefix(10).joined(separator: ", ")
    let more =
      paths.count > 10
      ? " and \(paths.count < mostInErrors ? "\(paths.count - 10)" : "many") more" : ""
    return "required fields are missing: \(shown)\(more)"
  }

  /// Returns the end of the message, behind the end tag of a group.
  private mutating func search(
    _ start: WireReader, _ schema: ProtoMessageSchema
  ) -> UnsafeRawPointer {
    let place = paths.count
    var present: Set<Int32> = []
    var counts: [Int32: Int] = [:]
    var reader = start
    while !reader.isAtEnd {
      let fieldStart = reader.position
      guard let tag = try? reader.tag(), tag & 7 != 4 else { break }
      let number = Int32(bitPattern: tag >> 3)
      guard let field = schema.field(number: number), field.accepts(UInt8(tag & 7)) else {
        guard let next = try? WireReader.skip(tag, fieldStart, reader) else { break }
        reader.position = next
        continue
      }
      if field.cardinality == .required { present.insert(number) }
      let index = counts[number, default: 0]
      if field.isRepeated { counts[number] = index + 1 }
      guard let next = inside(field, tag, index, fieldStart, reader) else { break }
      reader.position = next
    }
    for field in schema.fields.reversed()
    where field.cardinality == .required && !present.contains(field.number) && place < limit {
      let way = steps.map(\.text) + [field.name]
      paths.insert(way.joined(separator: "."), at: place)
    }
    if paths.count > limit { paths.removeLast(paths.count - limit) }
    return reader.position
  }

  /// Looks into a field, if it is a message, and returns where it ends; nil if that is enough.
  private mutating func inside(
    _ field: ProtoFieldSchema, _ tag: UInt32, _ index: Int, _ start: UnsafeRawPointer,
    _ outer: WireReader
  ) -> UnsafeRawPointer? {
    var reader = outer
    guard paths.count < limit else { return nil }
    guard field.type.isMessage, reader.depth > 0, let type = field.messageSchema else {
      return try? WireReader.skip(tag, start, reader)
    }
    steps.append(Step(field: field, index: index))
    defer { steps.removeLast() }
    if field.type == .group {
      reader = WireReader(position: reader.position, end: reader.end, depth: reader.depth - 1)
      return search(reader, type)
    }
    guard let content = try? reader.nested() else { return nil }
    if !field.isMap {
      _ = search(content, type)
    } else if let value = type.field(number: 2)?.messageSchema,
      let message = MapEntry(content, type).message
    {
      steps[steps.count - 1].entry = content
      _ = search(message, value)
    }
    return reader.position
  }
}
