import MartletProtobuf

/// Writes encoded messages as JSON, by their plans.
///
/// It goes over the binary form, not over Swift values: one piece of code serves generated types,
/// dynamic messages and what is packed in an `Any`, and generated code carries nothing for it but a
/// table of names.
///
/// It takes fields as they come, which is in the order of their numbers, each once, if the message
/// was encoded by us. Where that does not hold, as it need not in foreign bytes, it gives up with
/// ``isDisordered``, and the message is put in order (``WireNormalizer``) and written anew.
///
/// Every member and element is written with a comma before it; the bracket that opens what they are in
/// takes the place of the first comma when all are there.
struct JSONWriter: ~Copyable {
  var output = OutputBuffer()
  /// Whoever made the writer keeps them in place: they refer to much, which would be retained.
  let options: UnsafePointer<ProtoJSONEncodingOptions>
  /// Whether what is read has been put in order.
  let isNormalized: Bool
  /// Whether what is read was encoded here and now: no map has a key twice, and packed integers may
  /// be as they are in memory.
  var isOwn: Bool
  var seenKeys = SeenKeys()
  /// Whether it was given up because it has to be put in order.
  private(set) var isDisordered = false
  /// Up to where bytes may be read, beyond the value that is written.
  private(set) var sourceEnd: UnsafeRawPointer
  let isPretty: Bool
  /// Whether names stand as in the plan, right behind the comma.
  private let hasPlainKeys: Bool
  private var indentation = 0

  /// A writer of what is encoded in front of `end`.
  init(
    _ options: UnsafePointer<ProtoJSONEncodingOptions>, isNormalized: Bool, isOwn: Bool,
    end: UnsafeRawPointer
  ) {
    self.options = options
    self.isNormalized = isNormalized
    self.isOwn = isOwn
    sourceEnd = end
    isPretty = options.pointee.isPretty
    hasPlainKeys = !options.pointee.isPretty && !options.pointee.usesIDLFieldNames
  }

  /// A message in the form that JSON has for its type.
  mutating func message(
    _ type: UnsafePointer<JSONMessage>, _ reader: WireReader
  ) throws(ProtoJSONError) {
    guard reader.depth > 0 else {
      throw ProtoJSONError("messages are nested deeper than the limit")
    }
    if let wellKnown = type.pointee.wellKnownType {
      return try self.wellKnown(wellKnown, type, reader)
    }
    let start = open()
    try members(type, reader)
    close("{", "}", start)
  }

  /// The members of an object, each behind a comma.
  mutating func members(
    _ type: UnsafePointer<JSONMessage>, _ reader: WireReader
  ) throws(ProtoJSONError) {
    if type.pointee.isMessageSet { return try items(type, reader) }
    var reader = reader
    var oneofs = SeenFields()
    // The first field that has not had its turn, and the number of the last that had.
    var next = type.pointee.fields
    var last: Int32 = 0
    while !reader.isAtEnd {
      let start = reader.position
      let tag = try tag(&reader)
      guard let field = find(tag, type, next) else {
        try skip(tag, from: start, &reader)
        continue
      }
      guard field.pointee.number > last else { throw disorder() }
      last = field.pointee.number
      if options.pointee.writesDefaults { unset(&next, before: last, type.pointee.end) }
      let oneof = field.pointee.oneof
      if oneof >= 0, !oneofs.insert(oneof) { throw disorder() }
      do throws(ProtoJSONError) {
        try self.field(field, tag, &reader)
      } catch {
        throw error.within(field.pointee.name)
      }
      if field >= next, field < type.pointee.end { next = field + 1 }
    }
    if options.pointee.writesDefaults { unset(&next, before: .max, type.pointee.end) }
  }

  /// The field that a tag is of; nil if it is unknown, as it is with a foreign wire type.
  @inline(__always)
  private func find(
    _ tag: UInt32, _ type: UnsafePointer<JSONMessage>, _ next: UnsafePointer<JSONField>
  ) -> UnsafePointer<JSONField>? {
    // Mostly it is the one behind the last.
    if next != type.pointee.end, next.pointee.accepts(tag) { return next }
    let number = Int32(bitPattern: tag &>> 3)
    let field = type.pointee.field(number: number) ?? extensionField(number, type)
    guard let field, field.pointee.accepts(tag) else { return nil }
    return field
  }

  /// The extensions of a message set, which may have numbers that are too large for a tag. All others
  /// than items are taken for such when they are put in order.
  @inline(never)
  private mutating func items(
    _ type: UnsafePointer<JSONMessage>, _ start: WireReader
  ) throws(ProtoJSONError) {
    guard isNormalized else { throw disorder() }
    var reader = start
    while !reader.isAtEnd {
      let start = reader.position
      let tag = try tag(&reader)
      let content = reader.position
      try skip(tag, from: start, &reader)
      let item = MessageSetItem(
        WireReader(position: content, end: reader.position, depth: reader.depth))
      guard var item, let field = extensionField(item.number, type) else { continue }
      do throws(ProtoJSONError) {
        key(of: field)
        try value(field, &item.message)
      } catch {
        throw error.within(field.pointee.name)
      }
    }
  }

  @inline(never)
  private func extensionField(
    _ number: Int32, _ type: UnsafePointer<JSONMessage>
  ) -> UnsafePointer<JSONField>? {
    guard type.pointee.isExtendable else { return nil }
    return options.pointee.types.extensionField(of: type.pointee.fullName, number: number)?.json
  }

