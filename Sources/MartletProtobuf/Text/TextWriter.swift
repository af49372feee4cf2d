/// Writes encoded messages in the text format, by their schema.
///
/// It goes over the binary form, as JSON does. It is part of this module because `description` is
/// made of it; reading the format is `MartletText`'s.
package struct TextWriter {
  /// How the text is laid out, and what is told.
  package struct Style: Sendable {
    /// All on one line.
    package var isSingleLine = false
    /// Whether fields that the type does not know are written, by their numbers.
    package var writesUnknownFields = true
    /// Whether bytes above ASCII in strings are written as escapes.
    package var escapesNonASCII = false
    /// The types that may stand in an `Any`, and extensions.
    package var types = ProtoTypeRegistry()

    package init() {}
  }

  private let style: Style
  private var scan: WireScan
  private(set) package var text = ""
  private var indentation = 0
  /// Whether something was no valid message of its type.
  private var isFaulty = false

  package init(_ style: Style) {
    self.style = style
    scan = WireScan(registry: style.types, keepsUnknown: style.writesUnknownFields)
  }

  /// The fields of a message, without braces around them.
  ///
  /// Bytes that are no valid message are shown as far as they can be read: this is for people.
  package mutating func fields(_ schema: ProtoMessageSchema, _ reader: WireReader) {
    if schema.wellKnownType == .any, expandedAny(reader) { return }
    do throws(WireError) {
      let base = try scan.push(reader, schema)
      var place = base
      let end = scan.occurrences.count
      while place < end { place = field(at: place, end, reader.depth) }
      scan.pop(to: base)
    } catch {
      isFaulty = true
      line("# not a valid message: \(error.kind)")
    }
  }

  // MARK: - Fields

  /// Writes the field at a place on the stack, and returns the place of the next one.
  private mutating func field(at place: Int, _ end: Int, _ depth: Int) -> Int {
    let occurrence = scan.occurrences[place]
    guard let reference = occurrence.field else {
      unknown(occurrence, depth)
      return place + 1
    }
    let field = reference._withUnsafeGuaranteedRef { $0 }
    var last = place + 1
    while last < end, scan.occurrences[last].isSameField(as: occurrence) { last += 1 }
    switch field.cardinality {
    case .repeated:
      for index in place..<last { element(field, scan.occurrences[index], depth) }
    case .map: map(field, place, last, depth)
    default:
      if field.type.isMessage, last - place > 1 {
        merged(field, place, last, depth)
      } else {
        element(field, scan.occurrences[last - 1], depth)
      }
    }
    return last
  }

  private mutating func element(
    _ field: ProtoFieldSchema, _ occurrence: WireOccurrence, _ depth: Int
  ) {
    if occurrence.wireType == 2, field.type.isPackable {
      var reader = WireReader(position: occurrence.start, end: occurrence.end, depth: 0)
      while !reader.isAtEnd {
        guard let value = scalar(field, &reader) else {
          isFaulty = true
          return
        }
        line(field.textName + ": " + value)
      }
    } else if field.type.isMessage {
      submessage(
        field, WireReader(position: occurrence.start, end: occurrence.end, depth: depth - 1))
    } else if let value = value(field, occurrence) {
      line(field.textName + ": " + value)
    }
  }

  /// Pieces of one message, read one after the other.
  private mutating func merged(
    _ field: ProtoFieldSchema, _ place: Int, _ end: Int, _ depth: Int
  ) {
    var pieces: [UInt8] = []
    for occurrence in scan.occurrences[place..<end] {
      pieces += UnsafeRawBufferPointer(
        start: occurrence.start, count: occurrence.end - occurrence.start)
    }
    pieces.withUnsafeBytes { submessage(field, WireReader(over: $0, depth: depth - 1)) }
  }

  private mutating func submessage(_ field: ProtoFieldSchema, _ reader: WireReader) {
    guard let schema = field.messageSchema else { return }
    block(field.textName) { writer in
      if reader.depth > 0 {
        writer.fields(schema, reader)
      } else {
        writer.isFaulty = true
        writer.line("# nested deeper than the limit")
      }
    }
  }

  /// The entries in the order of their keys, so that equal messages look the same.
  private mutating func map(_ field: ProtoFieldSchema, _ place: Int, _ end: Int, _ depth: Int) {
    guard let entry = field.mapEntry else { return }
    var entries: [(key: String, text: String)] = []
    for occurrence in scan.occurrences[place..<end] {
      let reader = WireReader(position: occurrence.start, end: occurrence.end, depth: depth - 1)
      var writer = TextWriter(style)
      writer.indentation = style.isSingleLine ? 0 : indentation
      writer.block(field.textName) { $0.entry(entry, reader) }
      if writer.isFaulty { isFaulty = true }
      entries.append((sortKey(entry, reader), writer.text))
    }
    for entry in entries.sorted(by: { ($0.key, $0.text) < ($1.key, $1.text) }) {
      if style.isSingleLine, !text.isEmpty, !text.hasSuffix(" ") { text += " " }
      text += entry.text
    }
  }

  /// Key and value, also those that are left out because they are zero.
  private mutating func entry(_ entry: ProtoMessageSchema, _ reader: WireReader) {
    var content: [UInt8] = []
    for field in entry.fields where !field.type.isMessage {
      // A default in front of what is there: the last one wins.
      content += field.encodedDefault
    }
    content += UnsafeRawBufferPointer(start: reader.position, count: reader.end - reader.position)
    if let value = entry.fields.last, value.type == .message { content += value.encodedDefault }
    content.withUnsafeBytes { fields(entry, WireReader(over: $0, depth: reader.depth)) }
  }

  /// Numbers sort as numbers because they are padded; strings as they are.
  private func sortKey(_ entry: ProtoMessageSchema, _ reader: WireReader) -> String {
    var reader = reader
    guard let key = entry.fields.first else { return "" }
    while !reader.isAtEnd {
      let start = reader.position
      guard let tag = try? reader.tag(), let next = try? WireReader.skip(tag, start, reader) else {
        return ""
      }
      if tag == key.tag {
        if key.type == .string { return (try? reader.string()) ?? "" }
        var text = scalar(key, &reader) ?? ""
        let isNegative = text.hasPrefix("-")
        if isNegative { text.removeFirst() }
        let digits = String(repeating: "0", count: max(0, 20 - text.utf8.count)) + text
        guard isNegative else { return "1" + digits }
        return "0" + String(decoding: digits.utf8.map { 0x69 &- $0 }, as: UTF8.self)
      }
      reader.position = next
    }
    return key.type == .string ? "" : "1" + String(repeating: "0", count: 20)
  }

  // MARK: - Any and unknown fields

  /// `[type.googleapis.com/pkg.Message] { … }`; false, with nothing written, if the type is not in the
  /// registry or the content is no valid message of it.
  private mutating func expandedAny(_ start: WireReader) -> Bool {
    var reader = start
    var url = ""
    var content: [UInt8] = []
    do throws(WireError) {
      while !reader.isAtEnd {
        let fieldStart = reader.position
        switch try reader.tag() {
        case 10: url = try reader.string()
        case 18: content = try reader.bytes()
        case let tag: reader.position = try WireReader.skip(tag, fieldStart, reader)
        }
      }
    } catch {
      return false
    }
    guard start.depth > 0, let slash = url.utf8.lastIndex(of: UInt8(ascii: "/")),
      slash > url.startIndex,
      let schema = style.types.message(named: String(url[url.utf8.index(after: slash)...])),
      Self.fitsBrackets(url)
    else { return false }
    let mark = text.utf8.count
    let wasFaulty = isFaulty
    isFaulty = false
    content.withUnsafeBytes { bytes in
      block("[\(url)]") { $0.fields(schema, WireReader(over: bytes, depth: start.depth - 1)) }
    }
    let isExpanded = !isFaulty
    if !isExpanded { text = String(Substring(text.utf8.prefix(mark))) }
    isFaulty = wasFaulty
    return isExpanded
  }

  /// Whether a URL can stand in brackets, so that it comes back the same.
  private static func fitsBrackets(_ url: String) -> Bool {
    let bytes = Array(url.utf8)
    return bytes.indices.allSatisfy { index in
      if bytes[index] != UInt8(ascii: "%") { return isURLByte(bytes[index]) }
      return bytes.count - index > 2 && isHexDigit(bytes[index + 1])
        && isHexDigit(bytes[index + 2])
    }
  }

  private static func isURLByte(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
      || "/-._~!$&()*+,;=".utf8.contains(byte)
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
  }

  private mutating func unknown(_ occurrence: WireOccurrence, _ depth: Int) {
    let name = "\(occurrence.number)"
    var reader = WireReader(position: occurrence.start, end: occurrence.end, depth: 0)
    switch occurrence.wireType {
    case 0: if let value = try? reader.varint() { line("\(name): \(value)") }
    case 1: if let value = try? reader.fixed64() { line("\(name): 0x\(hex(value, 16))") }
    case 5: if let value = try? reader.fixed32() { line("\(name): 0x\(hex(UInt64(value), 8))") }
    default:
      let inner = WireReader(
        position: occurrence.start, end: occurrence.end, depth: max(0, depth - 1))
      // What has a length may be a message or not: it is shown as one if it can be one.
      if occurrence.wireType == 3 || (depth > 0 && Self.isMessage(inner)) {
        block(name) { $0.fields(Self.nothingKnown, inner) }
      } else {
        let bytes = UnsafeRawBufferPointer(
          start: occurrence.start, count: occurrence.end - occurrence.start)
        line("\(name): " + TextStrings.quoted(bytes, escapesNonASCII: true))
      }
    }
  }

  private static func isMessage(_ start: WireReader) -> Bool {
    var reader = start
    do throws(WireError) {
      while !reader.isAtEnd {
        let fieldStart = reader.position
        let tag = try reader.tag()
        reader.position = try WireReader.skip(tag, fieldStart, reader)
      }
      return reader.position > start.position
    } catch {
      return false
    }
  }

  private static let nothingKnown = ProtoMessageSchema(fullName: "", fields: [])

  private func hex(_ value: UInt64, _ digits: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: digits - text.utf8.count) + text
  }

  // MARK: - Values

  private mutating func value(
    _ field: ProtoFieldSchema, _ occurrence: WireOccurrence
  ) -> String? {
    if field.type == .string || field.type == .bytes {
      let bytes = UnsafeRawBufferPointer(
        start: occurrence.start, count: occurrence.end - occurrence.start)
      let isText = field.type == .string && UTF8Validation.isValid(bytes)
      if field.type == .string, !isText, field.validatesUTF8 { isFaulty = true }
      let escapes = style.escapesNonASCII || !isText
      return TextStrings.quoted(bytes, escapesNonASCII: escapes)
    }
    var reader = WireReader(position: occurrence.start, end: occurrence.end, depth: 0)
    return scalar(field, &reader)
  }

  private func scalar(_ field: ProtoFieldSchema, _ reader: inout WireReader) -> String? {
    do throws(WireError) {
      switch field.type {
      case .int32: return "\(try reader.int32())"
      case .sint32: return "\(try reader.sint32())"
      case .sfixed32: return "\(try reader.sfixed32())"
      case .uint32: return "\(try reader.uint32())"
      case .fixed32: return "\(try reader.fixed32())"
      case .int64: return "\(try reader.int64())"
      case .sint64: return "\(try reader.sint64())"
      case .sfixed64: return "\(try reader.sfixed64())"
      case .uint64: return "\(try reader.uint64())"
      case .fixed64: return "\(try reader.fixed64())"
      case .bool: return try reader.bool() ? "true" : "false"
      case .float: return number("\(try reader.float())")
      case .double: return number("\(try reader.double())")
      case .enumeration:
        let number = try reader.int32()
        return field.enumSchema?.name(of: number) ?? "\(number)"
      case .string, .bytes, .message, .group: return nil
      }
    } catch {
      return nil
    }
  }

  /// Swift's shortest text, without the `.0` of whole numbers, and one word for every NaN.
  private func number(_ text: String) -> String {
    if text.contains("nan") { return "nan" }
    return text.hasSuffix(".0") && text != "-0.0" ? String(text.dropLast(2)) : text
  }

  // MARK: - Layout

  private mutating func line(_ content: String) {
    startLine()
    text += content
    if !style.isSingleLine { text += "\n" }
  }

  private mutating func block(_ name: String, _ body: (inout TextWriter) -> Void) {
    line(name + " {")
    indentation += 1
    body(&self)
    indentation -= 1
    line("}")
  }

  private mutating func startLine() {
    if style.isSingleLine {
      if !text.isEmpty { text += " " }
    } else {
      for _ in 0..<indentation { text += "  " }
    }
  }
}

