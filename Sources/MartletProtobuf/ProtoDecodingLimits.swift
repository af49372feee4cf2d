/// How much a decoder accepts.
public struct ProtoDecodingLimits: Hashable, Sendable {
  /// How deep messages and groups may be nested within the outermost message. A larger limit needs
  /// a thread with a larger stack.
  public var depth: Int
  /// The most bytes that the outermost message may have.
  public var maximumBytes: Int

  /// - Parameters:
  ///   - depth: 100, as in the other protobuf implementations, unless given.
  ///   - maximumBytes: 2 GiB, the format's own limit, unless given.
  @inlinable
  public init(depth: Int = 100, maximumBytes: Int = Int(Int32.max)) {
    self.depth = depth
    self.maximumBytes = maximumBytes
  }
}
