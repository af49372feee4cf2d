#if TLS
  import NIOSSL

  /// What one side proves itself by: a certificate, those that lead from it to an authority, and the
  /// private key.
  public struct TLSIdentity: Sendable {
    enum Source: Sendable {
      case fixed(TLSCertificates, TLSPrivateKey)
      case reloading(TLSIdentityReloader)
    }

    let source: Source

    /// An identity that stays. The certificate itself comes first in `certificate`.
    public init(certificate: TLSCertificates, privateKey: TLSPrivateKey) {
      source = .fixed(certificate, privateKey)
    }

    /// The identity that `reloader` has read last, for each new connection.
    public static func reloading(_ reloader: TLSIdentityReloader) -> TLSIdentity {
      TLSIdentity(source: .reloading(reloader))
    }

    private init(source: Source) { self.source = source }

    /// What is to be used for a connection now.
    func current() throws(TLSConfigurationError) -> LoadedIdentity {
      switch source {
      case .fixed(let certificate, let key): try LoadedIdentity(certificate, key, version: 0)
      case .reloading(let reloader): reloader.current
      }
    }

    /// Another number means that `current` has changed.
    var version: Int {
      switch source {
      case .fixed: 0
      case .reloading(let reloader): reloader.current.version
      }
    }
  }

  /// A certificate with its chain and key, read and found to belong together.
  struct LoadedIdentity: Sendable {
    let chain: [NIOSSLCertificate]
    let key: NIOSSLPrivateKey
    var version: Int

    init(
      _ certificate: TLSCertificates, _ privateKey: TLSPrivateKey, version: Int
    ) throws(TLSConfigurationError) {
      chain = try certificate.load()
      key = try privateKey.load()
      self.version = version
      // BoringSSL compares the two when it takes them.
      let trial = TLSConfiguration.makeServerConfiguration(
        certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
      do {
        _ = try NIOSSLContext(configuration: trial)
      } catch NIOSSLError.failedToLoadPrivateKey {
        throw TLSConfigurationError("the private key does not belong to the certificate")
      } catch {
        throw TLSConfigurationError("the certificate cannot be used: \(error)")
      }
    }
  }
#endif
