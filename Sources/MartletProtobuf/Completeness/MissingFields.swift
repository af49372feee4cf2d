/// Finds the required fields that a message lacks.
///
/// It goes over the encoded message, by the schema, so that generated code needs no more than a
/// quick check whether anything is missing at all.
package struct MissingFields {
  /// Their ways from the outermost message, those of a message in the order of their numbers.
  private(set) package var paths: [String] = []

  /// - Parameter bytes: a message as we encode it, in which each single field is there once.
  package init(in bytes: UnsafeRawBufferPointer, _ schema: ProtoMessageSchema, depth: Int) {
    search(WireReader(over: bytes, depth: depth), schema, "")
  }

  /// `required fields are missing: a, b.c`, of many the first few.
  package static func explanation(_ paths: [String]) -> String {
    let shown = paths.prefix(10).joined(separator: ", ")
    let more = paths.count > 10 ? " and \(paths.count - 10) more" : ""
    return "required fields are missing: \(shown)\(more)"
  }

  private mutating func search(
    _ start: WireReader, _ schema: ProtoMessageSchema, _ path: String
  ) {
    var counts: [Int32: Int] = [:]
    var inner: [(message: WireReader, schema: ProtoMessageSchema, path: String)] = []
    var fields = EncodedFields(start)
    while let found = try? fields.next() {
      guard let field = schema.field(number: found.number), field.accepts(UInt8(found.tag & 7))
      else { continue }
      let index = counts[field.number, default: 0]
      counts[field.number] = index + 1
      guard field.type.isMessage, let content = found.message, let type = field.messageSchema
      else { continue }
      let step = FieldPath.joined(path, FieldPath.step(field, index))
      guard field.isMap else {
        inner.append((content, type, step))
        continue
      }
      let entry = MapEntry(content, type)
      if let message = entry.message, let value = type.field(number: 2)?.messageSchema {
        inner.append((message, value, step + entry.key))
      }
    }
    for field in schema.fields where field.cardinality == .required && counts[field.number] == nil {
      paths.append(FieldPath.joined(path, field.name))
    }
    for element in inner { search(element.message, element.schema, element.path) }
  }
}
