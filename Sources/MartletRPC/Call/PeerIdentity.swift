/// Who the other end of a connection has proven to be by its TLS certificate.
public struct PeerIdentity: Hashable, Sendable {
  /// A name that a certificate is for besides its subject (RFC 5280 §4.2.1.6).
  public enum AlternativeName: Hashable, Sendable {
    case dns(String)
    case ip(String)
    case uri(String)
    case email(String)
  }

  /// The subject, the most specific part first: `CN=Ada,O=Martlet` (RFC 4514). Parts of kinds other
  /// than CN, O, OU, C, ST, L, UID and emailAddress are left out.
  public let subject: String
  /// The subject's common name.
  public let commonName: String?
  public let alternativeNames: [AlternativeName]
  /// The certificates as they were verified, in DER format, from the peer's own to that of the
  /// authority that we trust; of a session that was resumed, the peer's own alone.
  public let certificates: [[UInt8]]

  package init(
    subject: String, commonName: String?, alternativeNames: [AlternativeName],
    certificates: [[UInt8]]
  ) {
    self.subject = subject
    self.commonName = commonName
    self.alternativeNames = alternativeNames
    self.certificates = certificates
  }
}

/// What is known of a connection's other end. One object for all calls on it.
package final class ConnectionPeer: Sendable {
  /// Its address, as people write it.
  package let address: String
  package let identity: PeerIdentity?

  package init(address: String, identity: PeerIdentity? = nil) {
    self.address = address
    self.identity = identity
  }
}
