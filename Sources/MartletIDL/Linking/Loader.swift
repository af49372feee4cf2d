/// Reads and parses files and what they import, and puts them in order: imports first.
///
/// Works with a list of its own instead of the call stack, so that a chain of any number of
/// imports is fine. Each file is read once, whatever the number of its importers. Reading and
/// parsing runs ahead on all cores; everything that depends on the order is done afterwards.
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
  private var absent: [String: Absence] = [:]
  /// What has been read ahead.
  private var ahead: [String: Opened] = [:]
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

  /// What became of looking for a file, before anything is made of it.
  private enum Opened {
    case parsed(FileUnit, identity: String)
    case missing
    case unreadable(path: String, reason: String)
  }

  /// Loads files given by their import paths, and everything they need.
  mutating func load(_ names: [String]) {
    readAhead(names)
    for name in names { load(name) }
  }

  /// Reads and parses files and what they import, wave by wave.
  private mutating func readAhead(_ names: [String]) {
    var wave = names
    while !wave.isEmpty, ahead.count + wave.count <= limits.files {
      let opened = Parallel.map(count: wave.count) { find(wave[$0]) }
      for (name, result) in zip(wave, opened) { ahead[name] = result }
      var seen: Set<String> = []
      wave = []
      for case .parsed(let unit, _) in opened {
        for path in unit.syntax.importPaths
        where ahead[path] == nil && Path.importFault(path) == nil && seen.insert(path).inserted {
          wave.append(path)
        }
      }
    }
  }

  /// Loads a file given by its import path, and everything it needs.
  private mutating func load(_ name: String) {
    if byName[name] != nil { return }
    guard let root = open(name, importedBy: nil) else { return }
    var stack = [Frame(unit: root)]
    var onStack: Set<Int> = [root.index]
    while let top = stack.indices.last {
      let unit = stack[top].unit
      let statements = unit.syntax.imports
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
        if let absence = absent[statement.path] {
          report(absence, (unit, statement), path: statement.path)
          unit.isCutShort()
        }
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

  /// Why a name stands for no file, as its importers are told.
  private struct Absence {
    var message: DiagnosticMessage
    var help: String?
  }

  private mutating func open(
    _ name: String, importedBy importer: (unit: FileUnit, statement: ImportSyntax)?
  ) -> FileUnit? {
    guard units.count < limits.files else {
      report(Absence(message: "more than \(limits.files) files"), importer, path: name)
      return nil
    }
    switch ahead.removeValue(forKey: name) ?? find(name) {
    case .missing:
      miss(
        name, importer, path: name, "no such file", "no file \"\(name)\" in the import roots",
        rule: "missing file", help: guess(name).map { "did you mean \"\($0)\"?" })
    case .unreadable(let path, let reason):
      miss(
        name, importer, path: path, reason, "\"\(path)\" \(reason)", rule: "unreadable file")
    case .parsed(let unit, let identity):
      if let other = byIdentity[identity], sources.areSame(other.source, unit.source) {
        let text = "\"\(name)\" is the same file as \"\(other.source.name)\", under another name"
        miss(
          name, importer, path: unit.source.displayPath, text, text, rule: "same file",
          help: "a file has one import path; import it as \"\(other.source.name)\"")
        return nil
      }
      unit.index = units.count
      units.append(unit)
      byName[name] = unit
      byIdentity[identity] = unit
      return unit
    }
    return nil
  }

  /// Notes that a name stands for no file, and tells it for the first time: `direct` to the person
  /// who asked for it, or `text` to an importer.
  private mutating func miss(
    _ name: String, _ importer: (unit: FileUnit, statement: ImportSyntax)?, path: String,
    _ direct: String, _ text: String, rule: StaticString, help: String? = nil
  ) {
    let absence = Absence(message: DiagnosticMessage(text, rule: rule), help: help)
    byName[name] = .some(nil)
    absent[name] = absence
    if importer == nil {
      diagnostics.append(
        Diagnostic(.error, DiagnosticMessage(direct, rule: rule), path: path, help: help))
    } else {
      report(absence, importer, path: path)
    }
  }

  /// Reads and parses a file, and nothing else: runs on several threads.
  private func find(_ name: String) -> Opened {
    switch lookup(name) {
    case .missing: .missing
    case .unreadable(let path, let reason): .unreadable(path: path, reason: reason)
    case .found(let source, let identity): .parsed(parse(source), identity: identity)
    }
  }

  /// The user's files win over the embedded ones, as with protoc.
  func lookup(_ name: String) -> SourceLookup {
    let lookup = sources.source(named: name, limit: limits.fileBytes)
    if case .missing = lookup {
      return EmbeddedSources().source(named: name, limit: limits.fileBytes)
    }
    return lookup
  }

  private func parse(_ source: SourceFile) -> FileUnit {
    let sink = DiagnosticSink(source: source, errorLimit: limits.errorsPerFile)
    let syntax = Parser.parse(
      source, sink: sink, limits: limits, comments: keepsComments(source.name))
    let unit = FileUnit(source: source, syntax: syntax, sink: sink)
    if let edition = Legality.check(syntax, sink: sink) {
      unit.edition = edition
    } else {
      unit.isRefused = true
      unit.isCutShort()
    }
    for case .package(let package) in syntax.items where unit.package.isEmpty {
      unit.package = package.name.text
    }
    return unit
  }

  private mutating func report(
    _ absence: Absence, _ importer: (unit: FileUnit, statement: ImportSyntax)?, path: String
  ) {
    if let (unit, statement) = importer {
      unit.sink.error(absence.message, at: statement.pathRange, help: absence.help)
    } else {
      diagnostics.append(Diagnostic(.error, absence.message, path: path, help: absence.help))
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
