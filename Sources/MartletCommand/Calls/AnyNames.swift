import MartletDescriptors

/// The types that stand in the `Any`s of a message, whose descriptors have to be asked for.
enum AnyNames {
  private static let any = "google.protobuf.Any"

  static func inMessage(_ message: DynamicMessage) -> [String] {
    if message.descriptor.fullName == any, case .string(let url)? = message["type_url"] {
      return [name(url)]
    }
    return message.fields.flatMap { inValue($0.value) }
  }

  /// What stands behind each `"@type":`. Text that only looks so is asked for in vain.
  static func inJSON(_ json: [UInt8]) -> [String] {
    let text = String(decoding: json, as: UTF8.self)
    return text.split(separator: "\"@type\"", omittingEmptySubsequences: false).dropFirst()
      .compactMap { rest in
        let parts = rest.split(separator: "\"", maxSplits: 2, omittingEmptySubsequences: false)
        return parts.count > 1 ? name(String(parts[1])) : nil
      }
  }

  private static func inValue(_ value: DynamicValue) -> [String] {
    switch value {
    case .message(let message): inMessage(message)
    case .list(let values): values.flatMap(inValue)
    case .map(let entries): entries.values.flatMap(inValue)
    default: []
    }
  }

  private static func name(_ url: String) -> String {
    String(url[(url.lastIndex(of: "/").map(url.index(after:)) ?? url.startIndex)...])
  }
}
