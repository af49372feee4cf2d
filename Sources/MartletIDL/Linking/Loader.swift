/// Reads and parses files and what they import, and puts them in order: imports first.
///
/// Works with a list of its own instead of the call stack, so that a chain of any number of
/// imports is fine. Each file is read once, whatever the number of its importers.
struct Loader {
  let sources: any SourceProvider
  let limits: CompilerLimits
  /// Which files' comments are to be kept, by import path.
  let keepsComments: (String) -> Bool

  private(set) var units: [FileUnit] = []
  /// The units in dependency order.
  private(set) var order: [FileUnit] = []
  private(set) var diagnostics: [Diagnostic] = []
  private var byName: [String: FileUnit?] = [:]
  private var byIdentity: [String: FileUnit] = [:]
  private var knownNames: [String]?
  /// How many more missing files get a guess: each looks at every known name.
  private var guesses = 20

  init(
    sources: any SourceProvider, limits: CompilerLimits,
    keepsComments: @escaping (String) -> Bool = { _ in false }
  ) {
    self.sources = sources
    self.limits = limits
    self.keepsComments = keepsComments
  }

  /// A file whose imports are being loaded, and how far that has come.
  private struct Frame {
    var unit: FileUnit
    var next = 0
  }

  /// Loads a file given by its import path, and everything it needs.
  mutating func load(_ name: String) {
    if byName[name] != nil { return }
    guard let root = open(name, importedBy: nil) else { return }
    var stack = [Frame(unit: root)]
    var onStack: Set<Int> = [root.index]
    while let top = stack.indices.last {
      let unit = stack[top].unit
      let statements = Self.imports(of: unit)
      guard stack[top].next < statements.count else {
        order.append(unit)
        onStack.remove(unit.index)
        stack.removeLast()
        continue
      }
      let statement = statements[stack[top].next]
      stack[top].next += 1
      var imported: FileUnit?
      if let known = byName[statement.path] {
        imported = known
        if known == nil { unit.isCutShort() }
        if let known, onStack.contains(known.index) {
          reportCycle(stack.map(\.unit), to: known, statement)
          unit.isCutShort()
          imported = nil
        }
      } else if Path.importFault(statement.path) != nil {
        unit.isCutShort()
      } else if let opened = open(statement.path, importedBy: (unit, statement)) {
        imported = opened
        onStack.insert(opened.index)
        stack.append(Frame(unit: opened))
      } else {
        unit.isCutShort()
      }
      unit.imports.append((statement, imported))
    }
  }

  private static func imports(of unit: FileUnit) -> [ImportSyntax] {
    unit.syntax.items.compactMap { item in
      if case .importing(let statement) = item { statement } else { nil }
    }
  }

  private func reportCycle(_ stack: [FileUnit], to target: FileUnit, _ statement: ImportSyntax) {
    guard let last = stack.last else { return }
    let start = stack.firstIndex { $0 === target } ?? 0
    let chain = (stack[start...].map(\.source.name) + [target.source.name])
      .joined(separator: " -> ")
    last.sink.error(
      "imports go in a circle: \(chain)", at: statement.pathRange,
      help: "move what both files need into a third one")
  }

  // MARK: - One file

  private mutating func open(
    _ name: String, importedBy importer: (unit: FileUnit, statement: ImportSyntax)?
  ) -> FileUnit? {
    guard units.count < limits.files else {
      report("more than \(limits.files) files", nil, importer, path: name)
      return nil
    }
    switch lookup(name) {
    case .missing:
      byName[name] = .some(nil)
      let nearest = guess(name)
      let text = importer == nil ? "no such file" : "no file \"\(name)\" in the import roots"
      let message = DiagnosticMessage(text, rule: "missing file")
      report(message, nearest.map { "did you mean \"\($0)\"?" }, importer, path: name)
      return nil
    case .unreadable(let path, let reason):
      byName[name] = .some(nil)
      let text = importer == nil ? reason : "\"\(path)\" \(reason)"
      let message = DiagnosticMessage(text, rule: "unreadable file")
      report(message, nil, importer, path: path)
      return nil
    case .found(let source, let identity):
      if let other = byIdentity[identity] {
        byName[name] = .some(nil)
        report(
          "\"\(name)\" is the same file as \"\(other.source.name)\", under another name",
          "a file has one import path; import it as \"\(other.source.name)\"", importer,
          path: source.displayPath)
        return nil
      }
      let unit = parse(source)
      byName[name] = unit
      byIdentity[identity] = unit
      return unit
    }
  }

  /// The user's files win over the embedded ones, as with protoc.
  private func lookup(_ name: String) -> SourceLookup {
    let lookup = sources.source(named: name, limit: limits.fileBytes)
    if case .missing = lookup {
      return EmbeddedSources().source(named: name, limit: limits.fileBytes)
    }
    return lookup
  }

  private mutating func parse(_ source: SourceFile) -> FileUnit {
    let sink = DiagnosticSink(source: source, errorLimit: limits.errorsPerFile)
    let syntax = Parser.parse(
      source, sink: sink, limits: limits, comments: keepsComments(source.name))
    let unit = FileUnit(index: units.count, source: source, syntax: syntax, sink: sink)
    if let edition = Legality.check(syntax, sink: sink) {
      unit.edition = edition
    } else {
      unit.isRefused = true
      unit.isCutShort()
    }
    for case .package(let package) in syntax.items where unit.package.isEmpty {
      unit.package = package.name.text
    }
    units.append(unit)
    return unit
  }

  private mutating func report(
    _ message: DiagnosticMessage, _ help: String?,
    _ importer: (unit: FileUnit, statement: ImportSyntax)?, path: String
  ) {
    if let importer {
      importer.unit.sink.error(message, at: importer.statement.pathRange, help: help)
    } else {
      diagnostics.append(Diagnostic(.error, message, path: path, help: help))
    }
  }

  private mutating func guess(_ name: String) -> String? {
    guesses -= 1
    if guesses < 0 { return nil }
    let names = knownNames ?? (EmbeddedIDL.names + sources.knownNames())
    knownNames = names
    let last = name.split(separator: "/").last.map { "/" + $0 } ?? name
    if let same = names.first(where: { ("/" + $0).hasSuffix(last) }) { return same }
    return Spelling.nearest(to: name, in: names)
  }
}
