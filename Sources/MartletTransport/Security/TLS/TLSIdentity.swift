#if TLS
  import NIOSSL

  /// What one side proves itself by: a certificate, those that lead from it to an authority, and the
  /// private key.
  public struct TLSIdentity: Sendable {
    enum Source: Sendable {
      case fixed(TLSCertificates, TLSPrivateKey)
      case reloading(TLSIdentityReloader)
    }

    private let source: Source

    /// An identity that stays. The certificate itself comes first in `certificate`.
    public init(certificate: TLSCertificates, privateKey: TLSPrivateKey) {
      source = .fixed(certificate, privateKey)
    }

    /// The identity that `reloader` has read last, for each new connection.
    public static func reloading(_ reloader: TLSIdentityReloader) -> TLSIdentity {
      TLSIdentity(source: .reloading(reloader))
    }

    private init(source: Source) { self.source = source }

    /// Reads what has not been read yet.
    func load() throws(TLSConfigurationError) -> CurrentIdentity {
      switch source {
      case .fixed(let certificate, let key): .fixed(try LoadedIdentity(certificate, key))
      case .reloading(let reloader): .reloading(reloader)
      }
    }
  }

  /// An identity that has been read, and may be read again.
  enum CurrentIdentity: Sendable {
    case fixed(LoadedIdentity)
    case reloading(TLSIdentityReloader)

    /// What is to be used for a connection that begins now.
    var value: LoadedIdentity {
      switch self {
      case .fixed(let identity): identity
      case .reloading(let reloader): reloader.current
      }
    }
  }

  /// A certificate with its chain and key, read and found to belong together.
  struct LoadedIdentity: Sendable {
    let chain: [NIOSSLCertificate]
    let key: NIOSSLPrivateKey
    /// Another number means another certificate.
    var version = 0

    init(
      _ certificate: TLSCertificates, _ privateKey: TLSPrivateKey
    ) throws(TLSConfigurationError) {
      chain = try certificate.load()
      key = try privateKey.load()
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
