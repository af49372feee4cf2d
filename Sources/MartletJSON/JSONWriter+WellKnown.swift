import MartletProtobuf

// The types with a JSON form of their own (ProtoJSON, "Type mapping").

extension JSONWriter {
  mutating func wellKnown(
    _ kind: ProtoWellKnownType, _ type: UnsafePointer<JSONMessage>, _ reader: WireReader
  ) throws(ProtoJSONError) {
    switch kind {
    case .timestamp: try timestamp(try seconds(reader))
    case .duration: try duration(try seconds(reader))
    case .fieldMask: try fieldMask(reader)
    case .any: try any(reader)
    case .wrapper, .value, .structure, .listValue: try onlyField(kind, type, reader)
    }
  }

  // MARK: - Time

  /// The two fields that Timestamp and Duration have alike.
  private func seconds(
    _ start: WireReader
  ) throws(ProtoJSONError) -> (seconds: Int64, nanos: Int32) {
    var reader = start
    var result: (seconds: Int64, nanos: Int32) = (0, 0)
    do throws(WireError) {
      while !reader.isAtEnd {
        let fieldStart = reader.position
        switch try reader.tag() {
        case 8: result.seconds = try reader.int64()
        case 16: result.nanos = try reader.int32()
        case let tag: reader.position = try WireReader.skip(tag, fieldStart, reader)
        }
      }
    } catch {
      throw ProtoJSONError("its content is not a valid message: \(error.kind)")
    }
    return result
  }

  private mutating func timestamp(
    _ value: (seconds: Int64, nanos: Int32)
  ) throws(ProtoJSONError) {
    guard Google.Protobuf.Timestamp.validSeconds.contains(value.seconds),
      (0...999_999_999).contains(value.nanos)
    else {
      throw ProtoJSONError("the timestamp is not between the years 1 and 9999")
    }
    let time = CivilTime(secondsSince1970: value.seconds)
    output.need(OutputBuffer.longestNumber)
    output.store(UInt8(ascii: "\""))
    part(time.year, digits: 4, behind: "-")
    part(time.month, digits: 2, behind: "-")
    part(time.day, digits: 2, behind: "T")
    part(time.hour, digits: 2, behind: ":")
    part(time.minute, digits: 2, behind: ":")
    output.padded(UInt64(time.second), digits: 2)
    fraction(value.nanos)
    output.text("Z\"")
  }

  /// Digits and the mark that is behind them.
  private mutating func part(_ value: Int, digits: Int, behind mark: Unicode.Scalar) {
    output.padded(UInt64(value), digits: digits)
    output.store(UInt8(truncatingIfNeeded: mark.value))
  }

  private mutating func duration(
    _ value: (seconds: Int64, nanos: Int32)
  ) throws(ProtoJSONError) {
    let (seconds, nanos) = value
    let signsAgree = (seconds >= 0 && nanos >= 0) || (seconds <= 0 && nanos <= 0)
    guard Google.Protobuf.Duration.validSeconds.contains(seconds),
      nanos.magnitude < 1_000_000_000, signsAgree
    else {
      throw ProtoJSONError("the duration is out of range, or its parts have different signs")
    }
    output.need(OutputBuffer.longestNumber)
    output.store(UInt8(ascii: "\""))
    if seconds < 0 || nanos < 0 { output.store(UInt8(ascii: "-")) }
    output.integer(UInt64(seconds.magnitude))
    fraction(Int32(nanos.magnitude))
    output.text("s\"")
  }

  /// None, three, six or nine digits, as many as are needed.
  private mutating func fraction(_ nanos: Int32) {
    if nanos == 0 { return }
    output.need(OutputBuffer.longestNumber)
    output.store(UInt8(ascii: "."))
    let value = UInt64(nanos)
    if value % 1_000_000 == 0 {
      output.padded(value / 1_000_000, digits: 3)
    } else if value % 1000 == 0 {
      output.padded(value / 1000, digits: 6)
    } else {
      output.padded(value / 1000, digits: 6)
      output.padded(value % 1000, digits: 3)
    }
  }

  // MARK: - FieldMask

  private mutating func fieldMask(_ reader: WireReader) throws(ProtoJSONError) {
    output.byte(UInt8(ascii: "\""))
    var isFirst = true
    for path in try paths(reader) {
      if !isFirst { output.byte(UInt8(ascii: ",")) }
      isFirst = false
      try fieldPath(path)
    }
    output.byte(UInt8(ascii: "\""))
  }

