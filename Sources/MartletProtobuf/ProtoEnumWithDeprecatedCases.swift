/// A generated enum some of whose cases are deprecated.
///
/// Code that makes a deprecated case draws a warning unless it is deprecated itself, also within
/// the enum. So the initialiser that makes all cases is deprecated, and `init(rawValue:)`, which is
/// not, reaches it through this protocol.
public protocol ProtoEnumWithDeprecatedCases: ProtoEnum {
  /// The value of this number, `unrecognized` if it has no name.
  init(protoNumber number: Int32)
}

extension ProtoEnumWithDeprecatedCases {
  @inlinable
  public init(rawValue: Int32) {
    self.init(protoNumber: rawValue)
  }
}
