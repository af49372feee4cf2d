/// A generated enum: a number on the wire, a Swift enum in the program. It is open
/// (``ProtoOpenEnum``) or closed (``ProtoClosedEnum``), as its IDL says.
public protocol ProtoEnum: RawRepresentable, Hashable, Sendable where RawValue == Int32 {
  /// The default: the first value in the IDL.
  init()
  /// The names of the values, for JSON, text and descriptions.
  static var protoSchema: ProtoEnumSchema { get }
}

/// An enum that takes every number, as those of proto3 do.
///
/// A number without a name is kept in the case `unrecognized`, so that nothing gets lost between a
/// newer peer and an older program. Two values are equal when their numbers are.
public protocol ProtoOpenEnum: ProtoEnum {
  /// The value of this number, `unrecognized` if it has no name.
  init(rawValue: Int32)
}

/// An enum that takes the numbers that have names alone, as those of proto2 do.
///
/// A field with another number counts as unknown: it is not set, and what arrived stands in the
/// message's `unknownFields`, from where it is written again.
public protocol ProtoClosedEnum: ProtoEnum {}

extension ProtoOpenEnum {
  @inlinable
  public static func == (left: Self, right: Self) -> Bool {
    left.rawValue == right.rawValue
  }

  @inlinable
  public func hash(into hasher: inout Hasher) {
    hasher.combine(rawValue)
  }
}
