/// `key=value`, as people write settings on command lines.
public enum KeyAndValue {
  /// The two sides of the only "="; nil if there is none or several, or no key.
  public static func split(_ text: String) -> (key: String, value: String)? {
    let parts = text.split(separator: "=", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty else { return nil }
    return (String(parts[0]), String(parts[1]))
  }
}
