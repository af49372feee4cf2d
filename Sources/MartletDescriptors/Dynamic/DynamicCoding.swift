import MartletProtobuf

/// How the single values of a field are written and read.
struct DynamicCoding {
  private let type: FieldType
  private let requiresUTF8: Bool
  let wireType: UInt8
  let tag: UInt32
  /// The tag of a packed field.
  let packedTag: UInt32
  /// The number, if it is an extension of a message set.
  private let itemNumber: Int32?

  init(_ field: FieldDescriptor) {
    type = field.type
    let isItem = field.isExtension && field.containingMessage.isMessageSet
    itemNumber = isItem ? field.number : nil
    requiresUTF8 = field.requiresUTF8
    wireType = type.wireType(isDelimited: field.isDelimited)
    tag = UInt32(bitPattern: field.number) << 3 | UInt32(wireType)
    packedTag = UInt32(bitPattern: field.number) << 3 | 2
  }

  /// Whether a value is one of its type: the numbers of closed enums have names.
  func isKnown(_ value: DynamicValue) -> Bool {
    guard case .enumeration(let number) = value, case .enumeration(let type) = type else {
      return true
    }
    return !type.isClosed || type.value(number: number) != nil
  }

  /// Reads a value that is no message.
  func read(_ reader: inout WireReader) throws(WireError) -> DynamicValue {
    switch type {
    case .double: .double(try reader.double())
    case .float: .float(try reader.float())
    case .int32: .int32(try reader.int32())
    case .int64: .int64(try reader.int64())
    case .uint32: .uint32(try reader.uint32())
    case .uint64: .uint64(try reader.uint64())
    case .sint32: .int32(try reader.sint32())
    case .sint64: .int64(try reader.sint64())
    case .fixed32: .uint32(try reader.fixed32())
    case .fixed64: .uint64(try reader.fixed64())
    case .sfixed32: .int32(try reader.sfixed32())
    case .sfixed64: .int64(try reader.sfixed64())
    case .bool: .bool(try reader.bool())
    case .string where requiresUTF8: .string(try reader.string())
    case .string: .string(try reader.uncheckedString())
    case .bytes: .bytes(try reader.bytes())
    case .enumeration: .enumeration(try reader.int32())
    case .message: .bool(false)
    }
  }

  /// Writes a value with its tag.
  func writeField(_ value: DynamicValue, to builder: inout WireBuilder) {
    switch value {
    case .message(let message) where wireType == 3:
      builder.tag(tag)
      message.write(to: &builder)
      builder.tag(tag + 1)
    case .message(let message):
      if let itemNumber {
        let mark = builder.openItem(itemNumber)
        message.write(to: &builder)
        builder.closeItem(mark)
      } else {
        let mark = builder.open(tag)
        message.write(to: &builder)
        builder.close(mark)
      }
    case .string(let text) where !requiresUTF8:
      UncheckedUTF8.bytes(text).withUnsafeBytes { builder.bytes(tag, $0) }
    case .string(var text): text.withUTF8 { builder.bytes(tag, UnsafeRawBufferPointer($0)) }
    case .bytes(let bytes): bytes.withUnsafeBytes { builder.bytes(tag, $0) }
    default:
      builder.tag(tag)
      write(value, to: &builder)
    }
  }

  /// Writes a number or bool without a tag.
  func write(_ value: DynamicValue, to builder: inout WireBuilder) {
    switch value {
    case .double(let value): builder.fixed64(value.bitPattern)
    case .float(let value): builder.fixed32(value.bitPattern)
    case .bool(let value): builder.varint(value ? 1 : 0)
    case .enumeration(let value): builder.varint(UInt64(bitPattern: Int64(value)))
    case .uint32(let value):
      if wireType == 5 { builder.fixed32(value) } else { builder.varint(UInt64(value)) }
    case .uint64(let value):
      if wireType == 1 { builder.fixed64(value) } else { builder.varint(value) }
    case .int32(let value):
      switch type {
      case .sfixed32: builder.fixed32(UInt32(bitPattern: value))
      case .sint32: builder.varint(UInt64(UInt32(bitPattern: value << 1 ^ value >> 31)))
      default: builder.varint(UInt64(bitPattern: Int64(value)))
      }
    case .int64(let value):
      switch type {
      case .sfixed64: builder.fixed64(UInt64(bitPattern: value))
      case .sint64: builder.varint(UInt64(bitPattern: value << 1 ^ value >> 63))
      default: builder.varint(UInt64(bitPattern: value))
      }
    case .string, .bytes, .message, .list, .map: break
    }
  }
}

extension FieldType {
  /// 0 varint, 1 eight bytes, 2 length-delimited, 3 group, 5 four bytes.
  func wireType(isDelimited: Bool) -> UInt8 {
    switch self {
    case .double, .fixed64, .sfixed64: 1
    case .float, .fixed32, .sfixed32: 5
    case .string, .bytes: 2
    case .message: isDelimited ? 3 : 2
    default: 0
    }
  }
}
