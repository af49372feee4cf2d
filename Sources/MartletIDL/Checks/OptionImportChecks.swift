internal import MartletDescriptors
internal import MartletProtobuf

/// What `import option` may not be used for: options that say what debug output must not show.
///
/// Programs do not link the files that are imported so. An option whose type has an enum value with
/// `debug_redact` would silently lose its meaning there.
struct OptionImportChecks {
  let unit: FileUnit

  func run() {
    // As protoc has it, for files that are asked for by themselves.
    guard unit.isRequested else { return }
    for entry in unit.imports where entry.syntax.kind == .option {
      guard let imported = entry.unit, let option = redactingOption(of: imported) else { continue }
      unit.sink.error(
        "option \"\(option.fullName)\" of this file says what debug output must not show",
        at: entry.syntax.pathRange, help: "write \"import\", so that programs know the option",
        notes: [imported.note("the option", option.name.range)])
    }
  }

  private func redactingOption(of file: FileUnit) -> FieldInfo? {
    var seen: Set<ObjectIdentifier> = []
    var messages = file.messages
    var extensions = file.extensions
    while let message = messages.popLast() {
      extensions += message.extensions
      messages += message.nested
    }
    return extensions.first { redacts($0, &seen) }
  }

  /// Whether an enum value with `debug_redact` can be within a value of the field.
  private func redacts(_ field: FieldInfo, _ seen: inout Set<ObjectIdentifier>) -> Bool {
    var pending = [field]
    while let field = pending.popLast() {
      if field.enumeration?.hasRedactedValue == true { return true }
      guard let message = field.message, seen.insert(ObjectIdentifier(message)).inserted else {
        continue
      }
      pending += message.fields
    }
    return false
  }
}
