public import MartletRPC

/// gRPC's channelz (`grpc.channelz.v1.Channelz`): what the channels, servers and connections of the
/// process are doing, for `grpcdebug` and the like.
///
///     let server = RPCServer(
///       listening: .tcp(host: "127.0.0.1", port: 50051),
///       services: [Greeter.serving(Host()), ChannelzService.registration])
///
/// It tells whoever asks the addresses of all peers, and their certificates: serve it where only
/// operators come, or guard it by an interceptor. Counting goes on whether it is served or not.
///
/// An event loop that a handler holds answers when the handler lets go of it, and so does channelz.
///
/// See gRFC A14. Of what that leaves open: a channel has one subchannel; its trace has the last 32
/// events; sockets tell no options, and their security names no cipher suite.
public enum ChannelzService {
  /// The service, for a server's list.
  public static var registration: ServiceRegistration {
    GRPC.Channelz.V1.Channelz.serving(ChannelzAnswers())
  }
}
