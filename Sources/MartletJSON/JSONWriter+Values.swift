import MartletProtobuf

extension JSONWriter {
  /// One value, which is not packed; there is room for a number.
  @inline(__always)
  mutating func value(
    _ field: UnsafePointer<JSONField>, _ reader: inout WireReader
  ) throws(ProtoJSONError) {
    if field.pointee.type == .string {
      let bytes = try bytes(&reader)
      try string(bytes.start, bytes.count)
    } else {
      try otherValue(field, &reader)
    }
  }

  @inline(never)
  private mutating func otherValue(
    _ field: UnsafePointer<JSONField>, _ reader: inout WireReader
  ) throws(ProtoJSONError) {
    switch field.pointee.type {
    case .bytes:
      let bytes = try bytes(&reader)
      output.base64(UnsafeRawBufferPointer(start: bytes.start, count: bytes.count))
    case .message, .group: try submessage(field, &reader)
    default:
      output.need(OutputBuffer.longestNumber)
      try scalar(field, &reader)
    }
  }

  private mutating func submessage(
    _ field: UnsafePointer<JSONField>, _ reader: inout WireReader
  ) throws(ProtoJSONError) {
    guard let type = field.pointee.message else {
      throw ProtoJSONError("the type of this field is not known")
    }
    if field.pointee.type == .message { return try message(type, try nested(&reader)) }
    let group: WireReader
    do throws(WireError) {
      group = try reader.group(field.pointee.tag.number)
    } catch {
      throw malformed(error)
    }
    try message(type, group)
  }

  /// A reader over the next length-delimited value, one level deeper.
  @inline(__always)
  func nested(_ reader: inout WireReader) throws(ProtoJSONError) -> WireReader {
    let bytes = try bytes(&reader)
    return WireReader(
      position: bytes.start, end: bytes.start + bytes.count, depth: reader.depth &- 1)
  }

  /// The next length-delimited value.
  @inline(__always)
  func bytes(
    _ reader: inout WireReader
  ) throws(ProtoJSONError) -> (start: UnsafeRawPointer, count: Int) {
    do throws(WireError) {
      let count = try reader.length()
      let start = reader.position
      reader.position += count
      return (start, count)
    } catch {
      throw malformed(error)
    }
  }

  /// A number, bool or enum value; there is room for a number.
  @inline(__always)
  mutating func scalar(
    _ field: UnsafePointer<JSONField>, _ reader: inout WireReader
  ) throws(ProtoJSONError) {
    do throws(WireError) {
      switch field.pointee.type {
      case .int32: output.integer(Int64(Int32(truncatingIfNeeded: try reader.packedVarint())))
      case .sint32: output.integer(Int64(try reader.sint32()))
      case .sfixed32: output.integer(Int64(try reader.sfixed32()))
      case .uint32: output.integer(UInt64(UInt32(truncatingIfNeeded: try reader.packedVarint())))
      case .fixed32: output.integer(UInt64(try reader.fixed32()))
      case .int64: quoted(try reader.int64())
      case .sint64: quoted(try reader.sint64())
      case .sfixed64: quoted(try reader.sfixed64())
      case .uint64: quoted(try reader.uint64())
      case .fixed64: quoted(try reader.fixed64())
      case .bool: bool(try reader.bool())
      case .float: output.number(try reader.float())
      case .double: output.number(try reader.double())
      default: enumeration(try reader.int32(), field)
      }
    } catch {
      throw malformed(error)
    }
  }

  @inline(__always)
  mutating func double(_ reader: inout WireReader) throws(ProtoJSONError) {
    do throws(WireError) { output.number(try reader.double()) } catch { throw malformed(error) }
  }

  @inline(__always)
  private mutating func bool(_ value: Bool) {
    if value {
      output.store(0x6575_7274, count: 4)
    } else {
      output.store(0x65_736C_6166, count: 5)
    }
  }

  /// 64 bits are more than what other languages' JSON numbers hold.
  @inline(__always)
  private mutating func quoted(_ value: Int64) {
    output.store(UInt8(ascii: "\""))
    output.integer(value)
    output.store(UInt8(ascii: "\""))
  }

  @inline(__always)
  private mutating func quoted(_ value: UInt64) {
    output.store(UInt8(ascii: "\""))
    output.integer(value)
    output.store(UInt8(ascii: "\""))
  }

  @inline(never)
  mutating func enumeration(_ number: Int32, _ field: UnsafePointer<JSONField>) {
    guard let type = field.pointee.enumeration else { return output.integer(Int64(number)) }
    if type.pointee.isNull { return output.text("null") }
    let value = type.pointee.value(number: number)
    // Such a number is an unknown field; what was written of it is given up.
    if value == nil, type.pointee.isClosed, !isNormalized { disorder() }
    if let value, !options.pointee.writesEnumsAsNumbers {
      let count = Int(value.pointee.count)
      output.need(count)
      output.copyWords(value.pointee.text, count)
    } else {
      output.integer(Int64(number))
    }
  }
}
