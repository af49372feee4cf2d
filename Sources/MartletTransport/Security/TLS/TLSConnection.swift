#if TLS
  import MartletRPC
  import NIOCore
  import NIOSSL
  import NIOTLS

  /// TLS on one connection, as HTTP/2 sees it: how the handshake ended, and errors in words.
  final class TLSConnection: ConnectionSecurity {
    enum Role {
      case server(asksForCertificate: Bool)
      case client(ServerName, provesServer: Bool)
    }

    private let handler: NIOSSLHandler
    private let role: Role
    private let log: VerificationLog
    private let roots: [NIOSSLCertificate]?

    init(
      _ handler: NIOSSLHandler, role: Role, log: VerificationLog, roots: [NIOSSLCertificate]?
    ) {
      self.handler = handler
      self.role = role
      self.log = log
      self.roots = roots
    }

    // MARK: The end of the handshake

    func verdict(on event: Any) -> SecurityVerdict? {
      guard case TLSUserEvent.handshakeCompleted(let chosen)? = event as? TLSUserEvent else {
        return nil
      }
      guard chosen == "h2" else { return .refused("handshake failed: \(missingProtocol(chosen))") }
      let leaf = handler.peerCertificate
      // A resumed session is not verified again (no certificate was sent): what its certificate says
      // about time still holds.
      if provesPeer, let leaf, leaf.isExpired {
        return .refused("handshake failed: certificate expired: \(leaf.summary)")
      }
      return .established(provesPeer ? leaf.map(identity) : nil)
    }

    private var provesPeer: Bool {
      switch role {
      case .server(let asksForCertificate): asksForCertificate
      case .client(_, let provesServer): provesServer
      }
    }

    private func identity(_ leaf: NIOSSLCertificate) -> PeerIdentity {
      let chain = log.verified.isEmpty ? [leaf] : log.verified.reversed()
      return PeerIdentity(leaf: leaf, chain: chain)
    }

    private func missingProtocol(_ chosen: String?) -> String {
      switch role {
      case .server: "the client does not offer HTTP/2 by ALPN (\"h2\")"
      case .client:
        chosen.map { "the server chose \"\($0)\" by ALPN, not HTTP/2 (\"h2\")" }
          ?? "the server does not choose HTTP/2 by ALPN (\"h2\")"
      }
    }

    // MARK: Errors

    func describe(_ error: any Error, duringHandshake: Bool) -> String? {
      switch error {
      // HTTP/2 knows by itself whether something was cut off, and many a peer closes like this.
      case NIOSSLError.uncleanShutdown: nil
      case is NIOSSLCloseTimedOutError: nil
      // Closing within a handshake is refused by BoringSSL; the connection is closed all the same.
      case NIOSSLError.shutdownFailed: nil
      case NIOSSLError.handshakeFailed(let error): "handshake failed: \(words(for: error))"
      case let error as BoringSSLError:
        "\(duringHandshake ? "handshake failed" : "TLS failed"): \(words(for: error))"
      case let error as NIOSSLExtraError: "handshake failed: \(words(for: error))"
      case NIOSSLError.cannotFindPeerIP:
        "handshake failed: the certificate cannot be compared with an address that is not there"
      default:
        "\(duringHandshake ? "handshake failed: " : "")\(MartletTransport.describe(error))"
      }
    }

    private func words(for error: BoringSSLError) -> String {
      let text = "\(error)"
      if text.contains("CERTIFICATE_VERIFY_FAILED") { return refusal() }
      return TLSErrorWords.find(in: text, isServer: isServer)
    }

    private func refusal() -> String {
      guard let certificate = log.refused ?? handler.peerCertificate else {
        return "certificate refused"
      }
      return certificate.whyRefused(roots: roots)
    }

    private func words(for error: NIOSSLExtraError) -> String {
      guard error == .failedToValidateHostname || error == .serverHostnameImpossibleToMatch,
        case .client(let name, _) = role
      else { return "\(error)" }
      let names = handler.peerCertificate?.hostNames ?? []
      let holder = names.isEmpty ? "no host" : names.joined(separator: ", ")
      return "certificate is for \(holder), not for \(name.description)"
    }

    private var isServer: Bool { if case .server = role { true } else { false } }
  }
#endif
