internal import MartletDescriptors
internal import MartletProtobuf

/// The rules that a linked file must keep beyond what its names mean. What concerns messages,
/// fields and enums has its own file each; here is the walk, and what concerns the file itself.
struct FileChecks {
  let unit: FileUnit
  let table: SymbolTable
  let reader: FeatureReader

  func run() {
    NameLimits(unit: unit).check()
    checkImports()
    OptionImportChecks(unit: unit).run()
    let fields = FieldChecks(unit: unit)
    let extensions = ExtensionChecks(unit: unit, table: table)
    let messages = MessageChecks(unit: unit, fields: fields, extensions: extensions)
    for message in unit.messages { messages.check(message) }
    for field in unit.extensions {
      fields.check(field)
      extensions.check(field)
    }
    for enumeration in unit.enums { EnumChecks(unit: unit).check(enumeration) }
    checkServices()
    FeatureChecks(unit: unit).checkFile()
    NamingStyleChecks(unit: unit, reader: reader).run()
    OptionUseChecks(unit: unit).run()
    DeprecationChecks(unit: unit, table: table).run()
    checkUnusedImports()
  }

  // MARK: - Imports

  private func checkImports() {
    var seen: [String: ImportSyntax] = [:]
    for entry in unit.imports {
      let statement = entry.syntax
      if let earlier = seen[statement.path] {
        unit.sink.error(
          "\"\(statement.path)\" is imported twice", at: statement.pathRange,
          rule: "duplicate-import", help: "delete one",
          notes: [unit.note("first imported here", earlier.pathRange)])
      }
      seen[statement.path] = statement
      if let imported = entry.unit, imported.isLite, !unit.isLite {
        unit.sink.error(
          "\"\(statement.path)\" is for the lite runtime, so only lite files can import it",
          at: statement.pathRange, help: "add: option optimize_for = LITE_RUNTIME;")
      }
    }
  }

  // MARK: - Services

  /// The lite runtime has no services; protoc asks that nobody wants code for them.
  private func checkServices() {
    let options = unit.proto.options
    let wanted = [
      ("cc_generic_services", options?.ccGenericServices),
      ("java_generic_services", options?.javaGenericServices),
      ("py_generic_services", options?.pyGenericServices),
    ].filter { $0.1 == true }.map(\.0)
    guard let first = wanted.first else { return }
    let option = unit.syntax.items.optionStatements.first { $0.plainName == first }
    if unit.isLite, first != "py_generic_services" {
      for service in unit.services {
        unit.sink.error(
          "a file for the lite runtime cannot have services and \"\(first)\"",
          at: service.name.range, help: "delete: option \(first) = true;",
          notes: option.map { [unit.note("set here", $0.nameRange)] } ?? [])
      }
    }
    if let option {
      unit.sink.warning(
        "\"\(first)\" is deprecated: generators write services for their own RPC system",
        at: option.nameRange, help: "delete the option")
    }
  }

  private func checkUnusedImports() {
    // What is used can be told only if all names are resolved.
    if unit.isIncomplete || unit.sink.errorCount > 0 { return }
    for entry in unit.imports where entry.syntax.kind != .public {
      guard let imported = entry.unit, !unit.used.contains(imported.index),
        imported.passedOn.isDisjoint(with: unit.used)
      else { continue }
      unit.sink.warning(
        "\"\(entry.syntax.path)\" is imported but not used", at: entry.syntax.pathRange,
        rule: "unused-import",
        help: "delete the import", edits: [(entry.syntax.range, "")])
    }
  }
}
