/// Where a server listens.
public struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
  enum Kind: Hashable, Sendable {
    case tcp(host: String, port: Int)
    case unix(path: String)
    case unixAbstract(name: String)
    case inherited(descriptor: Int32)
  }

  let kind: Kind
  private(set) var isAlwaysPlaintext = false

  /// A TCP port of an address or host name; port 0 lets the system choose.
  public static func tcp(host: String, port: Int) -> ListenAddress {
    ListenAddress(kind: .tcp(host: host, port: port))
  }

  /// A unix-domain socket; a socket file that is left from before is replaced.
  public static func unix(path: String) -> ListenAddress { ListenAddress(kind: .unix(path: path)) }

  /// A unix-domain socket with a name that is no file; Linux only. Clients reach it as
  /// `unix-abstract:name`.
  public static func unixAbstract(name: String) -> ListenAddress {
    ListenAddress(kind: .unixAbstract(name: name))
  }

  /// A stream socket that is bound already and was handed to this process, as systemd does it (from
  /// descriptor 3 on, as many as `LISTEN_FDS` says). The server owns it from its start on.
  public static func inherited(descriptor: Int32) -> ListenAddress {
    ListenAddress(kind: .inherited(descriptor: descriptor))
  }

  /// The same address, in plaintext even where the server has TLS; for sockets that do not leave the
  /// machine.
  public func inPlaintext() -> ListenAddress {
    var address = self
    address.isAlwaysPlaintext = true
    return address
  }

  public var description: String {
    switch kind {
    case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    case .unix(let path): "unix:\(path)"
    case .unixAbstract(let name): "unix-abstract:\(name)"
    case .inherited(let descriptor): "the inherited descriptor \(descriptor)"
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
