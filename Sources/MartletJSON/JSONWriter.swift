import MartletProtobuf

/// Writes encoded messages as JSON, by their schema.
///
/// It goes over the binary form, not over Swift values: one piece of code serves generated types,
/// dynamic messages and what is packed in an `Any`, generated code carries nothing for it but a
/// table of names, and encoding to the binary form first costs a tenth of writing the text.
struct JSONWriter: ~Copyable {
  var output = JSONOutput()
  let options: ProtoJSONEncodingOptions
  var scan: WireScan
  private var indentation = 0

  init(_ options: ProtoJSONEncodingOptions) {
    self.options = options
    scan = WireScan(registry: options.types, keepsUnknown: false)
  }

  /// A message in the form that JSON has for its type.
  mutating func message(
    _ schema: ProtoMessageSchema, _ reader: WireReader
  ) throws(ProtoJSONError) {
    guard reader.depth > 0 else {
      throw ProtoJSONError("messages are nested deeper than the limit")
    }
    if let type = schema.wellKnownType { return try wellKnown(type, schema, reader) }
    open("{")
    try fields(schema, reader)
    close("}")
  }

  // MARK: - Fields

  /// The members of the object, without its braces.
  mutating func fields(
    _ schema: ProtoMessageSchema, _ reader: WireReader
  ) throws(ProtoJSONError) {
    let base = try push(schema, reader)
    let end = scan.occurrences.count
    if options.writesDefaults {
      try allFields(schema, base, end, reader.depth)
    } else {
      var next = base
      while next < end { next = try field(at: next, end, reader.depth) }
    }
    scan.pop(to: base)
  }

  mutating func push(
    _ schema: ProtoMessageSchema, _ reader: WireReader
  ) throws(ProtoJSONError) -> Int {
    do throws(WireError) {
      return try scan.push(reader, schema)
    } catch {
      throw ProtoJSONError("its content is not a valid message: \(error.kind)")
    }
  }

  /// With those that are not set, as far as they have a default to show.
  mutating func allFields(
    _ schema: ProtoMessageSchema, _ base: Int, _ end: Int, _ depth: Int
  ) throws(ProtoJSONError) {
    var next = base
    for field in schema.fields {
      while next < end, scan.occurrences[next].number < field.number {
        next = try self.field(at: next, end, depth)
      }
      if next < end, scan.occurrences[next].number == field.number {
        next = try self.field(at: next, end, depth)
      } else {
        unset(field)
      }
    }
    while next < end { next = try field(at: next, end, depth) }
  }

  private mutating func unset(_ field: ProtoFieldSchema) {
    guard field.oneof == nil else { return }
    switch field.cardinality {
    case .repeated:
      key(of: field)
      output.text("[]")
    case .map:
      key(of: field)
      output.text("{}")
    case .implicit:
      if field.type.isMessage { return }
      key(of: field)
      defaultValue(of: field)
    case .optional, .required: return
    }
    separate()
  }

  mutating func defaultValue(of field: ProtoFieldSchema) {
    switch field.type {
    case .string, .bytes: output.text("\"\"")
    case .bool: output.text("false")
    case .enumeration: enumeration(0, field)
    case .int64, .uint64, .fixed64, .sfixed64, .sint64: output.text("\"0\"")
    default: output.text("0")
    }
  }

  /// Writes the field at a place on the stack, and returns the place of the next field.
  private mutating func field(
    at place: Int, _ end: Int, _ depth: Int
  ) throws(ProtoJSONError) -> Int {
    let first = scan.occurrences[place]
    guard let reference = first.field else { return place + 1 }
    let field = reference._withUnsafeGuaranteedRef { $0 }
    var last = place + 1
    while last < end, scan.occurrences[last].number == first.number { last += 1 }
    let mark = output.count
    do throws(ProtoJSONError) {
      switch field.cardinality {
      case .repeated: try array(field, place, last, depth)
      case .map:
        key(of: field)
        try members(field, place, last, depth)
      default:
        key(of: field)
        try singular(field, place, last, depth)
      }
    } catch {
      throw error.within(field.name)
    }
    if output.count > mark { separate() }
    return last
  }

  mutating func singular(
    _ field: ProtoFieldSchema, _ place: Int, _ end: Int, _ depth: Int
  ) throws(ProtoJSONError) {
    guard field.type.isMessage, end - place > 1 else {
      // The last one wins.
      return try value(field, scan.occurrences[end - 1], depth)
    }
    // Several pieces of one message are merged by reading them one after the other.
    var pieces: [UInt8] = []
    for occurrence in scan.occurrences[place..<end] {
      pieces += UnsafeRawBufferPointer(
        start: occurrence.start, count: occurrence.end - occurrence.start)
    }
    try withBytes(pieces, depth) { writer, reader throws(ProtoJSONError) in
      try writer.submessage(field, reader)
    }
  }

