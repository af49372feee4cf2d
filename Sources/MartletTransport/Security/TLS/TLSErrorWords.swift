#if TLS
  /// What BoringSSL's reasons mean to people.
  enum TLSErrorWords {
    /// The words for the first reason that is known in `text`, else the reasons themselves.
    static func find(in text: String, isServer: Bool) -> String {
      for (reason, words) in known where text.contains(reason) { return words }
      if text.contains("ALERT_HANDSHAKE_FAILURE") { return refusedHandshake(isServer) }
      return reasons(in: text)
    }

    private static func refusedHandshake(_ isServer: Bool) -> String {
      isServer
        ? "the client gave up: it shares no version, cipher or key type with us"
        : "the server gave up: it shares no version, cipher or key type with us, or wants a certificate"
    }

    /// Alerts are what the peer says (RFC 8446 §6.2); the rest is what we found.
    private static let known: [(reason: String, words: String)] = [
      ("PEER_DID_NOT_RETURN_A_CERTIFICATE", "the client sent no certificate, and one is required"),
      ("ALERT_CERTIFICATE_REQUIRED", "the peer requires a certificate, and we sent none"),
      ("ALERT_CERTIFICATE_EXPIRED", "the peer refused our certificate: certificate expired"),
      ("ALERT_CERTIFICATE_REVOKED", "the peer refused our certificate: certificate revoked"),
      (
        "ALERT_UNKNOWN_CA",
        "the peer refused our certificate: no authority that it trusts signed it (unknown CA)"
      ),
      ("ALERT_UNSUPPORTED_CERTIFICATE", "the peer refused our certificate: not of a kind it takes"),
      ("ALERT_CERTIFICATE_UNKNOWN", "the peer refused our certificate without saying why"),
      ("ALERT_BAD_CERTIFICATE", "the peer refused our certificate: bad certificate"),
      ("ALERT_ACCESS_DENIED", "the peer refused our certificate: access denied"),
      ("ALERT_DECRYPT_ERROR", "the peer could not verify a signature of ours (decrypt error)"),
      ("ALERT_NO_APPLICATION_PROTOCOL", "the peer does not speak HTTP/2: no protocol by ALPN"),
      ("ALERT_UNRECOGNIZED_NAME", "the peer knows no host of that name (SNI)"),
      ("ALERT_PROTOCOL_VERSION", "the peer speaks no version of TLS that we do"),
      ("ALERT_INSUFFICIENT_SECURITY", "the peer wants stronger ciphers than we have"),
      ("UNSUPPORTED_PROTOCOL", "the peer speaks no version of TLS that we do"),
      ("NO_SHARED_CIPHER", "the peer speaks no cipher that we do"),
      ("WRONG_VERSION_NUMBER", "the peer does not speak TLS"),
      ("HTTP_REQUEST", "the peer does not speak TLS: it sent an HTTP/1.1 request"),
      ("HTTPS_PROXY_REQUEST", "the peer does not speak TLS: it sent an HTTP/1.1 request"),
      (
        "EOF during handshake",
        "the peer closed the connection within the handshake; does it speak TLS?"
      ),
      (
        "EOF during addition",
        "the peer closed the connection within the handshake; does it speak TLS?"
      ),
    ]

    /// `CERTIFICATE_VERIFY_FAILED` of
    /// `error:1000007d:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED at file:line`.
    private static func reasons(in text: String) -> String {
      let reasons = text.split(separator: "OPENSSL_internal:").dropFirst().map {
        $0.prefix { $0 != " " }
      }
      return reasons.isEmpty ? text : reasons.joined(separator: ", ")
    }
  }
#endif
