import MartletDescriptors
import MartletProtobuf

/// Takes options out of a file's descriptor that are for the compiler only (`retention =
/// RETENTION_SOURCE`), as protoc does for all who do not ask for them.
///
/// It works on the serialized descriptor: options may be anybody's, and nothing has to be known of
/// them but how they are declared. Where custom options are set in parts, protoc also puts the parts
/// together and in order; here they stay as they are, which means the same.
struct SourceRetention {
  /// How deep options are looked into: deeper than anybody reads them.
  private static let depth = 100

  private let pool: DescriptorPool
  private let root: MessageDescriptor

  /// - Parameter pool: the files that may declare options. Where it does not have
  ///   `google/protobuf/descriptor.proto`, nobody can have declared any.
  init(_ pool: DescriptorPool) {
    self.pool = pool
    root =
      pool.message(named: Google.Protobuf.FileDescriptorProto.protoMessageName)
      ?? Google.Protobuf.FileDescriptorProto.descriptor
  }

  /// What programs are to have of a file's descriptor.
  func stripped(_ file: FileDescriptor) throws(GenerationError) -> [UInt8] {
    var proto = file.proto
    proto.sourceCodeInfo = nil
    do throws(ProtoEncodingError) {
      return stripped(try proto.serializedBytes()[...], root, SourceRetention.depth)
    } catch {
      throw GenerationError("its descriptor cannot be encoded: \(error)", file: file.name)
    }
  }

  /// The bytes of a message without the fields that stay in the source. What is no message of that
  /// type stays as it is.
  private func stripped(
    _ bytes: ArraySlice<UInt8>, _ message: MessageDescriptor, _ depth: Int
  ) -> [UInt8] {
    if depth == 0 { return Array(bytes) }
    var result: [UInt8] = []
    var scanner = FieldScanner(bytes)
    while let field = scanner.next() {
      let descriptor =
        message.field(number: field.number)
        ?? pool.extensionField(of: message, number: field.number)
      if descriptor?.options.retention == .retentionSource { continue }
      // protoc does not look into groups.
      guard case .message(let type)? = descriptor?.type, let content = field.content,
        !field.isGroup
      else {
        result += bytes[field.all]
        continue
      }
      let inner = stripped(bytes[content], type, depth - 1)
      // Options of which nothing is left are not there at all.
      if inner.isEmpty, !content.isEmpty, descriptor?.isRepeated == false, isOptions(type) {
        continue
      }
      result += bytes[field.all.lowerBound..<field.tagEnd]
      result += FieldScanner.varint(UInt64(inner.count))
      result += inner
    }
    return scanner.isMalformed ? Array(bytes) : result
  }

  private func isOptions(_ type: MessageDescriptor) -> Bool {
    type.name.hasSuffix("Options") && type.file == root.file
  }
}

/// The fields of an encoded message, as pieces of its bytes.
private struct FieldScanner {
  struct Field {
    let number: Int32
    /// The whole field, tag included.
    let all: Range<Int>
    let tagEnd: Int
    /// What is between the length, or the tag of a group, and the end of the field or the tag that
    /// ends the group; nil for numbers.
    let content: Range<Int>?
    let isGroup: Bool
  }

  private let bytes: ArraySlice<UInt8>
  private var position: Int
  private(set) var isMalformed = false

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  static func varint(_ value: UInt64) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }

  mutating func next() -> Field? {
    if position == bytes.endIndex || isMalformed { return nil }
    let start = position
    guard let tag = varint() else { return fail() }
    let tagEnd = position
    let number = Int32(truncatingIfNeeded: tag >> 3)
    var content: Range<Int>?
    switch tag & 7 {
    case 2:
      guard let end = lengthEnd() else { return fail() }
      content = position..<end
      position = end
    case 3:
      guard let end = skipGroup() else { return fail() }
      content = tagEnd..<end
    default: if !skipNumber(tag & 7) { return fail() }
    }
    return Field(
      number: number, all: start..<position, tagEnd: tagEnd, content: content,
      isGroup: tag & 7 == 3)
  }

  /// Goes behind the tag that ends a group, and answers where that begins. Nested ones are counted.
  private mutating func skipGroup() -> Int? {
    var open = 1
    while true {
      let start = position
      guard let tag = varint() else { return nil }
      switch tag & 7 {
      case 2:
        guard let end = lengthEnd() else { return nil }
        position = end
      case 3: open += 1
      case 4:
        open -= 1
        if open == 0 { return start }
      default: if !skipNumber(tag & 7) { return nil }
      }
    }
  }

  /// Reads a length, and answers where what it is the length of ends.
  private mutating func lengthEnd() -> Int? {
    guard let length = varint(), length <= UInt64(bytes.endIndex - position) else { return nil }
    return position + Int(length)
  }

  private mutating func skipNumber(_ wireType: UInt64) -> Bool {
    switch wireType {
    case 0: varint() != nil
    case 1: skip(8)
    case 5: skip(4)
    default: false
    }
  }

  private mutating func varint() -> UInt64? {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while position < bytes.endIndex, shift < 64 {
      let byte = bytes[position]
      position += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    return nil
  }

  private mutating func skip(_ count: Int) -> Bool {
    guard bytes.endIndex - position >= count else { return false }
    position += count
    return true
  }

  private mutating func fail() -> Field? {
    isMalformed = true
    return nil
  }
}
