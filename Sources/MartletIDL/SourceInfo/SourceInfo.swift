public import MartletDescriptors
public import MartletProtobuf

/// Where the parts of a file's descriptor stand in the source, and their comments: what
/// descriptors keep as `source_code_info`.
///
/// It is kept encoded, because as typed values it takes about ten times the memory, and whoever
/// writes descriptors to a file needs no values.
public struct SourceInfo: Sendable, Hashable {
  /// The encoded `google.protobuf.SourceCodeInfo`. Comments are as in the source, even if those
  /// are not UTF-8.
  public let encoded: [UInt8]
}

extension Google.Protobuf.FileDescriptorProto {
  /// The number of `source_code_info`.
  private static let sourceInfoNumber: UInt8 = 9

  /// Encodes the descriptor with its source info, in the order of the fields' numbers. (Setting
  /// `sourceCodeInfo` gives the same, but needs typed values.)
  ///
  /// - Throws: `ProtoEncodingError` if it would be larger than 2 GiB.
  public func serializedBytes(with info: SourceInfo?) throws(ProtoEncodingError) -> [UInt8] {
    let bytes = try serializedBytes()
    guard let info else { return bytes }
    var fields = EncodedFields(bytes)
    // All fields up to options come before it.
    while let number = fields.peek(), number < UInt64(Self.sourceInfoNumber) { fields.skip() }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + info.encoded.count + 8)
    result += bytes[..<fields.offset]
    result.append(Self.sourceInfoNumber << 3 | 2)
    Varint.append(UInt64(info.encoded.count), to: &result)
    result += info.encoded
    result += bytes[fields.offset...]
    return result
  }
}
