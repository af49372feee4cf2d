#if TLS
  import NIOCore
  import NIOSSL
  import Synchronization

  /// The `NIOSSLContext` for new connections: one for each version of the identity. Connections that
  /// are open keep theirs. A new context also has new keys for session tickets, so that no client
  /// resumes with what an old certificate vouched for.
  final class TLSContexts: Sendable {
    private struct Current {
      var context: NIOSSLContext
      var version: Int
    }

    /// The trust roots, or nil for the system's.
    let roots: [NIOSSLCertificate]?
    private let base: TLSConfiguration
    private let identity: CurrentIdentity?
    private let state: Mutex<Current>

    init(
      base: TLSConfiguration, identity: TLSIdentity?, roots: [NIOSSLCertificate]?
    ) throws(TLSConfigurationError) {
      self.base = base
      self.roots = roots
      self.identity = try identity?.load()
      state = Mutex(try Self.make(base, self.identity?.value))
    }

    /// The context to use for a connection that begins now.
    func current() -> NIOSSLContext {
      state.withLock { state in
        guard let identity = identity?.value, identity.version != state.version else {
          return state.context
        }
        // What was reloaded has been tried out: this does not fail.
        if let new = try? Self.make(base, identity) { state = new }
        return state.context
      }
    }

    private static func make(
      _ base: TLSConfiguration, _ identity: LoadedIdentity?
    ) throws(TLSConfigurationError) -> Current {
      var configuration = base
      if let identity {
        configuration.certificateChain = identity.chain.map { .certificate($0) }
        configuration.privateKey = .privateKey(identity.key)
      }
      do {
        let context = try NIOSSLContext(configuration: configuration)
        return Current(context: context, version: identity?.version ?? 0)
      } catch {
        let isSystem = if case .default = base.trustRoots { true } else { false }
        throw TLSConfigurationError(
          isSystem
            ? "the system's trust roots cannot be read (is ca-certificates installed?): \(error)"
            : "the settings cannot be used: \(error)")
      }
    }
  }

  extension TLSConfiguration {
    /// What servers and clients have in common.
    static func martlet(minimumVersion: TLSMinimumVersion) -> TLSConfiguration {
      var configuration = TLSConfiguration.makeClientConfiguration()
      configuration.certificateVerification = .none
      configuration.minimumTLSVersion = minimumVersion.version
      configuration.applicationProtocols = ["h2"]
      // For TLS 1.2, where HTTP/2 forbids the others (RFC 9113 §9.2.2); 1.3 has no bad ones.
      configuration.cipherSuites = "ECDH+AESGCM:ECDH+CHACHA20"
      // How long to wait for the other side's goodbye once we have said ours.
      configuration.shutdownTimeout = .seconds(1)
      return configuration
    }
  }
#endif
