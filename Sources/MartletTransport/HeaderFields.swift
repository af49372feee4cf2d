import MartletHTTP2
import MartletRPC

extension String {
  /// The longest beginning of at most `limit` bytes of UTF-8. A peer takes no more than a few
  /// kilobytes of headers, and with a status that is too long it would see none.
  fileprivate func prefix(bytes limit: Int) -> String {
    guard utf8.count > limit else { return self }
    var end = utf8.index(startIndex, offsetBy: limit)
    while end.samePosition(in: unicodeScalars) == nil { end = utf8.index(before: end) }
    return String(self[..<end])
  }
}

/// How gRPC's parts are written as header fields.
/// Source: the gRPC specification, "PROTOCOL-HTTP2.md".
extension HTTP2HeaderBlock {
  mutating func append(_ metadata: RPCMetadata) {
    for entry in metadata {
      switch entry.value {
      case .ascii(let text): append(name: entry.key.utf8, value: text.utf8)
      case .binary(let bytes): append(name: entry.key.utf8, value: Base64.encode(bytes))
      }
    }
  }

  /// That messages may be compressed so.
  mutating func append(encoding: RPCCompression) {
    if encoding != .identity { append("grpc-encoding", encoding.name) }
  }

  /// How messages to us may be compressed.
  mutating func appendAcceptedEncodings() {
    append("grpc-accept-encoding", RPCCompression.acceptedNames)
  }

  mutating func append(_ compression: ServerCall.AnnouncedCompression?) {
    guard let compression else { return }
    append(encoding: compression.ofResponses)
    if compression.saysWhatIsAccepted { appendAcceptedEncodings() }
  }

  mutating func append(_ status: RPCStatus) {
    if status.code == .ok {
      append("grpc-status", "0")
    } else {
      append("grpc-status", value: String(status.code.rawValue).utf8)
    }
    if !status.message.isEmpty {
      append("grpc-message", value: PercentEncoding.encode(status.message.prefix(bytes: 4096)))
    }
  }

  mutating func appendResponseStart(httpStatus: Int = 200) {
    if httpStatus == 200 {
      append(":status", "200")
    } else {
      append(":status", value: String(httpStatus).utf8)
    }
    append("content-type", "application/grpc")
  }
}
