/// Where a server listens.
public struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
  enum Kind: Hashable, Sendable {
    case tcp(host: String, port: Int)
    case unix(path: String)
  }

  let kind: Kind

  /// A TCP port of an address or host name; port 0 lets the system choose.
  public static func tcp(host: String, port: Int) -> ListenAddress {
    ListenAddress(kind: .tcp(host: host, port: port))
  }

  /// A unix-domain socket; a socket file that is left from before is replaced.
  public static func unix(path: String) -> ListenAddress { ListenAddress(kind: .unix(path: path)) }

  public var description: String {
    switch kind {
    case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    case .unix(let path): "unix:\(path)"
    }
  }
}

/// An address that a server is bound to.
public struct BoundAddress: Hashable, Sendable, CustomStringConvertible {
  /// The IP address, or nil for a unix-domain socket.
  public let host: String?
  /// The TCP port, or nil for a unix-domain socket.
  public let port: Int?
  /// As people write it, and as `RPCChannel(to:)` takes it.
  public let description: String
}
