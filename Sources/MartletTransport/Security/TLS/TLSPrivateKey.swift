#if TLS
  import NIOSSL

  /// The private key of a certificate, from a file or from memory.
  public struct TLSPrivateKey: Sendable {
    enum Source: Sendable {
      case pemFile(String)
      case pem([UInt8])
      case der([UInt8])
    }

    let source: Source
    private let passphrase: String?

    /// A file in PEM format, read when the server starts or the channel is made. A key that is
    /// encrypted needs its `passphrase`.
    public static func pemFile(_ path: String, passphrase: String? = nil) -> TLSPrivateKey {
      TLSPrivateKey(source: .pemFile(path), passphrase: passphrase)
    }

    /// The content of such a file.
    public static func pem(_ bytes: [UInt8], passphrase: String? = nil) -> TLSPrivateKey {
      TLSPrivateKey(source: .pem(bytes), passphrase: passphrase)
    }

    /// The content of such a file.
    public static func pem(_ text: String, passphrase: String? = nil) -> TLSPrivateKey {
      pem(Array(text.utf8), passphrase: passphrase)
    }

    /// A key in DER format, not encrypted.
    public static func der(_ bytes: [UInt8]) -> TLSPrivateKey {
      TLSPrivateKey(source: .der(bytes), passphrase: nil)
    }

    func load() throws(TLSConfigurationError) -> NIOSSLPrivateKey {
      switch source {
      case .pemFile(let path): try parse(readFile(path), .pem, "\"\(path)\"")
      case .pem(let bytes): try parse(bytes, .pem, "the given PEM text")
      case .der(let bytes): try parse(bytes, .der, "the given DER")
      }
    }

    private func parse(
      _ bytes: [UInt8], _ format: NIOSSLSerializationFormats, _ name: String
    ) throws(TLSConfigurationError) -> NIOSSLPrivateKey {
      // Without a passphrase of ours BoringSSL would ask for one on the terminal.
      let passphrase = Array((self.passphrase ?? "").utf8)
      let key = try? NIOSSLPrivateKey(bytes: bytes, format: format) { $0(passphrase) }
      guard let key else {
        throw TLSConfigurationError(
          "\(name) holds no private key that can be read"
            + (self.passphrase == nil
              ? "; if it is encrypted, give its passphrase" : ", or the passphrase is wrong"))
      }
      return key
    }
  }
#endif
