/// A coding that the keys of maps may have.
public protocol WireMapKey: WireCoding {
  /// Keys in the order in which maps are written where they have one: numbers by size, strings by their
  /// bytes, false before true.
  ///
  /// Sorts keys and not entries, so that it is compiled here once for each type of key, and not in
  /// users' modules for each type of map.
  static func sorted(_ keys: [Value]) -> [Value]
}

extension WireMapKey where Value: Comparable {
  public static func sorted(_ keys: [Value]) -> [Value] { keys.sorted() }
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
  public static func sorted(_ keys: [Bool]) -> [Bool] { keys.sorted { !$0 && $1 } }
}

// Swift orders strings by their canonical forms, which depends on the version of Unicode.

extension WireString: WireMapKey {
  public static func sorted(_ keys: [String]) -> [String] {
    keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}

extension WireUncheckedString: WireMapKey {
  public static func sorted(_ keys: [String]) -> [String] {
    keys.sorted { UncheckedUTF8.bytes($0).lexicographicallyPrecedes(UncheckedUTF8.bytes($1)) }
  }
}
