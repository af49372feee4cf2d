internal import MartletDescriptors
internal import MartletProtobuf

/// Whether the features of files and fields go together with what else is said of them.
struct FeatureChecks {
  let unit: FileUnit

  /// What concerns the file itself.
  func checkFile() {
    if unit.edition.isLegacy { return }
    let options = unit.syntax.items.optionStatements
    if unit.features.fieldPresence == .legacyRequired {
      unit.sink.error(
        "a file cannot make all of its fields required",
        at: options.place(of: "field_presence") ?? TextRange(0, 0),
        help: "set LEGACY_REQUIRED on the fields that need it")
    }
    if unit.proto.options?.javaStringCheckUtf8 == true {
      let option = options.first { $0.plainName == "java_string_check_utf8" }
      unit.sink.error(
        "editions have no option \"java_string_check_utf8\"",
        at: option?.nameRange ?? TextRange(0, 0),
        help: "set features.(pb.java).utf8_validation")
    }
  }

  func check(_ field: FieldInfo) {
    if unit.edition.isLegacy { return }
    checkRemovedOptions(field)
    checkPresence(field)
    // Key and value of a map have the features of the map, which may not fit them.
    if field.syntax != nil, let features = field.options?.features {
      checkPresence(field, features)
      checkEncoding(field, features)
    }
  }

  /// Options that features have replaced.
  private func checkRemovedOptions(_ field: FieldInfo) {
    if field.options?.packed != nil {
      report(
        "editions have no option \"packed\"", field, "packed",
        help: "fields are packed unless features.repeated_field_encoding = EXPANDED")
    }
    if field.options?.ctype != nil, unit.edition.isAtLeast(.edition2024) {
      report(
        "there is no option \"ctype\" from edition 2024 on", field, "ctype",
        help: "set features.(pb.cpp).string_type")
    }
  }

  private func checkPresence(_ field: FieldInfo) {
    if field.isExtension, field.isRequired {
      report("an extension cannot be required", field, "field_presence")
    }
    guard !field.isRepeated, !field.hasPresence else { return }
    let help = "set features.field_presence = EXPLICIT"
    if let option = field.optionStatements.first(where: { $0.plainName == "default" }) {
      unit.sink.error(
        "a field that does not know whether it was set has no default of its own",
        at: option.nameRange, help: help)
    }
    if let type = field.enumeration, type.isClosed {
      unit.sink.error(
        "enum \"\(type.fullName)\" is closed, and this field has nothing to say that it is not set",
        at: field.typeName?.range ?? field.name.range, help: help,
        notes: [type.file.note("the enum", type.name.range)])
    }
  }

  /// What the field itself says of its presence.
  private func checkPresence(_ field: FieldInfo, _ features: Google.Protobuf.FeatureSet) {
    guard let presence = features.fieldPresence else { return }
    if !field.isExtension, field.oneofIndex != nil {
      report("a field of a oneof always has presence", field, "field_presence")
    } else if field.isRepeated {
      report("a repeated field has no presence to set", field, "field_presence")
    } else if field.isExtension, presence != .legacyRequired {
      report("an extension always has presence", field, "field_presence")
    } else if field.message != nil, presence == .implicit {
      report("a message field always has presence", field, "field_presence")
    }
  }

  private func checkEncoding(_ field: FieldInfo, _ features: Google.Protobuf.FeatureSet) {
    if features.repeatedFieldEncoding != nil, !field.isRepeated {
      report("only repeated fields have this feature", field, "repeated_field_encoding")
    } else if features.repeatedFieldEncoding == .packed, !field.isPackable {
      report(
        "only repeated numbers, bools and enums can be packed", field, "repeated_field_encoding")
    }
    let isText = field.type == .string || field.mapParts.contains { $0.type == .string }
    if features.utf8Validation != nil, !isText {
      report("only strings have this feature", field, "utf8_validation")
    }
    if features.messageEncoding != nil, field.message == nil || field.isMap {
      report("only message fields have this feature", field, "message_encoding")
    }
  }

  private func report(
    _ message: DiagnosticMessage, _ field: FieldInfo, _ name: String, help: String = "delete it"
  ) {
    let range = field.optionStatements.place(of: name) ?? field.name.range
    unit.sink.error(message, at: range, help: help)
  }
}

extension [OptionSyntax] {
  /// Where the option or the feature `name` is set.
  fileprivate func place(of name: String) -> TextRange? {
    for option in self {
      if option.plainName == name { return option.nameRange }
      guard option.isFeature else { continue }
      if option.parts.last?.name.text == name { return option.nameRange }
      guard case .aggregate(let aggregate) = option.value else { continue }
      for entry in aggregate.entries {
        if case .field(let field) = entry.name, field.text == name { return entry.range }
      }
    }
    return nil
  }
}
