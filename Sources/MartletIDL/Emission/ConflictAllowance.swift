internal import MartletDescriptors
internal import MartletProtobuf

/// Options that may allow names to clash in JSON. The option is deprecated, but files set it, and
/// it means what it always did; so we have to read it, and through a protocol that draws no warning.
protocol ConflictAllowance {
  var allowsConflicts: Bool { get }
}

extension Google.Protobuf.MessageOptions: ConflictAllowance {
  @available(*, deprecated, message: "read it through the protocol")
  var allowsConflicts: Bool { deprecatedLegacyJsonFieldConflicts ?? false }
}

extension Google.Protobuf.EnumOptions: ConflictAllowance {
  @available(*, deprecated, message: "read it through the protocol")
  var allowsConflicts: Bool { deprecatedLegacyJsonFieldConflicts ?? false }
}

extension Optional where Wrapped: ConflictAllowance {
  /// Whether there are options that allow it.
  var allowConflicts: Bool {
    switch self {
    case let options?: options.allowsConflicts
    case nil: false
    }
  }
}