  /// Runs `body` with a reader over bytes of our own.
  mutating func withBytes(
    _ bytes: [UInt8], _ depth: Int,
    _ body: (inout JSONWriter, WireReader) throws(ProtoJSONError) -> Void
  ) throws(ProtoJSONError) {
    var failure: ProtoJSONError?
    bytes.withUnsafeBytes { buffer in
      var reader = WireReader(empty: depth - 1)
      if let start = buffer.baseAddress {
        reader = WireReader(position: start, end: start + buffer.count, depth: depth - 1)
      }
      do throws(ProtoJSONError) { try body(&self, reader) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  private mutating func submessage(
    _ field: ProtoFieldSchema, _ reader: WireReader
  ) throws(ProtoJSONError) {
    guard let schema = field.messageSchema else {
      throw ProtoJSONError("the type of this field is not known")
    }
    try message(schema, reader)
  }

  private mutating func array(
    _ field: ProtoFieldSchema, _ place: Int, _ end: Int, _ depth: Int
  ) throws(ProtoJSONError) {
    let mark = output.count
    key(of: field)
    let count = try elements(field, place, end, depth)
    // A packed field may hold no values at all.
    if count == 0, !options.writesDefaults { output.rewind(to: mark) }
  }

  /// The elements in brackets; returns how many there are.
  @discardableResult
  mutating func elements(
    _ field: ProtoFieldSchema, _ place: Int, _ end: Int, _ depth: Int
  ) throws(ProtoJSONError) -> Int {
    open("[")
    var count = 0
    for index in place..<end {
      let occurrence = scan.occurrences[index]
      do throws(ProtoJSONError) {
        if occurrence.wireType == 2, field.type.isPackable {
          count += try packed(field, occurrence)
        } else {
          newLine()
          try value(field, occurrence, depth)
          separate()
          count += 1
        }
      } catch {
        throw error.within("[\(count)]")
      }
    }
    close("]")
    return count
  }

  private mutating func packed(
    _ field: ProtoFieldSchema, _ occurrence: WireOccurrence
  ) throws(ProtoJSONError) -> Int {
    var reader = WireReader(position: occurrence.start, end: occurrence.end, depth: 0)
    var count = 0
    while !reader.isAtEnd {
      newLine()
      try scalar(field, &reader)
      separate()
      count += 1
    }
    return count
  }

  /// The entries of a map in braces.
  mutating func members(
    _ field: ProtoFieldSchema, _ place: Int, _ end: Int, _ depth: Int
  ) throws(ProtoJSONError) {
    guard let entry = field.mapEntry else {
      throw ProtoJSONError("the type of this field is not known")
    }
    let key = entry.fields[0]
    let value = entry.fields[1]
    open("{")
    for index in place..<end {
      let occurrence = scan.occurrences[index]
      let reader = WireReader(position: occurrence.start, end: occurrence.end, depth: depth - 1)
      newLine()
      if let (first, second) = WireScan.entry(reader, key, value) {
        try mapKey(key, first, reader.depth)
        try self.value(value, second, reader.depth)
      } else {
        try mapEntry(entry, reader)
      }
      separate()
    }
    close("}")
  }

  /// An entry of another form than the usual one. A missing key or value is the default.
  private mutating func mapEntry(
    _ entry: ProtoMessageSchema, _ reader: WireReader
  ) throws(ProtoJSONError) {
    let base = try push(entry, reader)
    let end = scan.occurrences.count
    // Sorted: keys come first, then values.
    let values = scan.occurrences[base...].firstIndex { $0.number >= 2 } ?? end
    try mapKey(entry.fields[0], values > base ? scan.occurrences[values - 1] : nil, reader.depth)
    let field = entry.fields[1]
    let others = scan.occurrences[values...].firstIndex { $0.number > 2 } ?? end
    if others > values {
      try singular(field, values, others, reader.depth)
    } else if field.type.isMessage {
      try submessage(field, WireReader(empty: reader.depth - 1))
    } else {
      defaultValue(of: field)
    }
    scan.pop(to: base)
  }

  /// A key is a string whatever its type.
  private mutating func mapKey(
    _ key: ProtoFieldSchema, _ occurrence: WireOccurrence?, _ depth: Int
  ) throws(ProtoJSONError) {
    let isText = key.type == .string || key.type.isQuotedInJSON
    if !isText { output.character("\"") }
    if let occurrence {
      try value(key, occurrence, depth)
    } else {
      defaultValue(of: key)
    }
    output.text(isText ? ":" : "\":")
    if options.isPretty { output.byte(UInt8(ascii: " ")) }
  }

  // MARK: - Values

  /// One value, which is not packed.
  mutating func value(
    _ field: ProtoFieldSchema, _ occurrence: WireOccurrence, _ depth: Int
  ) throws(ProtoJSONError) {
    let bytes = UnsafeRawBufferPointer(
      start: occurrence.start, count: occurrence.end - occurrence.start)
    switch field.type {
    case .string: try string(bytes)
    case .bytes: output.base64(bytes)
    case .message, .group:
      try submessage(
        field, WireReader(position: occurrence.start, end: occurrence.end, depth: depth - 1))
    default:
      var reader = WireReader(position: occurrence.start, end: occurrence.end, depth: 0)
      try scalar(field, &reader)
    }
  }

  /// JSON is UTF-8, whether or not the field has to be.
  mutating func string(_ bytes: UnsafeRawBufferPointer) throws(ProtoJSONError) {
    guard UTF8Validation.isValid(bytes) else { throw ProtoJSONError("the string is not UTF-8") }
    output.quoted(bytes)
  }

  private mutating func scalar(
    _ field: ProtoFieldSchema, _ reader: inout WireReader
  ) throws(ProtoJSONError) {
    do throws(WireError) {
      switch field.type {
      case .int32: output.integer(Int64(try reader.int32()))
      case .sint32: output.integer(Int64(try reader.sint32()))
      case .sfixed32: output.integer(Int64(try reader.sfixed32()))
      case .uint32: output.integer(UInt64(try reader.uint32()))
      case .fixed32: output.integer(UInt64(try reader.fixed32()))
      case .int64: quoted(try reader.int64())
      case .sint64: quoted(try reader.sint64())
      case .sfixed64: quoted(try reader.sfixed64())
      case .uint64: quoted(try reader.uint64())
      case .fixed64: quoted(try reader.fixed64())
      case .bool: output.text(try reader.bool() ? "true" : "false")
      case .float: output.number(try reader.float())
      case .double: output.number(try reader.double())
      case .enumeration: enumeration(try reader.int32(), field)
      case .string, .bytes, .message, .group: break
      }
    } catch {
      throw ProtoJSONError("its content is not a valid message: \(error.kind)")
    }
  }

  /// 64 bits are more than what other languages' JSON numbers hold.
  private mutating func quoted(_ value: Int64) {
    output.character("\"")
    output.integer(value)
    output.character("\"")
  }

  private mutating func quoted(_ value: UInt64) {
    output.character("\"")
    output.integer(value)
    output.character("\"")
  }

  private mutating func enumeration(_ number: Int32, _ field: ProtoFieldSchema) {
    let schema = field.enumSchema
    if schema?.fullName == "google.protobuf.NullValue" {
      output.text("null")
    } else if !options.writesEnumsAsNumbers, let name = schema?.name(of: number) {
      output.character("\"")
      output.text(name)
      output.character("\"")
    } else {
      output.integer(Int64(number))
    }
  }

  // MARK: - Punctuation

  private static var comma: UInt8 { UInt8(ascii: ",") }

  mutating func open(_ bracket: StaticString) {
    output.text(bracket)
    indentation += 1
  }

  /// Takes back the comma behind the last member.
  mutating func close(_ bracket: StaticString) {
    indentation -= 1
    if output.last == Self.comma {
      output.dropLast()
      newLine()
    }
    output.text(bracket)
  }

  mutating func newLine() {
    guard options.isPretty else { return }
    output.byte(UInt8(ascii: "\n"))
    for _ in 0..<indentation { output.text("  ") }
  }

  private mutating func key(of field: ProtoFieldSchema) {
    newLine()
    output.copy(options.usesIDLFieldNames ? field.quotedName : field.jsonKey)
    if options.isPretty { output.byte(UInt8(ascii: " ")) }
  }

  /// A member of an object whose name is fixed.
  mutating func key(_ name: StaticString) {
    newLine()
    output.character("\"")
    output.text(name)
    output.text(options.isPretty ? "\": " : "\":")
  }

  mutating func separate() { output.byte(Self.comma) }
}

extension ProtoFieldType {
  /// Whether JSON writes it as a string, because it may have more than 53 bits.
  var isQuotedInJSON: Bool {
    switch self {
    case .int64, .uint64, .fixed64, .sfixed64, .sint64: true
    default: false
    }
  }
}
