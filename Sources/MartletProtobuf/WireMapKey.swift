/// A coding that the keys of maps may have.
public protocol WireMapKey: WireCoding {
  /// Whether `left` comes before `right` where maps are written in the order of their keys: numbers
  /// by size, strings by their bytes, false before true.
  static func precedes(_ left: Value, _ right: Value) -> Bool
}

extension WireMapKey where Value: Comparable {
  @inlinable
  public static func precedes(_ left: Value, _ right: Value) -> Bool { left < right }
}

extension WireInt32: WireMapKey {}
extension WireInt64: WireMapKey {}
extension WireUInt32: WireMapKey {}
extension WireUInt64: WireMapKey {}
extension WireSInt32: WireMapKey {}
extension WireSInt64: WireMapKey {}
extension WireFixed32: WireMapKey {}
extension WireFixed64: WireMapKey {}
extension WireSFixed32: WireMapKey {}
extension WireSFixed64: WireMapKey {}

extension WireBool: WireMapKey {
  @inlinable
  public static func precedes(_ left: Bool, _ right: Bool) -> Bool { !left && right }
}

// Swift orders strings by their canonical forms, which depends on the version of Unicode.

extension WireString: WireMapKey {
  @inlinable
  public static func precedes(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
  }
}

extension WireUncheckedString: WireMapKey {
  public static func precedes(_ left: String, _ right: String) -> Bool {
    UncheckedUTF8.bytes(left).lexicographicallyPrecedes(UncheckedUTF8.bytes(right))
  }
}
