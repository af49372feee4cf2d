/// What the headers of a request say, gathered header by header: a machine that takes name and
/// value and gives a method or a refusal.
///
/// Source: the gRPC specification, "PROTOCOL-HTTP2.md", Requests.
package struct RequestHead: Sendable {
  /// Why a request is not served: the HTTP status and the gRPC status to answer with.
  package struct Refusal: Hashable, Sendable {
    package var httpStatus: Int = 200
    package var status: RPCStatus
    package var metadata: RPCMetadata = [:]
  }

  package private(set) var method: RPCMethod?
  package private(set) var metadata = MetadataBlock()
  package private(set) var timeoutNanoseconds: UInt64?
  private var unknownPath: String?
  private var isPost = false
  private var contentType: ContentType = .missing
  /// What messages may be compressed with.
  package private(set) var encoding = RPCCompression.identity
  /// What the client says that it takes.
  package private(set) var acceptedEncodings = AcceptedEncodings()
  private var unknownEncoding: String?
  private var malformed: RPCStatus?

  package init() {}

  package mutating func receive(
    name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer, router: Router
  ) {
    // The length and first byte tell the known names apart, so most are one comparison.
    switch name.first {
    case UInt8(ascii: ":"): receivePseudo(name: name, value: value, router: router)
    case UInt8(ascii: "c") where name.equals("content-type"): contentType = ContentType(value)
    case UInt8(ascii: "t") where name.equals("te"): break
    case UInt8(ascii: "g") where name.starts(with: "grpc-"): receiveGRPC(name: name, value: value)
    default:
      if !ReservedHeader.isReserved(name) { metadata.append(name: name, value: value) }
    }
  }

  /// Why the request cannot be served, or nil if `method` can be called.
  package func refusal(router: Router) -> Refusal? {
    guard isPost else {
      return Refusal(
        httpStatus: 405, status: RPCStatus(.internal, "the request's method is not POST"))
    }
    guard contentType == .grpc else {
      return Refusal(
        httpStatus: 415,
        status: RPCStatus(.invalidArgument, "the request's content-type is not application/grpc"))
    }
    if let malformed { return Refusal(status: malformed) }
    guard method != nil else {
      return Refusal(status: router.unknownMethod(path: unknownPath ?? ""))
    }
    return unknownEncoding.map { encoding in
      let names = "\(RPCCompression.acceptedNames)"
      return Refusal(
        status: RPCStatus(
          .unimplemented, "grpc-encoding \"\(encoding)\" is not supported; use one of \(names)"),
        metadata: ["grpc-accept-encoding": names])
    }
  }

  private mutating func receivePseudo(
    name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer, router: Router
  ) {
    if name.equals(":path") {
      method = router.method(forPath: value)
      if method == nil { unknownPath = String(decoding: value, as: UTF8.self) }
    } else if name.equals(":method") {
      isPost = value.equals("POST")
    }
  }

  private mutating func receiveGRPC(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
    if name.equals("grpc-timeout") {
      timeoutNanoseconds = GRPCTimeout.parse(value)
      if timeoutNanoseconds == nil {
        malformed = RPCStatus(.internal, "malformed grpc-timeout")
      }
    } else if name.equals("grpc-accept-encoding") {
      acceptedEncodings = AcceptedEncodings(header: value)
    } else if name.equals("grpc-encoding") {
      if let known = RPCCompression(name: value) {
        encoding = known
      } else {
        unknownEncoding = String(decoding: value, as: UTF8.self)
      }
    }
  }
}

/// Whether a `content-type` is gRPC's with protobuf messages.
enum ContentType: Hashable, Sendable {
  case missing
  case grpc
  case other

  init(_ value: UnsafeRawBufferPointer) {
    self = .other
    guard value.starts(with: "application/grpc") else { return }
    let rest = UnsafeRawBufferPointer(rebasing: value.dropFirst(16))
    if rest.isEmpty || rest.first == UInt8(ascii: ";") || rest.equals("+proto")
      || rest.starts(with: "+proto;")
    {
      self = .grpc
    }
  }
}
