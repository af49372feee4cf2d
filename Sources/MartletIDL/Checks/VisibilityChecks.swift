internal import MartletDescriptors
internal import MartletProtobuf

/// Which messages and enums other files may use: by `export` and `local`, and where neither is
/// written by the feature `default_symbol_visibility`.
enum SymbolVisibility {
  /// Whether `symbol` may be used outside of its file.
  static func isExported(_ symbol: Symbol) -> Bool {
    switch symbol.kind {
    case .message(let message):
      isExported(
        message.syntax?.visibility, isNested: message.isNested, message.features)
    case .enumeration(let enumeration):
      isExported(
        enumeration.syntax.visibility, isNested: enumeration.isNested, enumeration.features)
    default: true
    }
  }

  private static func isExported(
    _ visibility: VisibilitySyntax?, isNested: Bool, _ features: ResolvedFeatures
  ) -> Bool {
    if let visibility { return visibility.isExported }
    switch features.defaultSymbolVisibility {
    case .exportTopLevel: return !isNested
    case .localAll, .strict: return false
    default: return true
    }
  }
}

/// The rule of `STRICT` visibility: what is nested is not exported, except for the enums of a
/// message that is nothing but their name space.
struct VisibilityChecks {
  let unit: FileUnit

  func check(_ message: MessageInfo) {
    guard let visibility = message.syntax?.visibility, visibility.isExported, message.isNested,
      message.features.defaultSymbolVisibility == .strict
    else { return }
    unit.sink.error(
      "a message within another one cannot be exported here", at: visibility.range,
      help: "move it to the top level")
  }

  func check(_ enumeration: EnumInfo, in message: MessageInfo) {
    guard let visibility = enumeration.syntax.visibility, visibility.isExported,
      enumeration.features.defaultSymbolVisibility == .strict, !isNameSpace(message)
    else { return }
    unit.sink.error(
      "an enum within a message cannot be exported here", at: visibility.range,
      help: "move it to the top level, or write \"reserved 1 to max;\" in a local message around it"
    )
  }

  private func isNameSpace(_ message: MessageInfo) -> Bool {
    guard !message.isNested, message.reservedRanges.count == 1,
      let range = message.reservedRanges.first
    else { return false }
    let isLocal =
      message.syntax?.visibility.map { !$0.isExported }
      ?? [.strict, .localAll].contains(unit.features.defaultSymbolVisibility)
    return isLocal && range.first == 1 && range.last == FieldNumber.max
  }
}
