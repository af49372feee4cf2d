import MartletHTTP2
import MartletRPC

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

  mutating func append(_ status: RPCStatus) {
    if status.code == .ok {
      append("grpc-status", "0")
    } else {
      append("grpc-status", value: String(status.code.rawValue).utf8)
    }
    if !status.message.isEmpty {
      append("grpc-message", value: PercentEncoding.encode(status.message))
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
