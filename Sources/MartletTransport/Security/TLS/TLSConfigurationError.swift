#if TLS
  /// TLS settings that cannot be used: a file that cannot be read, a key that does not belong to its
  /// certificate.
  public struct TLSConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, with the name of the file where there is one.
    public let description: String

    init(_ description: String) { self.description = description }
  }
#endif