  private func paths(_ start: WireReader) throws(ProtoJSONError) -> [String] {
    var reader = start
    var paths: [String] = []
    do throws(WireError) {
      while !reader.isAtEnd {
        let fieldStart = reader.position
        let tag = try reader.tag()
        if tag == 10 {
          paths.append(try reader.string())
        } else {
          reader.position = try WireReader.skip(tag, fieldStart, reader)
        }
      }
    } catch {
      throw ProtoJSONError("its content is not a valid message: \(error.kind)")
    }
    return paths
  }

  /// `foo_bar.baz` becomes `fooBar.baz`; what would not come back the same has no JSON form.
  private mutating func fieldPath(_ path: String) throws(ProtoJSONError) {
    var raise = false
    for byte in path.utf8 {
      let isLower = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      if (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || (raise && !isLower) {
        throw ProtoJSONError("the path \"\(path)\" is not the same in lowerCamelCase and back")
      }
      if byte == UInt8(ascii: "_") {
        raise = true
      } else if byte < 0x20 || byte >= 0x80 || byte == UInt8(ascii: "\"") || byte == 0x5C {
        throw ProtoJSONError("the path \"\(path)\" holds what no field name does")
      } else {
        output.byte(raise ? byte - 0x20 : byte)
        raise = false
      }
    }
    if raise {
      throw ProtoJSONError("the path \"\(path)\" is not the same in lowerCamelCase and back")
    }
  }

  // MARK: - Any

  private mutating func any(_ start: WireReader) throws(ProtoJSONError) {
    let (url, content) = try AnyContent.read(start)
    if url.isEmpty {
      guard content.isEmpty else { throw ProtoJSONError("the Any has content but no type") }
      return output.text("{}")
    }
    let name = AnyContent.typeName(url)
    guard let schema = options.pointee.types.message(named: name) else {
      throw ProtoJSONError("\"\(name)\" in the Any is not in the type registry of the options")
    }
    let braces = open()
    key("@type")
    output.quoted(url)
    let hasOwnForm = schema.wellKnownType != nil
    if hasOwnForm { key("value") }
    let isOwn = self.isOwn
    self.isOwn = false
    let bytes =
      isNormalized ? try WireNormalizer.bytes(of: content, schema, options.pointee.types) : content
    try withBytes(bytes, start.depth) { writer, reader throws(ProtoJSONError) in
      if hasOwnForm {
        try writer.message(schema.json, reader)
      } else {
        try writer.members(schema.json, reader)
      }
    }
    self.isOwn = isOwn
    close("{", "}", braces)
    // The plan is the schema's, and the registry may have made it for us.
    withExtendedLifetime(schema) {}
  }

  // MARK: - Types that look like their only field

  /// Wrappers, Struct, ListValue and Value are written as what they hold.
  private mutating func onlyField(
    _ kind: ProtoWellKnownType, _ type: UnsafePointer<JSONMessage>, _ start: WireReader
  ) throws(ProtoJSONError) {
    var reader = start
    var isWritten = false
    while !reader.isAtEnd {
      let start = reader.position
      let tag = try tag(&reader)
      let field = type.pointee.field(number: Int32(bitPattern: tag &>> 3))
      guard let field, field.pointee.accepts(tag) else {
        try skip(tag, from: start, &reader)
        continue
      }
      if isWritten { throw disorder() }
      isWritten = true
      switch kind {
      case .structure: try entries(field, &reader)
      case .listValue: _ = try elements(field, tag, &reader)
      case .value where field.pointee.type == .double: try finite(&reader)
      default: try value(field, &reader)
      }
    }
    if isWritten { return }
    switch kind {
    case .structure: output.text("{}")
    case .listValue: output.text("[]")
    case .value: output.text("null")
    default: if type.pointee.count > 0 { defaultValue(of: type.pointee.fields) }
    }
  }

  /// JSON has no number for the others, and a string would come back as a string.
  private mutating func finite(_ reader: inout WireReader) throws(ProtoJSONError) {
    guard let value = try? reader.double(), value.isFinite else {
      throw ProtoJSONError("a google.protobuf.Value cannot be NaN or infinite")
    }
    output.number(value)
  }
}