  /// What is left of the message is not read in the order in which it stands.
  @inline(never)
  @discardableResult
  mutating func disorder() -> ProtoJSONError {
    isDisordered = true
    return ProtoJSONError("the fields are not in order")
  }

  @inline(never)
  func malformed(_ error: WireError) -> ProtoJSONError { malformed(error.kind) }

  @inline(never)
  func malformed(_ kind: WireError.Kind) -> ProtoJSONError {
    ProtoJSONError("its content is not a valid message: \(kind)")
  }

  /// The next tag, most of which have one or two bytes.
  @inline(__always)
  func tag(_ reader: inout WireReader) throws(ProtoJSONError) -> UInt32 {
    if reader.end - reader.position >= 2 {
      let first = reader.position.load(as: UInt8.self)
      let second = reader.position.load(fromByteOffset: 1, as: UInt8.self)
      if first < 0x80 {
        reader.position += 1
        return UInt32(first)
      }
      if second < 0x80 {
        reader.position += 2
        return UInt32(first & 0x7F) | UInt32(second) &<< 7
      }
    }
    return try longTag(&reader)
  }

  @inline(never)
  private func longTag(_ reader: inout WireReader) throws(ProtoJSONError) -> UInt32 {
    do throws(WireError) { return try reader.tag() } catch { throw malformed(error) }
  }

  /// Moves behind a field that is unknown.
  @inline(never)
  func skip(
    _ tag: UInt32, from start: UnsafeRawPointer, _ reader: inout WireReader
  ) throws(ProtoJSONError) {
    do throws(WireError) {
      reader.position = try WireReader.skip(tag, start, reader)
    } catch {
      throw malformed(error)
    }
  }

  /// Runs `body` with a reader over bytes of our own.
  mutating func withBytes(
    _ bytes: [UInt8], _ depth: Int,
    _ body: (inout JSONWriter, WireReader) throws(ProtoJSONError) -> Void
  ) throws(ProtoJSONError) {
    var failure: ProtoJSONError?
    let outerEnd = sourceEnd
    bytes.withUnsafeBytes { buffer in
      var reader = WireReader(empty: depth - 1)
      if let start = buffer.baseAddress {
        reader = WireReader(position: start, end: start + buffer.count, depth: depth - 1)
      }
      sourceEnd = reader.end
      do throws(ProtoJSONError) { try body(&self, reader) } catch { failure = error }
    }
    sourceEnd = outerEnd
    if let failure { throw failure }
  }

  // MARK: - Punctuation

  /// Begins an object or array; returns where it does.
  @inline(__always)
  mutating func open() -> Int {
    if isPretty { indentation += 1 }
    return output.count
  }

  /// Ends it; the first comma becomes the bracket that opens it.
  @inline(__always)
  mutating func close(_ first: Unicode.Scalar, _ last: Unicode.Scalar, _ start: Int) {
    let isEmpty = output.count == start
    if isPretty { closeLine(isEmpty) }
    output.need(2)
    if isEmpty {
      output.store(UInt8(truncatingIfNeeded: first.value))
    } else {
      output.replace(at: start, with: UInt8(truncatingIfNeeded: first.value))
    }
    output.store(UInt8(truncatingIfNeeded: last.value))
  }

  @inline(never)
  private mutating func closeLine(_ isEmpty: Bool) {
    indentation -= 1
    if !isEmpty { newLine() }
  }

  @inline(never)
  mutating func newLine() {
    output.byte(UInt8(ascii: "\n"))
    for _ in 0..<indentation { output.text("  ") }
  }

  /// What stands before an element.
  @inline(__always)
  mutating func comma() {
    output.byte(UInt8(ascii: ","))
    if isPretty { newLine() }
  }

  /// The name of a field; afterwards there is room for a number.
  @inline(__always)
  mutating func key(of field: UnsafePointer<JSONField>) {
    if !hasPlainKeys { return unusualKey(of: field) }
    output.need(field.pointee.key.count &+ OutputBuffer.longestNumber)
    output.copyWords(field.pointee.key.text, field.pointee.key.count)
  }

  @inline(never)
  private mutating func unusualKey(of field: UnsafePointer<JSONField>) {
    comma()
    let text =
      options.pointee.usesIDLFieldNames ? field.pointee.idlKey.text : field.pointee.key.text
    let count =
      options.pointee.usesIDLFieldNames ? field.pointee.idlKey.count : field.pointee.key.count
    output.copy(UnsafeRawBufferPointer(start: text + 1, count: count - 1))
    if isPretty { output.byte(UInt8(ascii: " ")) }
    output.need(OutputBuffer.longestNumber)
  }

  /// A member of an object whose name is fixed.
  mutating func key(_ name: StaticString) {
    comma()
    output.byte(UInt8(ascii: "\""))
    output.text(name)
    output.text(isPretty ? "\": " : "\":")
  }

  /// What stands behind the key of a map.
  @inline(__always)
  mutating func colon() {
    output.byte(UInt8(ascii: ":"))
    if isPretty { output.byte(UInt8(ascii: " ")) }
  }

  /// A string; JSON is UTF-8, whether or not the field has to be.
  @inline(__always)
  mutating func string(
    _ start: UnsafeRawPointer, _ count: Int
  ) throws(ProtoJSONError) {
    if !output.quoted(start, count, before: sourceEnd) { throw notUTF8() }
  }

  @inline(never)
  private func notUTF8() -> ProtoJSONError { ProtoJSONError("the string is not UTF-8") }
}
