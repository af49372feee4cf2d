/// How a server's connections are secured: not at all, or by TLS.
public struct RPCServerSecurity: Sendable {
  /// Makes it when the server starts; nil for plaintext.
  let make: @Sendable () throws -> (any SecurityMaker)?

  /// What travels can be read and changed by whoever sits in between.
  public static let plaintext = RPCServerSecurity { nil }
}
