/// A message that cannot be encoded: its bytes would exceed what the protobuf format allows (2 GiB).
public struct ProtoEncodingError: Error, Hashable, Sendable {
  /// The most bytes that a protobuf message may have.
  public static let maximumBytes = Int(Int32.max)

  /// The full name of the message.
  public let messageName: String

  public init(messageName: String) {
    self.messageName = messageName
  }
}

extension ProtoEncodingError: CustomStringConvertible {
  public var description: String {
    "cannot encode \(messageName): it would be larger than 2 GiB, the most a message may have"
  }
}
