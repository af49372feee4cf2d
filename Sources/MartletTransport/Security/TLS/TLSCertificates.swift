#if TLS
  import NIOSSL

  /// One or more certificates, from a file or from memory.
  public struct TLSCertificates: Hashable, Sendable {
    enum Source: Hashable, Sendable {
      case pemFile(String)
      case pem([UInt8])
      case der([[UInt8]])
    }

    let source: Source

    /// A file in PEM format, read when the server starts or the channel is made.
    public static func pemFile(_ path: String) -> TLSCertificates {
      TLSCertificates(source: .pemFile(path))
    }

    /// The content of such a file.
    public static func pem(_ bytes: [UInt8]) -> TLSCertificates {
      TLSCertificates(source: .pem(bytes))
    }

    /// The content of such a file.
    public static func pem(_ text: String) -> TLSCertificates { pem(Array(text.utf8)) }

    /// Certificates in DER format, one array each.
    public static func der(_ certificates: [[UInt8]]) -> TLSCertificates {
      TLSCertificates(source: .der(certificates))
    }

    func load() throws(TLSConfigurationError) -> [NIOSSLCertificate] {
      switch source {
      case .pemFile(let path): try parse(pem: readFile(path), "\"\(path)\"")
      case .pem(let bytes): try parse(pem: bytes, "the given PEM text")
      case .der(let certificates): try parse(der: certificates)
      }
    }

    private func parse(
      pem: [UInt8], _ name: String
    ) throws(TLSConfigurationError) -> [NIOSSLCertificate] {
      guard let parsed = try? NIOSSLCertificate.fromPEMBytes(pem), !parsed.isEmpty else {
        throw TLSConfigurationError("\(name) holds no certificate in PEM format, or a broken one")
      }
      return parsed
    }

    private func parse(der: [[UInt8]]) throws(TLSConfigurationError) -> [NIOSSLCertificate] {
      guard !der.isEmpty else { throw TLSConfigurationError("no certificate was given") }
      return try der.enumerated().map { (index, bytes) throws(TLSConfigurationError) in
        guard let parsed = try? NIOSSLCertificate(bytes: bytes, format: .der) else {
          throw TLSConfigurationError("certificate \(index) is not one in DER format")
        }
        return parsed
      }
    }
  }

  /// The authorities whose certificates are trusted.
  public struct TLSTrustRoots: Hashable, Sendable {
    /// nil means the system's.
    let certificates: TLSCertificates?

    /// Those that the system trusts (on Debian, the package `ca-certificates`).
    public static let system = TLSTrustRoots(certificates: nil)

    /// Those in a file in PEM format, and no others.
    public static func pemFile(_ path: String) -> TLSTrustRoots {
      TLSTrustRoots(certificates: .pemFile(path))
    }

    /// Those in the content of such a file, and no others.
    public static func pem(_ bytes: [UInt8]) -> TLSTrustRoots {
      TLSTrustRoots(certificates: .pem(bytes))
    }

    /// Those in the content of such a file, and no others.
    public static func pem(_ text: String) -> TLSTrustRoots {
      TLSTrustRoots(certificates: .pem(text))
    }

    /// These in DER format, one array each, and no others.
    public static func der(_ certificates: [[UInt8]]) -> TLSTrustRoots {
      TLSTrustRoots(certificates: .der(certificates))
    }
  }
#endif
