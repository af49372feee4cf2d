/// How names are formed.
enum Naming {
  static func join(_ scope: String, _ name: String) -> String {
    scope.isEmpty ? name : scope + "." + name
  }

  /// The scope around a full name.
  static func parent(_ fullName: String) -> String {
    guard let dot = fullName.utf8.lastIndex(of: Ascii.dot) else { return "" }
    return String(fullName[..<dot])
  }

  /// The part before the first dot.
  static func first(_ name: String) -> String {
    String(name[..<(name.utf8.firstIndex(of: Ascii.dot) ?? name.endIndex)])
  }

  /// The part behind the last dot.
  static func last(_ fullName: String) -> String {
    guard let dot = fullName.utf8.lastIndex(of: Ascii.dot) else { return fullName }
    return String(fullName[fullName.utf8.index(after: dot)...])
  }

  /// The JSON name that a field has by default: underscores go, the letter behind one is a capital.
  static func jsonName(_ name: String) -> String {
    camel(name, capital: false)
  }

  /// The name of the entry type of a map field.
  static func mapEntryName(_ name: String) -> String {
    camel(name, capital: true) + "Entry"
  }

  private static func camel(_ name: String, capital: Bool) -> String {
    if !capital, !name.utf8.contains(Ascii.underscore) { return name }
    var result: [UInt8] = []
    result.reserveCapacity(name.utf8.count)
    var raise = capital
    for byte in name.utf8 {
      if byte == Ascii.underscore {
        raise = true
      } else {
        result.append(raise ? Ascii.uppered(byte) : byte)
        raise = false
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  static func lowercased(_ name: String) -> String {
    String(decoding: name.utf8.map(Ascii.lowered), as: UTF8.self)
  }
}
