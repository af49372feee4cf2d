#if TLS
  import NIOCore
  import NIOSSL

  /// Secures the connections of a server.
  final class ServerTLSMaker: SecurityMaker {
    private let contexts: TLSContexts
    private let asksForCertificates: Bool

    init(_ tls: ServerTLS) throws(TLSConfigurationError) {
      var base = TLSConfiguration.martlet(minimumVersion: tls.minimumVersion)
      let roots = try Self.verify(tls.clientCertificates, in: &base)
      asksForCertificates = tls.clientCertificates.kind != .ignored
      if !tls.identitiesByName.isEmpty {
        let named = try NamedIdentities(tls.identitiesByName)
        base.sslContextCallback = { extensions, promise in
          promise.succeed(named.override(for: extensions.serverHostname))
        }
      }
      contexts = try TLSContexts(base: base, identity: tls.identity, roots: roots)
    }

    func secure(_ channel: any Channel) throws -> any ConnectionSecurity {
      let log = VerificationLog()
      let handler = try ObservedHandler.server(contexts.current(), log)
      try channel.pipeline.syncOperations.addHandler(handler)
      return TLSConnection(
        handler, role: .server(asksForCertificate: asksForCertificates), log: log,
        roots: contexts.roots)
    }

    /// Returns the roots that were loaded, nil for the system's.
    private static func verify(
      _ clients: ServerTLS.ClientCertificates, in base: inout TLSConfiguration
    ) throws(TLSConfigurationError) -> [NIOSSLCertificate]? {
      switch clients.kind {
      case .ignored: return []
      case .optional: base.certificateVerification = .optionalVerification
      // The host name of a client says nothing.
      case .required: base.certificateVerification = .noHostnameVerification
      }
      let roots = try clients.roots.certificates?.load()
      base.trustRoots = roots.map { .certificates($0) } ?? .default
      base.sendCANameList = roots != nil
      return roots
    }
  }

  /// The identities of a server beside its main one, by the host names that clients ask for.
  private struct NamedIdentities: Sendable {
    private let identities: [String: CurrentIdentity]

    init(_ identities: [String: TLSIdentity]) throws(TLSConfigurationError) {
      var lowercased: [String: CurrentIdentity] = [:]
      for (name, identity) in identities { lowercased[name.lowercased()] = try identity.load() }
      self.identities = lowercased
    }

    func override(for name: String?) -> NIOSSLContextConfigurationOverride {
      guard let loaded = name.flatMap(identity(for:))?.value else { return .noChanges }
      var override = NIOSSLContextConfigurationOverride()
      override.certificateChain = loaded.chain.map { .certificate($0) }
      override.privateKey = .privateKey(loaded.key)
      return override
    }

    private func identity(for name: String) -> CurrentIdentity? {
      let name = name.lowercased()
      if let exact = identities[name] { return exact }
      guard let dot = name.firstIndex(of: ".") else { return nil }
      return identities["*" + name[dot...]]
    }
  }
#endif
