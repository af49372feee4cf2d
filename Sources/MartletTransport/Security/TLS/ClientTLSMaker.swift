#if TLS
  import NIOCore
  import NIOSSL

  /// Secures the connections of a channel.
  final class ClientTLSMaker: SecurityMaker {
    private let contexts: TLSContexts
    private let name: ServerName
    private let provesServer: Bool

    init(_ tls: ClientTLS, _ name: ServerName) throws(TLSConfigurationError) {
      self.name = name
      provesServer = tls.verification != .insecureWithoutAnyCheck
      var base = TLSConfiguration.martlet(minimumVersion: tls.minimumVersion)
      let roots = try tls.trustRoots.certificates?.load()
      base.trustRoots = roots.map { .certificates($0) } ?? .default
      base.certificateVerification =
        switch tls.verification {
        case .full: .fullVerification
        case .insecureWithoutHostname: .noHostnameVerification
        case .insecureWithoutAnyCheck: .none
        }
      contexts = try TLSContexts(base: base, identity: tls.identity, roots: roots)
    }

    func secure(_ channel: any Channel) throws -> any ConnectionSecurity {
      let log = VerificationLog()
      let handler = try ObservedHandler.client(contexts.current(), name.sni, log)
      try channel.pipeline.syncOperations.addHandler(handler)
      return TLSConnection(
        handler, role: .client(name, provesServer: provesServer), log: log, roots: contexts.roots)
    }
  }

  /// The name that a server's certificate must have.
  struct ServerName: Hashable, Sendable {
    /// As it stands in errors.
    let description: String
    /// What the server is asked for; nil for an IP address, which must not stand there (RFC 6066 §3)
    /// and is compared with the address that we are connected to.
    let sni: String?

    init(
      _ tls: ClientTLS, _ target: Target, authority: String?
    ) throws(TLSConfigurationError) {
      let targetHost =
        switch target.kind {
        case .host(let host, _): host
        case .unix, .unixAbstract: "localhost"
        }
      let name = tls.serverName ?? authority.map(Self.host(of:)) ?? targetHost
      description = name
      guard (try? SocketAddress(ipAddress: name, port: 0)) != nil else {
        guard (1...255).contains(name.utf8.count), !name.utf8.contains(0) else {
          throw TLSConfigurationError("\"\(name)\" is not a host name")
        }
        sni = name
        return
      }
      guard name == targetHost else {
        throw TLSConfigurationError(
          "the server's name is the IP address \(name), but the target is another; "
            + "only a host name can stand in for the target's")
      }
      sni = nil
    }

    /// `host` of `host:port` or `[host]:port`.
    private static func host(of authority: String) -> String {
      if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
        return String(authority[authority.index(after: authority.startIndex)..<end])
      }
      let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
      return parts.count == 2 ? String(parts[0]) : authority
    }
  }
#endif
