internal import MartletDescriptors
internal import MartletProtobuf

/// Whether messages, oneofs and enums keep the bounds of the feature `enforce_proto_limits`.
struct ProtoLimitChecks {
  let unit: FileUnit

  static let fieldsPerMessage = 1_500
  static let oneofsPerMessage = 1_000
  static let fieldsPerOneof = 1_200
  static let valuesPerEnum = 1_700

  func check(_ message: MessageInfo) {
    let oneofs = message.oneofs.filter { $0.syntax != nil }
    if isLimited(message.features) {
      check(message.fields.count, Self.fieldsPerMessage, "fields", message.name, "a message")
      check(oneofs.count, Self.oneofsPerMessage, "oneofs", message.name, "a message")
    }
    for (index, oneof) in message.oneofs.enumerated() where isLimited(oneof.features) {
      guard let name = oneof.syntax?.name else { continue }
      let count = message.fields.count { $0.oneofIndex == index }
      check(count, Self.fieldsPerOneof, "fields", name, "a oneof")
    }
  }

  func check(_ enumeration: EnumInfo) {
    if isLimited(enumeration.features) {
      check(enumeration.values.count, Self.valuesPerEnum, "values", enumeration.name, "an enum")
    }
  }

  private func isLimited(_ features: ResolvedFeatures) -> Bool {
    features.enforceProtoLimits != .legacyNoExplicitLimits
  }

  private func check(
    _ count: Int, _ limit: Int, _ parts: String, _ name: NameSyntax, _ noun: String
  ) {
    if count <= limit { return }
    unit.sink.error(
      "\(noun) has \(limit) \(parts) at most; \"\(name.text)\" has \(count)", at: name.range,
      help: "split it, or set features.enforce_proto_limits = LEGACY_NO_EXPLICIT_LIMITS")
  }
}
