public import MartletDescriptors
public import MartletProtobuf

extension SourceInfo {
  /// The same as typed values. Bytes of comments that are not UTF-8 are replaced.
  public func decoded() -> Google.Protobuf.SourceCodeInfo {
    var result = Google.Protobuf.SourceCodeInfo()
    var fields = EncodedFields(encoded)
    while let field = fields.next() { result.location.append(Self.location(field.content)) }
    return result
  }

  private static func location(
    _ bytes: ArraySlice<UInt8>
  ) -> Google.Protobuf.SourceCodeInfo.Location {
    var location = Google.Protobuf.SourceCodeInfo.Location()
    var fields = EncodedFields(bytes)
    while let field = fields.next() {
      switch field.number {
      case 1: location.path = numbers(field.content)
      case 2: location.span = numbers(field.content)
      case 3: location.leadingComments = String(decoding: field.content, as: UTF8.self)
      case 4: location.trailingComments = String(decoding: field.content, as: UTF8.self)
      case 6:
        location.leadingDetachedComments.append(String(decoding: field.content, as: UTF8.self))
      default: break
      }
    }
    return location
  }

  private static func numbers(_ bytes: ArraySlice<UInt8>) -> [Int32] {
    var result: [Int32] = []
    var reader = EncodedFields(bytes)
    while let number = reader.varint() { result.append(Int32(truncatingIfNeeded: number)) }
    return result
  }
}
