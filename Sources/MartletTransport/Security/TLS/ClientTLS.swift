#if TLS
  import MartletRPC

  /// TLS on a channel: whom it trusts, and what it proves itself by.
  ///
  /// HTTP/2 must be agreed on by ALPN (`h2`), as gRPC wants it; a server that does not choose it is
  /// refused.
  public struct ClientTLS: Sendable {
    /// Whose certificates the server's may come from.
    public var trustRoots: TLSTrustRoots
    /// What the client proves itself by (mutual TLS).
    public var identity: TLSIdentity?
    /// The host name to ask the server for (SNI) and to look for in its certificate, instead of the
    /// target's. It also goes out as `:authority`, unless the channel's configuration has one.
    public var serverName: String?
    /// How the server's certificate is checked.
    public var verification: TLSVerification
    /// Servers that speak only older versions are refused.
    public var minimumVersion: TLSMinimumVersion

    public init(
      trustRoots: TLSTrustRoots = .system, identity: TLSIdentity? = nil,
      serverName: String? = nil, verification: TLSVerification = .full,
      minimumVersion: TLSMinimumVersion = .tls12
    ) {
      self.trustRoots = trustRoots
      self.identity = identity
      self.serverName = serverName
      self.verification = verification
      self.minimumVersion = minimumVersion
    }
  }

  /// How a channel checks the certificate of its server.
  public enum TLSVerification: Hashable, Sendable {
    /// One of the trust roots vouches for it, it is valid now, and it is for this host.
    case full
    /// As `full`, but it may be for any host: whoever holds any certificate of the trust roots can
    /// stand in for the server.
    case insecureWithoutHostname
    /// Not at all: anybody can stand in for the server.
    case insecureWithoutAnyCheck
  }

  extension RPCChannelCredentials {
    /// TLS. Files are read when the channel is made; `RPCChannel(to:)` throws `invalidArgument` if
    /// that fails.
    public static func tls(_ configuration: ClientTLS = ClientTLS()) -> RPCChannelCredentials {
      RPCChannelCredentials { target, channel throws(RPCError) in
        do throws(TLSConfigurationError) {
          let name = try ServerName(configuration, target, authority: channel.authority)
          return ChannelSecurity(
            maker: try ClientTLSMaker(configuration, name), authority: configuration.serverName)
        } catch {
          throw RPCError(.invalidArgument, "TLS cannot be used for \(target): \(error)")
        }
      }
    }
  }
#endif
