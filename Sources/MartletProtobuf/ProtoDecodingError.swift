/// Bytes that are not a message of the wanted type: what is wrong with them, and at which byte.
public struct ProtoDecodingError: Error, Hashable, Sendable {
  public typealias Reason = WireError.Kind

  /// What is wrong.
  public let reason: Reason
  /// Where it is wrong: the distance in bytes from the first byte of the outermost message.
  public let byteOffset: Int
  /// The full name of the outermost message (`greeter.v1.HelloRequest`).
  public let messageName: String

  public init(reason: Reason, byteOffset: Int, messageName: String) {
    self.reason = reason
    self.byteOffset = byteOffset
    self.messageName = messageName
  }
}

extension ProtoDecodingError: CustomStringConvertible {
  public var description: String {
    "cannot decode \(messageName): \(reason.explanation) at byte \(byteOffset)"
  }
}

extension WireError.Kind {
  /// The fault in words, to be followed by its place.
  var explanation: String {
    switch self {
    case .truncated: "the bytes end inside a value"
    case .malformedVarint: "a varint is longer than ten bytes"
    case .invalidUTF8: "a string is not valid UTF-8"
    case .wrongLength: "a packed field's length is no multiple of its element size"
    case .illegalTag: "illegal field tag"
    case .nestedTooDeep: "messages are nested deeper than the limit"
    case .tooLarge: "the message is larger than the limit"
    case .unmatchedEndGroup: "a group's begin and end do not match"
    }
  }
}
