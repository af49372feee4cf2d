/// How the bytes of messages are encoded on the wire, beside the message format: what gRPC calls
/// message encoding and `grpc-encoding` names.
///
/// Source: the gRPC documentation, "gRPC Compression", and the gRPC specification,
/// "PROTOCOL-HTTP2.md", Message-Encoding.
public enum RPCCompression: UInt8, Hashable, Sendable, CaseIterable {
  /// As they are.
  case identity = 0
  /// RFC 1952.
  case gzip = 1
  /// The zlib format of RFC 1950, which HTTP calls `deflate`, and not bare RFC 1951.
  case deflate = 2

  /// The name in headers.
  package var name: StaticString {
    switch self {
    case .identity: "identity"
    case .gzip: "gzip"
    case .deflate: "deflate"
    }
  }

  /// What `grpc-accept-encoding` says of us.
  package static let acceptedNames: StaticString = "identity,deflate,gzip"

  /// The encoding of that name in a header, if we know it.
  init?(name: UnsafeRawBufferPointer) {
    if name.equals("identity") {
      self = .identity
    } else if name.equals("gzip") {
      self = .gzip
    } else if name.equals("deflate") {
      self = .deflate
    } else {
      return nil
    }
  }
}

extension RPCCompression: CustomStringConvertible {
  public var description: String { "\(name)" }
}

/// Which encodings a peer takes. `identity` is always one.
package struct AcceptedEncodings: Hashable, Sendable {
  private var bits: UInt8 = 1

  package init() {}

  /// Reads a `grpc-accept-encoding` header: names with commas, and perhaps spaces, between them.
  /// Those that we do not know say nothing to us. Allocates nothing.
  package init(header: UnsafeRawBufferPointer) {
    // What C-core, we and grpc-go say, at each call: one comparison instead of 700 instructions.
    if header.equals("identity, deflate, gzip") || header.equals(RPCCompression.acceptedNames) {
      bits = 0b111
    } else if header.equals("gzip") {
      bits = 0b011
    } else {
      parse(header)
    }
  }

  private mutating func parse(_ header: UnsafeRawBufferPointer) {
    var rest = header
    while !rest.isEmpty {
      let end = rest.firstIndex(of: UInt8(ascii: ",")) ?? rest.endIndex
      var name = UnsafeRawBufferPointer(rebasing: rest[..<end])
      rest = UnsafeRawBufferPointer(rebasing: rest[end...].dropFirst())
      while name.first == UInt8(ascii: " ") {
        name = UnsafeRawBufferPointer(rebasing: name.dropFirst())
      }
      while name.last == UInt8(ascii: " ") {
        name = UnsafeRawBufferPointer(rebasing: name.dropLast())
      }
      if let known = RPCCompression(name: name) { bits |= 1 << known.rawValue }
    }
  }

  package func contains(_ compression: RPCCompression) -> Bool {
    bits & 1 << compression.rawValue != 0
  }
}