extension TextWriter {
  /// An encoded message on one line behind its name.
  package static func description(
    of bytes: [UInt8], _ schema: ProtoMessageSchema, _ name: String
  ) -> String {
    var style = Style()
    style.isSingleLine = true
    var writer = TextWriter(style)
    bytes.withUnsafeBytes {
      writer.fields(schema, WireReader(over: $0, depth: ProtoDecodingLimits().depth))
    }
    return writer.text.isEmpty ? "\(name) {}" : "\(name) { \(writer.text) }"
  }
}

extension ProtoFieldSchema {
  /// What the text format calls it: an extension in brackets, a group by its type.
  package var textName: String {
    if isExtension { return "[\(messageSetItemName ?? name)]" }
    if type == .group, let group = messageSchema?.fullName.split(separator: ".").last,
      group.utf8.count == name.utf8.count, group.lowercased() == name
    {
      return String(group)
    }
    return name
  }

  /// The field with its default value, encoded; a message without fields.
  fileprivate var encodedDefault: [UInt8] {
    var bytes: [UInt8] = []
    var tag = self.tag
    while tag >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: tag) | 0x80)
      tag >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: tag))
    switch type.wireType {
    case 1: bytes += [UInt8](repeating: 0, count: 8)
    case 5: bytes += [UInt8](repeating: 0, count: 4)
    default: bytes.append(0)
    }
    return bytes
  }
}

extension WireReader {
  /// A reader over a whole buffer.
  package init(over bytes: UnsafeRawBufferPointer, depth: Int) {
    if let start = bytes.baseAddress {
      self.init(position: start, end: start + bytes.count, depth: depth)
    } else {
      self.init(empty: depth)
    }
  }
}
