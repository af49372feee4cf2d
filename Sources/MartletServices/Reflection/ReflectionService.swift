public import MartletProtobuf
public import MartletRPC

/// gRPC's server reflection (`grpc.reflection.v1.ServerReflection`, and `v1alpha` for older tools): a
/// server tells which services it has and gives their descriptors, for `martlet`, `grpcurl`, `buf curl`
/// and the like.
///
///     let services = [Greeter.serving(Host())]
///     let server = RPCServer(
///       listening: .tcp(host: "127.0.0.1", port: 50051),
///       services: services + ReflectionService.registrations(for: services))
///
/// Services whose generated code carries no descriptor (`descriptors: omit`) are listed by name only.
/// See gRPC's "Server Reflection Protocol".
public enum ReflectionService {
  /// The two services, which tell of `services` and of themselves.
  ///
  /// - Parameter files: further files whose types can be asked for, such as those of messages that
  ///   are sent in an `Any`, or of extensions.
  public static func registrations(
    for services: [ServiceRegistration], files: [ProtoFile] = []
  ) -> [ServiceRegistration] {
    let own = [
      GRPC.Reflection.V1.ServerReflection.serviceName,
      GRPC.Reflection.V1Alpha.ServerReflection.serviceName,
    ]
    let index = ReflectionIndex(
      services: services.map(\.name) + own,
      files: services.compactMap(\.file) + files + [
        GRPC.Reflection.V1.ServerReflection.protoFile,
        GRPC.Reflection.V1Alpha.ServerReflection.protoFile,
      ])
    return [
      GRPC.Reflection.V1.ServerReflection.serving(ReflectionAnswers(index: index)),
      GRPC.Reflection.V1Alpha.ServerReflection.serving(OlderReflectionAnswers(index: index)),
    ]
  }
}
