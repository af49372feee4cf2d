/// Option imports must not bring options that mark what debug output has to leave out: such a mark
/// is an enum value with `debug_redact`, and it works only where the enum is linked, which files
/// that are imported for their options are not.
struct RedactionChecks {
  let unit: FileUnit

  func run() {
    // As protoc has it, for files that are asked for by themselves, and once a file.
    guard unit.isRequested else { return }
    for entry in unit.imports where entry.syntax.kind == .option {
      guard let imported = entry.unit, let (option, value) = marker(of: imported) else { continue }
      unit.sink.error(
        "\"\(entry.syntax.path)\" has an option that marks what debug output leaves out, "
          + "so an option import is not enough",
        at: entry.syntax.pathRange, help: "write: import \"\(entry.syntax.path)\";",
        notes: [
          imported.note("the option", option.name.range),
          value.type.file.note("marked here", value.range),
        ])
      return
    }
  }

  private typealias Marker = (type: EnumInfo, range: TextRange)

  /// An option of `file` whose values can be such marks, and one of these.
  private func marker(of file: FileUnit) -> (FieldInfo, Marker)? {
    var seen: Set<ObjectIdentifier> = []
    var rest = file.messages
    var options = file.extensions
    while let message = rest.popLast() {
      options += message.extensions
      rest += message.nested
    }
    for option in options {
      if let marker = marker(in: option, &seen) { return (option, marker) }
    }
    return nil
  }

  private func marker(in field: FieldInfo, _ seen: inout Set<ObjectIdentifier>) -> Marker? {
    // Messages may contain each other, to any depth.
    var rest = [field]
    while let field = rest.popLast() {
      if let type = field.enumeration, let value = type.values.first(where: \.isRedacted) {
        return (type, value.name.range)
      }
      if let message = field.message, seen.insert(ObjectIdentifier(message)).inserted {
        rest += message.fields
      }
    }
    return nil
  }
}

extension EnumInfo.Value {
  /// Whether `debug_redact = true` is among its options.
  fileprivate var isRedacted: Bool { syntax.options.sets("debug_redact") }
}
