/// The namespace of the messages and services of gRPC itself.
public enum GRPC {
  public enum Health {
    /// Package `grpc.health.v1`.
    public enum V1 {}
  }

  package enum Channelz {
    /// Package `grpc.channelz.v1`.
    package enum V1 {}
  }

  package enum Reflection {
    /// Package `grpc.reflection.v1`.
    package enum V1 {}
    /// Package `grpc.reflection.v1alpha`: the same messages under another name.
    package enum V1Alpha {}
  }
}
