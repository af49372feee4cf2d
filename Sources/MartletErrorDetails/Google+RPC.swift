public import MartletProtobuf

extension Google {
  /// The types of package `google.rpc`: what errors can carry beside their code and message.
  public enum RPC {}
}
