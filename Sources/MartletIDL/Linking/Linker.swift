internal import MartletDescriptors
internal import MartletProtobuf

/// Links parsed files into descriptors: declares, resolves, interprets options, checks.
///
/// Files come in dependency order, so that everything a file refers to in others is complete.
struct Linker {
  let table = SymbolTable()
  /// The symbols of the embedded descriptor.proto, for files that set options without importing
  /// it. Built on first use: many files set none.
  private var embeddedSchema: SymbolTable?
  private let limits: CompilerLimits
  private let options: CompilerOptions

  init(limits: CompilerLimits, options: CompilerOptions) {
    self.limits = limits
    self.options = options
  }

  mutating func link(_ units: [FileUnit]) {
    for unit in units where !unit.isRefused {
      see(unit)
      Declarer.run(unit, table)
      let types = TypeLinker(unit: unit, table: table)
      types.linkFields()
      let schema = schema(for: unit)
      emit(unit, types, schema: schema)
      let reader = FeatureReader(edition: unit.edition, schema: schema)
      FileChecks(unit: unit, table: table, reader: reader).run()
      writeSourceInfo(of: unit)
    }
  }

  private func writeSourceInfo(of unit: FileUnit) {
    if unit.syntax.comments != nil, unit.sink.errorCount == 0 {
      let onlyComments = options.sourceInfo == .comments
      unit.sourceInfo = SourceInfo(
        encoded: SourceInfoWriter.write(unit, onlyComments: onlyComments))
    }
    unit.optionPaths = OptionPaths(count: 0)
  }

  private func emit(_ unit: FileUnit, _ types: TypeLinker, schema: SymbolTable) {
    FeatureLinker(unit: unit, schema: schema).link()
    let interpreter = OptionInterpreter(
      unit: unit, resolver: types.resolver, schema: schema, retains: options.retainOptions)
    unit.proto = FileEmitter(unit: unit, types: types, options: interpreter).emit()
  }

  /// Works out which files' symbols `unit` may use: its own, those of its imports, and those that
  /// its imports pass on by `import public`.
  private func see(_ unit: FileUnit) {
    unit.visible = [unit.index]
    for entry in unit.imports {
      guard let imported = entry.unit else { continue }
      if entry.syntax.kind == .option {
        unit.visibleToOptions.insert(imported.index)
        unit.visibleToOptions.formUnion(imported.passedOn)
      } else {
        unit.visible.insert(imported.index)
        unit.visible.formUnion(imported.passedOn)
      }
      if imported.isIncomplete { unit.isIncomplete = true }
      if imported.mayLackDeclarations { unit.mayLackDeclarations = true }
      if entry.syntax.kind == .public {
        unit.passedOn.insert(imported.index)
        unit.passedOn.formUnion(imported.passedOn)
      }
    }
  }

  private mutating func schema(for unit: FileUnit) -> SymbolTable {
    if table.symbols[OptionTarget.file.messageName] != nil {
      unit.usesOwnSchema = true
      return table
    }
    if let embeddedSchema { return embeddedSchema }
    var loader = Loader(sources: EmbeddedSources(), limits: limits)
    loader.load([OptionTarget.schemaFile])
    let schema = SymbolTable()
    for unit in loader.order {
      unit.visible = [unit.index]
      Declarer.run(unit, schema)
      let types = TypeLinker(unit: unit, table: schema)
      types.linkFields()
      // For what the options say of themselves: what they may be set on, and in which editions.
      emit(unit, types, schema: schema)
    }
    embeddedSchema = schema
    return schema
  }
}
