internal import MartletDescriptors
internal import MartletProtobuf

/// Whether the options that a file sets may be set there, and in its edition.
///
/// Options say so by options of their own (`targets`, `feature_support`), which are linked by now,
/// in whatever order the file declares them.
struct OptionUseChecks {
  typealias Support = Google.Protobuf.FieldOptions.FeatureSupport

  let unit: FileUnit

  func run() {
    for use in unit.optionUses {
      switch use.subject {
      case .field(let field):
        guard let options = field.options else { continue }
        checkTarget(use, field, options.targets)
        let note = field.file.note("declared here", field.name.range)
        check(options.featureSupport, use, "option \"\(field.name.text)\"", note)
        if options.deprecated == true, options.featureSupport?.editionDeprecated == nil {
          unit.sink.warning(
            "option \"\(field.name.text)\" is deprecated", at: use.range, notes: [note])
        }
      case .value(let number, let type):
        // Of several values of that number, protoc asks the first.
        guard let index = type.values.firstIndex(where: { $0.number == number }) else { continue }
        let name = type.values[index].name
        let note = type.file.note("declared here", name.range)
        check(type.valueSupport[index], use, "value \"\(name.text)\"", note)
      }
    }
  }

  private func checkTarget(
    _ use: OptionUse, _ field: FieldInfo,
    _ targets: [Google.Protobuf.FieldOptions.OptionTargetType]
  ) {
    // As protoc has it, for files that are asked for by themselves.
    guard unit.isRequested, let target = use.target, !targets.isEmpty,
      !targets.contains(target.targetType)
    else { return }
    unit.sink.error(
      "option \"\(field.name.text)\" cannot be set on \(target.noun)", at: use.range,
      notes: [field.file.note("declared here, with its targets", field.name.range)])
  }

  private func check(
    _ support: Support?, _ use: OptionUse, _ name: String, _ note: Diagnostic.Note
  ) {
    guard let support else { return }
    if let introduced = support.editionIntroduced, !unit.edition.isAtLeast(introduced) {
      unit.sink.error(
        "\(name) came with \(introduced.noun), and this file is of \(unit.edition.noun)",
        at: use.range, notes: [note])
    }
    if let removed = support.editionRemoved, unit.edition.isAtLeast(removed) {
      unit.sink.error(
        "\(name) was removed in \(removed.noun)", at: use.range, help: support.removalError,
        notes: [note])
    } else if let deprecated = support.editionDeprecated, unit.edition.isAtLeast(deprecated) {
      unit.sink.warning(
        "\(name) is deprecated since \(deprecated.noun)", at: use.range,
        help: support.deprecationWarning, notes: [note])
    }
  }
}
