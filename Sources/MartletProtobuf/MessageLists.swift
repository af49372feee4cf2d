/// Comparing and hashing repeated submessages, for generated code: compiled once here and not once for
/// each type of message, which was a tenth of the time of compiling a large schema.
public enum MessageLists {
  /// Whether both have the same messages in the same order.
  @inline(never)
  @_semantics("optimize.sil.specialize.generic.never")
  public static func areEqual<Message: ProtoMessage>(
    _ left: [Message], _ right: [Message]
  ) -> Bool {
    left == right
  }

  /// Hashes the messages in their order.
  @inline(never)
  @_semantics("optimize.sil.specialize.generic.never")
  public static func hash<Message: ProtoMessage>(_ list: [Message], into hasher: inout Hasher) {
    list.hash(into: &hasher)
  }
}
