extension ProtoMessage {
  /// The message in the text format, on one line behind its name: for logs and debuggers. Programs
  /// that read it again use `MartletText`.
  ///
  /// A field of this name hides it; printing and interpolating a message show it all the same.
  @inline(never)
  @_semantics("optimize.sil.specialize.generic.never")
  public var description: String {
    var text = ""
    write(to: &text)
    return text
  }

  /// Writes the message's description.
  @inline(never)
  @_semantics("optimize.sil.specialize.generic.never")
  public func write<Target: TextOutputStream>(to target: inout Target) {
    guard let bytes = try? serializedBytes(partial: true) else {
      return target.write("\(Self.protoMessageName) (too large)")
    }
    target.write(TextWriter.description(of: bytes, Self.protoSchema, Self.protoMessageName))
  }
}
