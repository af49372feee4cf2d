package import MartletProtobuf

/// Bytes written by hand, for what no encoder would write.
package enum Wire {
  package static func varint(_ value: UInt64) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }

  package static func tag(_ number: Int, _ wireType: Int) -> [UInt8] {
    varint(UInt64(number) << 3 | UInt64(wireType))
  }

  package static func varint(_ number: Int, _ value: UInt64) -> [UInt8] {
    tag(number, 0) + varint(value)
  }

  package static func bytes(_ number: Int, _ content: [UInt8]) -> [UInt8] {
    tag(number, 2) + varint(UInt64(content.count)) + content
  }

  package static func text(_ number: Int, _ content: String) -> [UInt8] {
    bytes(number, Array(content.utf8))
  }
}

/// What is wrong with the bytes, and where; nil if nothing is.
package func fault<Message: ProtoMessage>(
  _: Message.Type, _ bytes: [UInt8], limits: ProtoDecodingLimits = ProtoDecodingLimits()
) -> ProtoDecodingError? {
  do throws(ProtoDecodingError) {
    _ = try Message(serializedBytes: bytes, limits: limits)
    return nil
  } catch {
    return error
  }
}

/// As ``fault(_:_:limits:)``, in short: `truncated@3`, or `none`.
package func verdict<Message: ProtoMessage>(
  _ type: Message.Type, _ bytes: [UInt8], limits: ProtoDecodingLimits = ProtoDecodingLimits()
) -> String {
  fault(type, bytes, limits: limits).map { "\($0.reason)@\($0.byteOffset)" } ?? "none"
}
