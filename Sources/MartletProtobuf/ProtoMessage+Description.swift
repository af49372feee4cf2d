extension ProtoMessage {
  /// The message in the text format, on one line behind its name: for logs and debuggers. Programs
  /// that read it again use `MartletText`.
  ///
  /// A field of this name hides it; printing and interpolating a message show it all the same.
  public var description: String {
    var text = ""
    write(to: &text)
    return text
  }

  /// Writes the message's description.
  public func write<Target: TextOutputStream>(to target: inout Target) {
    guard let bytes = try? serializedBytes() else {
      return target.write("\(Self.protoMessageName) (too large)")
    }
    var style = TextWriter.Style()
    style.isSingleLine = true
    var writer = TextWriter(style)
    bytes.withUnsafeBytes { buffer in
      writer.fields(
        Self.protoSchema, WireReader(over: buffer, depth: ProtoDecodingLimits().depth))
    }
    let fields = writer.text.isEmpty ? "{}" : "{ \(writer.text) }"
    target.write("\(Self.protoMessageName) \(fields)")
  }
}
