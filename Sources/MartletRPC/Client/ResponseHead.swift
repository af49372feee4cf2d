/// What the header blocks of a response say, gathered header by header: a machine that takes name
/// and value and gives metadata, and in the end a status.
///
/// Source: the gRPC specification, "PROTOCOL-HTTP2.md", Responses.
package struct ResponseHead: Sendable {
  package private(set) var metadata = MetadataBlock()
  private var httpStatus: Int?
  private var contentType: ContentType = .missing
  private var foreignContentType: String?
  private var statusCode: Int?
  private var statusIsMalformed = false
  private var message = ""
  /// What messages may be compressed with.
  package private(set) var encoding = RPCCompression.identity
  private var unknownEncoding: String?

  package init() {}

  package mutating func receive(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
    switch name.first {
    case UInt8(ascii: ":"): if name.equals(":status") { httpStatus = decimal(value) }
    case UInt8(ascii: "c") where name.equals("content-type"): receiveContentType(value)
    case UInt8(ascii: "g") where name.starts(with: "grpc-"): receiveGRPC(name: name, value: value)
    default:
      if !ReservedHeader.isReserved(name) { metadata.append(name: name, value: value) }
    }
  }

  /// Whether the block is an informational (1xx) response, which says nothing of the call.
  package var isInformational: Bool { httpStatus.map { (100..<200).contains($0) } ?? false }

  /// What is wrong with the headers that begin a response, or nil if messages may follow.
  package func initialProblem() -> RPCError? {
    guard let httpStatus else {
      return RPCError(.internal, "the response has no HTTP status")
    }
    guard httpStatus == 200 else {
      return RPCError(
        RPCStatus.Code(httpStatus: httpStatus), "the server answered with HTTP status \(httpStatus)"
      )
    }
    guard contentType == .grpc else {
      let found = foreignContentType.map { "the content-type \"\($0)\"" } ?? "no content-type"
      return RPCError(.unknown, "the response has \(found), not application/grpc")
    }
    if let unknownEncoding {
      return RPCError(
        .internal, "the response has the unsupported grpc-encoding \"\(unknownEncoding)\"")
    }
    return nil
  }

  /// Whether the block carries the call's status.
  package var hasStatus: Bool { statusCode != nil || statusIsMalformed }

  /// How the call ended, from the block that carries the status.
  package func outcome() -> Result<Void, RPCError> {
    if statusIsMalformed {
      return .failure(RPCError(.unknown, "the response has a malformed grpc-status"))
    }
    guard let statusCode else {
      return .failure(RPCError(.unknown, "the response ended without a grpc-status"))
    }
    guard statusCode != 0 else { return .success(()) }
    let code = RPCStatus.Code(rawValue: statusCode) ?? .unknown
    return .failure(RPCError(fromServer: code, message, metadata: metadata.metadata()))
  }

  private mutating func receiveContentType(_ value: UnsafeRawBufferPointer) {
    contentType = ContentType(value)
    if contentType == .other { foreignContentType = String(decoding: value, as: UTF8.self) }
  }

  private mutating func receiveGRPC(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
    if name.equals("grpc-status") {
      statusCode = decimal(value)
      statusIsMalformed = statusCode == nil
    } else if name.equals("grpc-message") {
      message = PercentEncoding.decode(value)
    } else if name.equals("grpc-encoding") {
      receiveEncoding(value)
    } else if name.equals("grpc-status-details-bin") {
      metadata.append(name: name, value: value)
    }
  }

  private mutating func receiveEncoding(_ value: UnsafeRawBufferPointer) {
    if let known = RPCCompression(name: value) {
      encoding = known
    } else {
      unknownEncoding = String(decoding: value, as: UTF8.self)
    }
  }

  private func decimal(_ value: UnsafeRawBufferPointer) -> Int? {
    guard !value.isEmpty, value.count <= 3 else { return nil }
    var number = 0
    for byte in value {
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
      number = number * 10 + Int(byte - UInt8(ascii: "0"))
    }
    return number
  }
}
