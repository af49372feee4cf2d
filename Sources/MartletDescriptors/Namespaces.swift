public import MartletProtobuf

extension Google.Protobuf {
  /// The types of package `google.protobuf.compiler`: what protoc and its plugins say to each other.
  public enum Compiler {}
}
