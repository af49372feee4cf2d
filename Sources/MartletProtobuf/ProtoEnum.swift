/// A generated enum: a number on the wire, a Swift enum in the program.
///
/// A number without a name is kept in the case `unrecognized`, so that nothing gets lost between a
/// newer peer and an older program. Two values are equal when their numbers are.
public protocol ProtoEnum: RawRepresentable, Hashable, Sendable where RawValue == Int32 {
  /// The default: the first value in the IDL.
  init()
  /// The value of this number, `unrecognized` if it has no name.
  init(rawValue: Int32)
  /// The names of the values, for JSON, text and descriptions.
  static var protoSchema: ProtoEnumSchema { get }
}

extension ProtoEnum {
  @inlinable
  public static func == (left: Self, right: Self) -> Bool {
    left.rawValue == right.rawValue
  }

  @inlinable
  public func hash(into hasher: inout Hasher) {
    hasher.combine(rawValue)
  }
}
