/// A message that cannot be encoded: it is too large, or not complete.
public struct ProtoEncodingError: Error, Hashable, Sendable {
  /// Why a message cannot be encoded.
  public enum Reason: Hashable, Sendable {
    /// Its bytes would exceed what the protobuf format allows (2 GiB).
    case tooLarge
    /// Fields that the IDL requires are not set.
    case missingRequiredFields
  }

  /// The most bytes that a protobuf message may have.
  public static let maximumBytes = Int(Int32.max)

  /// What is wrong.
  public let reason: Reason
  /// The full name of the message.
  public let messageName: String
  /// If that is the reason, the required fields that are missing, each with its way from the
  /// outermost message (`order.lines[3].price`); of very many, the first hundred.
  public let missingFields: [String]

  /// A message that would be too large.
  public init(messageName: String) {
    reason = .tooLarge
    self.messageName = messageName
    missingFields = []
  }

  /// A message that lacks required fields.
  public init(messageName: String, missingFields: [String]) {
    reason = .missingRequiredFields
    self.messageName = messageName
    self.missingFields = missingFields
  }

  @inline(never)
  @usableFromInline
  package init(lacking message: some ProtoMessage) {
    self.init(
      messageName: type(of: message).protoMessageName,
      missingFields: message.missingRequiredFields(atMost: MissingFields.mostInErrors))
  }

  /// The reason in words.
  package var explanation: String {
    switch reason {
    case .tooLarge: "it would be larger than 2 GiB, the most a message may have"
    case .missingRequiredFields: MissingFields.explanation(missingFields)
    }
  }
}

extension ProtoEncodingError: CustomStringConvertible {
  public var description: String { "cannot encode \(messageName): \(explanation)" }
}
