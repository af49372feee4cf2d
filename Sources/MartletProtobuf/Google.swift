/// The home of the types that Martlet ships, so that they never shadow Swift's own
/// (`Google.Protobuf.Duration` beside `Swift.Duration`).
public enum Google {
  /// The types of package `google.protobuf`.
  public enum Protobuf {}
}
