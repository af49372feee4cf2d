#if TLS
  import NIOSSL

  /// TLS on a server: its certificate, and what it asks of its clients.
  ///
  /// HTTP/2 must be agreed on by ALPN (`h2`), as gRPC wants it; a client that does not offer it is
  /// refused.
  public struct ServerTLS: Sendable {
    /// What becomes of certificates of clients.
    public struct ClientCertificates: Sendable {
      enum Kind: Sendable { case ignored, optional, required }

      let kind: Kind
      let roots: TLSTrustRoots

      /// None is asked for.
      public static let ignored = ClientCertificates(kind: .ignored, roots: .system)

      /// A client may send one; if it does, one of `roots` must vouch for it. Whether it did is
      /// for the services to look at (`ServerContext.peerIdentity`).
      public static func optional(_ roots: TLSTrustRoots) -> ClientCertificates {
        ClientCertificates(kind: .optional, roots: roots)
      }

      /// A client must send one that one of `roots` vouches for (mutual TLS).
      public static func required(_ roots: TLSTrustRoots) -> ClientCertificates {
        ClientCertificates(kind: .required, roots: roots)
      }
    }

    /// What the server proves itself by.
    public var identity: TLSIdentity
    /// Other identities, for clients that ask for these host names (SNI). `*.example.com` stands for
    /// one label.
    public var identitiesByName: [String: TLSIdentity] = [:]
    public var clientCertificates: ClientCertificates
    /// Clients that speak only older versions are refused.
    public var minimumVersion: TLSMinimumVersion

    public init(
      identity: TLSIdentity, clientCertificates: ClientCertificates = .ignored,
      minimumVersion: TLSMinimumVersion = .tls12
    ) {
      self.identity = identity
      self.clientCertificates = clientCertificates
      self.minimumVersion = minimumVersion
    }

    public init(
      certificate: TLSCertificates, privateKey: TLSPrivateKey,
      clientCertificates: ClientCertificates = .ignored,
      minimumVersion: TLSMinimumVersion = .tls12
    ) {
      self.init(
        identity: TLSIdentity(certificate: certificate, privateKey: privateKey),
        clientCertificates: clientCertificates, minimumVersion: minimumVersion)
    }
  }

  /// The oldest version of TLS to speak. Older ones than 1.2 are broken (RFC 8996).
  public enum TLSMinimumVersion: Hashable, Sendable {
    case tls12, tls13

    var version: TLSVersion {
      switch self {
      case .tls12: .tlsv12
      case .tls13: .tlsv13
      }
    }
  }

  extension RPCServerSecurity {
    /// TLS. Files are read when the server starts; `RPCServer.start` throws `TLSConfigurationError`
    /// if that fails.
    public static func tls(_ configuration: ServerTLS) -> RPCServerSecurity {
      RPCServerSecurity { try ServerTLSMaker(configuration) }
    }
  }
#endif
