/// What a run of the compiler found out about one file, for those who keep it until the next run.
///
/// Unless there are errors, all of it follows from the contents of the file and of what it
/// imports, and from the descriptor.proto by which its options were read. Other files of a run
/// matter only if they declare the same names or the same extension numbers, which is an error.
package struct FileFacts: Sendable {
  package let source: SourceFile
  /// Whether it was asked for by itself, not only by an import.
  package let isRequested: Bool
  /// The import paths that it names, without those that cannot be right.
  package let imports: [String]
  /// All findings about it, by position, also warnings that nobody asked for.
  package let diagnostics: [Diagnostic]
  /// Whether its options were read by the descriptor.proto of the run, not the embedded one.
  package let usesOwnSchema: Bool
  /// The full names of what it declares; extensions with their numbers too, as `pkg.Message#100`.
  package let symbols: [String]
  /// The names of its types, without the scope.
  package let types: [String]
  /// Its package and those around it.
  package let packages: [String]
}

extension Compiler {
  /// The import path of the file that says what options there are.
  package static var schemaFile: String { OptionTarget.schemaFile }

  /// Looks up a file: the user's files win over those that the compiler brings along.
  package func lookup(_ name: String) -> SourceLookup {
    Loader(sources: sources, limits: limits).lookup(name)
  }

  /// Whether two files of the same identity are one file indeed.
  package func areSame(_ first: SourceFile, _ second: SourceFile) -> Bool {
    sources.areSame(first, second)
  }

  /// The import paths that a file names, as far as it parses and they can be right.
  package func imports(of source: SourceFile) -> [String] {
    let sink = DiagnosticSink(source: source, errorLimit: 1)
    return Parser.parse(source, sink: sink, limits: limits, comments: false).importPaths
      .filter { Path.importFault($0) == nil }
  }

  /// Import paths from which a misspelt one is guessed.
  package var knownNames: [String] { sources.knownNames() }

  /// Compiles files given by their import paths, in their order. Only those in `requested` count
  /// as asked for.
  package func facts(about names: [String], requested: Set<String>) -> RunFacts {
    RunFacts(run(names, requested: requested))
  }
}

/// What a run of the compiler found out.
package struct RunFacts: Sendable {
  /// Findings about files that could not be read.
  package let diagnostics: [Diagnostic]
  /// In the order in which files were linked.
  package let files: [FileFacts]
  /// Whether something was declared twice. Then what is found out about one file may depend on any
  /// other.
  package let hasClashes: Bool
  /// What was looked for in vain.
  package let missed: Missed

  init(_ run: Compiler.Run) {
    var symbols = [[String]](repeating: [], count: run.units.count)
    var types = symbols
    var packages = symbols
    var places = symbols.indices.map { _ in 0 }
    for (place, unit) in run.units.enumerated() { places[unit.index] = place }
    for (name, symbol) in run.table.symbols {
      let place = places[symbol.file.index]
      symbols[place].append(name)
      if symbol.isType { types[place].append(Naming.last(name)) }
    }
    for (name, package) in run.table.packages {
      for file in package.files { packages[places[file]].append(name) }
    }
    for (extendee, fields) in run.table.extensions {
      for (number, field) in fields {
        symbols[places[field.file.index]].append("\(extendee)#\(number)")
      }
    }
    diagnostics = run.diagnostics
    hasClashes = run.table.hasClashes
    missed = run.table.missed
    files = run.units.enumerated().map { place, unit in
      FileFacts(
        source: unit.source, isRequested: unit.isRequested,
        imports: unit.syntax.importPaths.filter { Path.importFault($0) == nil },
        diagnostics: unit.findings, usesOwnSchema: unit.usesOwnSchema, symbols: symbols[place],
        types: types[place], packages: packages[place])
    }
  }
}
