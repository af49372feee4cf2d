import MartletRPC

/// How a channel's connections are secured, in plaintext or by TLS, and what its calls prove the
/// caller by.
public struct RPCChannelCredentials: Sendable {
  let make: @Sendable (Target, RPCChannelConfiguration) throws(RPCError) -> ChannelSecurity

  /// What travels can be read and changed by whoever sits in between.
  public static let plaintext = RPCChannelCredentials { _, _ in ChannelSecurity() }
}

/// What a channel's transport needs of its credentials.
struct ChannelSecurity: Sendable {
  /// nil for plaintext.
  var maker: (any SecurityMaker)?
  /// What goes out as `:authority` where the configuration does not say.
  var authority: String?
}
