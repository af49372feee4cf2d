import MartletProtobuf

extension DynamicMessage {
  /// Whether all fields are set that the IDL requires, here and in the messages within, those in
  /// extensions among them.
  public var isInitialized: Bool {
    descriptor.fields.allSatisfy { !$0.isRequired || has($0) }
      && entries.allSatisfy { $0.value.isInitialized }
  }

  /// The required fields that are not set, here and in the messages within, each with its way from
  /// this message: `order.lines[3].price`.
  public var missingRequiredFields: [String] { missingRequiredFields(atMost: .max) }

  func missingRequiredFields(atMost limit: Int) -> [String] {
    var missing: [String] = []
    addMissing(to: &missing, behind: "", limit)
    return missing
  }

  fileprivate func addMissing(to missing: inout [String], behind way: String, _ limit: Int) {
    for field in descriptor.fields where field.isRequired && !has(field) && missing.count < limit {
      missing.append(way + field.name)
    }
    for entry in entries where missing.count < limit && !entry.value.isInitialized {
      let name = entry.field.isExtension ? "[\(entry.field.fullName)]" : entry.field.name
      entry.value.addMissing(to: &missing, at: way + name, limit)
    }
  }
}

extension DynamicValue {
  fileprivate var isInitialized: Bool {
    switch self {
    case .message(let message): message.isInitialized
    case .list(let elements): elements.allSatisfy(\.isInitialized)
    case .map(let entries): entries.values.allSatisfy(\.isInitialized)
    default: true
    }
  }

  fileprivate func addMissing(to missing: inout [String], at way: String, _ limit: Int) {
    switch self {
    case .message(let message): message.addMissing(to: &missing, behind: way + ".", limit)
    case .list(let elements):
      for (index, element) in elements.enumerated() where missing.count < limit {
        element.addMissing(to: &missing, at: "\(way)[\(index)]", limit)
      }
    case .map(let entries):
      for (key, value) in DynamicMessage.sorted(entries) where missing.count < limit {
        value.addMissing(to: &missing, at: "\(way)[\(key.keyText)]", limit)
      }
    default: break
    }
  }

  /// The key of a map as ways show it.
  private var keyText: String {
    switch self {
    case .string(var text):
      text.withUTF8 { TextStrings.quoted(UnsafeRawBufferPointer($0), escapesNonASCII: false) }
    case .bool(let key): "\(key)"
    case .int32(let key): "\(key)"
    case .int64(let key): "\(key)"
    case .uint32(let key): "\(key)"
    case .uint64(let key): "\(key)"
    default: ""
    }
  }
}
