internal import MartletDescriptors
internal import MartletProtobuf

/// Whether `feature_support`, by which options and enum values say in which editions they may be
/// used, makes sense.
struct FeatureSupportChecks {
  typealias Support = Google.Protobuf.FieldOptions.FeatureSupport

  let unit: FileUnit

  func check(_ field: FieldInfo) {
    guard let support = field.options?.featureSupport else { return }
    let option = field.optionStatements.first(where: \.isFeatureSupport)
    let range = option?.range ?? field.name.range
    check(support, at: range)
    guard let type = field.enumeration else { return }
    for (index, own) in type.valueSupport.sorted(by: { $0.key < $1.key }) {
      check(own, of: type.values[index], type, within: support, at: range)
    }
  }

  func check(_ enumeration: EnumInfo) {
    for (index, support) in enumeration.valueSupport.sorted(by: { $0.key < $1.key }) {
      let value = enumeration.values[index]
      let option = value.syntax.options.first(where: \.isFeatureSupport)
      check(support, at: option?.range ?? value.name.range)
    }
  }

  /// A value inherits from the field whose value it is, and must stay within its bounds.
  private func check(
    _ own: Support, of value: EnumInfo.Value, _ type: EnumInfo, within field: Support,
    at range: TextRange
  ) {
    var merged = field
    merged.editionIntroduced = own.editionIntroduced ?? field.editionIntroduced
    merged.editionDeprecated = own.editionDeprecated ?? field.editionDeprecated
    merged.deprecationWarning = own.deprecationWarning ?? field.deprecationWarning
    merged.editionRemoved = own.editionRemoved ?? field.editionRemoved
    merged.removalError = own.removalError ?? field.removalError
    var fault = fault(merged)
    if fault == nil, number(merged.editionIntroduced) < number(field.editionIntroduced) {
      fault = "it comes before the option whose value it is"
    }
    if fault == nil, let bound = field.editionRemoved,
      number(merged.editionRemoved) > bound.rawValue
    {
      fault = "it is removed after the option whose value it is"
    }
    if fault == nil, let bound = field.editionDeprecated,
      number(merged.editionDeprecated) > bound.rawValue
    {
      fault = "it is deprecated after the option whose value it is"
    }
    guard let fault else { return }
    unit.sink.error(
      "value \"\(value.name.text)\" does not fit this: \(fault)", at: range,
      notes: [type.file.note("the value", value.name.range)])
  }

  private func check(_ support: Support, at range: TextRange) {
    guard let fault = fault(support) else { return }
    unit.sink.error("this makes no sense: \(fault)", at: range)
  }

  private func fault(_ support: Support) -> String? {
    let introduced = number(support.editionIntroduced)
    let deprecated = number(support.editionDeprecated)
    if support.editionDeprecated != nil {
      if deprecated < introduced { return "it is deprecated before it is introduced" }
      if support.deprecationWarning == nil {
        return "it is deprecated without a \"deprecation_warning\""
      }
    } else if support.deprecationWarning != nil {
      return "it has a \"deprecation_warning\" and no \"edition_deprecated\""
    }
    guard let end = support.editionRemoved?.rawValue else {
      return support.removalError == nil
        ? nil : "it has a \"removal_error\" and no \"edition_removed\""
    }
    if deprecated >= end { return "it is deprecated when it is removed already" }
    if end < introduced { return "it is removed before it is introduced" }
    if end != introduced, support.removalError == nil {
      return "it is removed without a \"removal_error\""
    }
    return nil
  }

  private func number(_ edition: Google.Protobuf.Edition?) -> Int32 { edition?.rawValue ?? 0 }
}

extension OptionSyntax {
  fileprivate var isFeatureSupport: Bool {
    parts.first.map { !$0.isExtension && $0.name.text == "feature_support" } ?? false
  }
}
