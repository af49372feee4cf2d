// Code that makes a deprecated case draws a warning unless it is deprecated itself, also within the
// enum. So the initialiser that makes all cases is deprecated, and `init(rawValue:)`, which is not,
// reaches it through these protocols.

/// A generated open enum some of whose cases are deprecated.
public protocol ProtoOpenEnumWithDeprecatedCases: ProtoOpenEnum {
  /// The value of this number, `unrecognized` if it has no name.
  init(protoNumber number: Int32)
}

extension ProtoOpenEnumWithDeprecatedCases {
  @inlinable
  public init(rawValue: Int32) {
    self.init(protoNumber: rawValue)
  }
}

/// A generated closed enum some of whose cases are deprecated.
public protocol ProtoClosedEnumWithDeprecatedCases: ProtoClosedEnum {
  /// The value of this number, the default if it has no name.
  init(protoNumber number: Int32)
}

extension ProtoClosedEnumWithDeprecatedCases {
  @inlinable
  public init?(rawValue: Int32) {
    self.init(protoNumber: rawValue)
    if self.rawValue != rawValue { return nil }
  }

  /// The value of a number that has a name: how generated code names what is deprecated.
  @inlinable
  public init(declaredNumber number: Int32) {
    self.init(protoNumber: number)
  }
}
