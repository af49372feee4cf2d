internal import MartletDescriptors
internal import MartletProtobuf

/// Gives every element of a file its features: those of what is around it, changed by what it sets.
///
/// Works on options as written, before any are interpreted, because the encoding of options depends
/// on the features of their fields. What it cannot make sense of it passes over: the interpreter
/// reports that.
struct FeatureLinker {
  let unit: FileUnit
  let reader: FeatureReader

  init(unit: FileUnit, schema: SymbolTable) {
    self.unit = unit
    self.reader = FeatureReader(edition: unit.edition, schema: schema)
  }

  func link() {
    let defaults = ResolvedFeatures.defaults(for: unit.edition) ?? .proto2
    unit.features = reader.features(of: unit.syntax.items, in: defaults)
    for message in unit.messages { link(message, in: unit.features) }
    for field in unit.extensions { link(field, in: unit.features) }
    for enumeration in unit.enums { link(enumeration, in: unit.features) }
  }

  private func link(_ message: MessageInfo, in parent: ResolvedFeatures) {
    message.features = reader.features(of: message.syntax?.items ?? [], in: parent)
    for oneof in message.oneofs {
      oneof.features = reader.features(of: oneof.syntax?.items ?? [], in: message.features)
    }
    for field in message.fields {
      let oneof = field.oneofIndex.map { message.oneofs[$0].features }
      link(field, in: oneof ?? message.features)
    }
    for field in message.extensions { link(field, in: message.features) }
    for nested in message.nested { link(nested, in: message.features) }
    for enumeration in message.enums { link(enumeration, in: message.features) }
  }

  private func link(_ enumeration: EnumInfo, in parent: ResolvedFeatures) {
    enumeration.features = reader.features(of: enumeration.syntax.items, in: parent)
  }

  private func link(_ field: FieldInfo, in parent: ResolvedFeatures) {
    field.features =
      unit.edition.isLegacy
      ? legacyFeatures(field, in: parent)
      : reader.features(set: field.optionStatements, in: parent)
  }

  /// proto2 and proto3 say in their syntax what editions say by features.
  private func legacyFeatures(
    _ field: FieldInfo, in parent: ResolvedFeatures
  ) -> ResolvedFeatures {
    var result = parent
    if field.label == .required { result.fieldPresence = .legacyRequired }
    if field.type == .group { result.messageEncoding = .delimited }
    if let isPacked = field.packedOption {
      result.repeatedFieldEncoding = isPacked ? .packed : .expanded
    }
    return result
  }
}

/// Reads the features that options set, by the names that `google.protobuf.FeatureSet` has for them.
struct FeatureReader {
  /// Nil where nothing can be set.
  private let type: MessageInfo?

  init(edition: Google.Protobuf.Edition, schema: SymbolTable) {
    guard !edition.isLegacy,
      case .message(let type)? = schema.symbols["google.protobuf.FeatureSet"]?.kind
    else {
      self.type = nil
      return
    }
    self.type = type
  }

  /// The features of something whose body has these items, within something with features `parent`.
  func features(of items: [ItemSyntax], in parent: ResolvedFeatures) -> ResolvedFeatures {
    if type == nil { return parent }
    return features(set: items.optionStatements, in: parent)
  }

  /// The features of something with these options, within something with features `parent`.
  func features(set options: [OptionSyntax], in parent: ResolvedFeatures) -> ResolvedFeatures {
    guard let type else { return parent }
    var result = parent
    for option in options where option.isFeature {
      if option.parts.count == 2, !option.parts[1].isExtension {
        set(option.parts[1].name.text, to: option.value, type, &result)
      } else if option.parts.count == 1, case .aggregate(let aggregate) = option.value {
        for entry in aggregate.entries {
          guard case .field(let name) = entry.name else { continue }
          set(name.text, to: entry.value, type, &result)
        }
      }
    }
    return result
  }

  private func set(
    _ name: String, to value: OptionValueSyntax, _ type: MessageInfo,
    _ features: inout ResolvedFeatures
  ) {
    guard let field = type.field(named: name), let enumeration = field.enumeration else { return }
    switch value {
    case .word(let word, false):
      let named = enumeration.values.first { $0.name.text == word.text }
      if let named { features[field.number] = named.number }
    case .integer(let integer):
      if let number = integer.int32 { features[field.number] = number }
    default: break
    }
  }
}
