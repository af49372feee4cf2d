#if TLS
  import NIOSSL

  /// What BoringSSL found when it verified the peer's chain.
  ///
  /// Unchecked Sendable: belongs to the connection's event loop.
  final class VerificationLog: @unchecked Sendable {
    /// The certificates that were verified, from the root to the peer's own.
    private(set) var verified: [NIOSSLCertificate] = []
    /// The certificate at which it failed.
    private(set) var refused: NIOSSLCertificate?

    func note(_ result: NIOSSLVerificationResult, _ certificate: NIOSSLCertificate) {
      switch result {
      case .certificateVerified: verified.append(certificate)
      case .failed: refused = refused ?? certificate
      }
    }
  }

  /// Makes NIOSSL's handlers so that they tell how the verification goes.
  ///
  /// The callback that is told certificate by certificate is deprecated in favour of one that has to
  /// do the whole verification itself. It is the only way to learn which certificate of a chain was
  /// refused, and the chain that was verified; it decides nothing here. The protocol keeps the
  /// deprecation in this file.
  enum ObservedHandler {
    static func server(
      _ context: NIOSSLContext, _ log: VerificationLog
    ) throws -> NIOSSLServerHandler {
      try maker.server(context, log)
    }

    static func client(
      _ context: NIOSSLContext, _ name: String?, _ log: VerificationLog
    ) throws -> NIOSSLClientHandler {
      try maker.client(context, name, log)
    }

    private static let maker: any ObservedHandlerMaking = ObservedHandlerMaker()
  }

  private protocol ObservedHandlerMaking: Sendable {
    func server(_: NIOSSLContext, _: VerificationLog) throws -> NIOSSLServerHandler
    func client(_: NIOSSLContext, _: String?, _: VerificationLog) throws -> NIOSSLClientHandler
  }

  private struct ObservedHandlerMaker: ObservedHandlerMaking {
    @available(*, deprecated)
    func server(
      _ context: NIOSSLContext, _ log: VerificationLog
    ) throws -> NIOSSLServerHandler {
      try NIOSSLServerHandler(context: context) { result, certificate in
        log.note(result, certificate)
        return result
      }
    }

    @available(*, deprecated)
    func client(
      _ context: NIOSSLContext, _ name: String?, _ log: VerificationLog
    ) throws -> NIOSSLClientHandler {
      try NIOSSLClientHandler(context: context, serverHostname: name) { result, certificate in
        log.note(result, certificate)
        return result
      }
    }
  }
#endif
