#if TLS
  import MartletRPC
  import NIOCore
  import NIOSSL

  #if canImport(Darwin)
    import Darwin
  #elseif canImport(Glibc)
    import Glibc
  #elseif canImport(Musl)
    import Musl
  #endif

  // What people and services want to know of a certificate.
  extension NIOSSLCertificate {
    var isExpired: Bool { time(nil) > notValidAfter }

    /// Why a verification that failed at this certificate did. BoringSSL keeps its reason to itself,
    /// so this looks at what it must have been.
    func whyRefused(roots: [NIOSSLCertificate]?) -> String {
      if isExpired { return "certificate expired: \(summary)" }
      if time(nil) < notValidBefore {
        return "certificate not valid yet: \(name(subjectName)), from \(day(notValidBefore)) on"
      }
      let issuer = name(issuerName)
      if subjectName == issuerName { return "certificate self-signed and not trusted: \(issuer)" }
      if let roots, roots.contains(where: { $0.subjectName == issuerName }) {
        return "certificate refused: \(name(subjectName)) names the trusted authority \(issuer), "
          + "but its signature or what it may be used for does not hold"
      }
      return "certificate signed by an unknown authority: \(name(subjectName)), by \(issuer)"
    }

    /// Whose it is and until when.
    var summary: String { "\(name(subjectName)), until \(day(notValidAfter))" }

    /// The hosts that it is for.
    var hostNames: [String] {
      let names = alternativeNames.compactMap { name -> String? in
        switch name {
        case .dns(let host), .ip(let host): host
        case .uri, .email: nil
        }
      }
      return names.isEmpty && alternativeNames.isEmpty ? [commonName].compactMap { $0 } : names
    }

    var commonName: String? { subjectName.last { $0.type == .commonName }?.value }

    var alternativeNames: [PeerIdentity.AlternativeName] {
      _subjectAlternativeNames().compactMap { name in
        switch name.nameType {
        case .dnsName: .dns(String(decoding: name.contents, as: UTF8.self))
        case .email: .email(String(decoding: name.contents, as: UTF8.self))
        case .uri: .uri(String(decoding: name.contents, as: UTF8.self))
        case .ipAddress: ipAddress(Array(name.contents)).map { .ip($0) }
        default: nil
        }
      }
    }

    private func ipAddress(_ bytes: [UInt8]) -> String? {
      let address = try? SocketAddress(packedIPAddress: ByteBuffer(bytes: bytes), port: 0)
      return address?.ipAddress
    }
  }

  extension PeerIdentity {
    /// `chain` begins with `leaf`.
    init(leaf: NIOSSLCertificate, chain: [NIOSSLCertificate]) {
      self.init(
        subject: name(leaf.subjectName), commonName: leaf.commonName,
        alternativeNames: leaf.alternativeNames,
        certificates: chain.compactMap { try? $0.toDERBytes() })
    }
  }

  /// A name as RFC 4514 writes it, the most specific part first: `CN=Ada,O=Martlet`.
  private func name(_ parts: [SSLCertificateName]) -> String {
    let known = parts.reversed().compactMap { part in
      label(part.type).map { "\($0)=\(escape(part.value))" }
    }
    return known.isEmpty ? "(no name)" : known.joined(separator: ",")
  }

  private func label(_ type: SSLCertificateNameType) -> String? {
    switch type {
    case .commonName: "CN"
    case .organization: "O"
    case .organizationalUnit: "OU"
    case .country: "C"
    case .state: "ST"
    case .city: "L"
    case .emailAddress: "emailAddress"
    case .userId: "UID"
    default: nil
    }
  }

  /// Source: RFC 4514 §2.4.
  private func escape(_ value: String) -> String {
    var escaped = ""
    for (index, character) in value.unicodeScalars.enumerated() {
      let isFirst = index == 0
      let isLast = index == value.unicodeScalars.count - 1
      switch character {
      case "\"", "+", ",", ";", "<", ">", "\\": escaped += "\\"
      case "#" where isFirst: escaped += "\\"
      case " " where isFirst || isLast: escaped += "\\"
      default: break
      }
      if character.value < 0x20 || character.value == 0x7f {
        let digits = String(character.value, radix: 16)
        escaped += "\\" + (digits.count < 2 ? "0" : "") + digits
      } else {
        escaped.unicodeScalars.append(character)
      }
    }
    return escaped
  }

  /// `2026-11-28`, in UTC.
  private func day(_ seconds: time_t) -> String {
    var seconds = seconds
    var parts = tm()
    guard gmtime_r(&seconds, &parts) != nil else { return "\(seconds)" }
    let digits = { (number: Int32, width: Int) in
      let text = String(number)
      return String(repeating: "0", count: max(0, width - text.count)) + text
    }
    return "\(parts.tm_year + 1900)-\(digits(parts.tm_mon + 1, 2))-\(digits(parts.tm_mday, 2))"
  }
#endif
