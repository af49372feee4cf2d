public import MartletDescriptors
public import MartletProtobuf

/// Compiles IDL files to descriptors.
///
/// A compiler is a value without state: it may be used again and from several tasks at once.
public struct Compiler: Sendable {
  let sources: any SourceProvider
  let limits: CompilerLimits
  private let options: CompilerOptions

  /// The import paths of the files that the compiler brings along.
  public static var embeddedFiles: [String] { EmbeddedIDL.names }

  /// A compiler that looks for files in `sources`, and for `google/protobuf/…` in what it brings
  /// along if they are not there.
  public init(
    sources: any SourceProvider, limits: CompilerLimits = CompilerLimits(),
    options: CompilerOptions = CompilerOptions()
  ) {
    self.sources = sources
    self.limits = limits
    self.options = options
  }

  /// A compiler that looks for files under import roots on disk.
  public init(
    roots: ImportRoots, limits: CompilerLimits = CompilerLimits(),
    options: CompilerOptions = CompilerOptions()
  ) {
    self.init(sources: roots, limits: limits, options: options)
  }

  /// Compiles `files` and everything that they import.
  ///
  /// Each is a path on disk that lies under an import root, or an import path. One run reports
  /// all the errors it can find; the descriptors are good to use only if there are none.
  public func compile(_ files: [String]) -> CompilationResult {
    let (names, diagnostics) = importPaths(of: files)
    let run = run(names, requested: Set(names))
    var result = CompilationResult()
    result.requested = names
    result.diagnostics = diagnostics + run.diagnostics
    for unit in run.units {
      // Warnings are for those who can act on them: not about files that are only imported.
      result.diagnostics += unit.findings.filter { unit.isRequested || $0.severity == .error }
      result.paths[unit.source.name] = unit.source.path
      if unit.isRefused { continue }
      result.files.append(unit.proto)
      result.sourceInfo[unit.source.name] = unit.sourceInfo
    }
    return result
  }

  /// The import paths of files that a person named, without repetitions, and what is wrong with
  /// those that have none.
  package func importPaths(of files: [String]) -> (names: [String], diagnostics: [Diagnostic]) {
    var diagnostics: [Diagnostic] = []
    var names: [String] = []
    var seen: Set<String> = []
    let paths = Parallel.map(count: files.count) { sources.importPath(of: files[$0]) }
    for (file, path) in zip(files, paths) {
      switch path {
      case .failure(let error):
        diagnostics.append(Diagnostic(.error, error.message, path: nil, help: error.help))
      case .success(let name):
        if let fault = Path.importFault(name) {
          diagnostics.append(Diagnostic(.error, fault, path: file))
        } else if seen.insert(name).inserted {
          names.append(name)
        }
      }
    }
    return (names, diagnostics)
  }

  /// Loads and links files given by their import paths.
  func run(_ names: [String], requested: Set<String>) -> Run {
    var loader = Loader(sources: sources, limits: limits) { name in
      switch options.sourceInfo {
      case .none: false
      case .comments: requested.contains(name)
      case .full: true
      }
    }
    loader.load(names)
    for unit in loader.order {
      unit.isRequested = requested.contains(unit.source.name)
      if unit.isRequested, !options.acceptsUnstableEdition { refuseUnstableEdition(unit) }
    }
    var linker = Linker(limits: limits, options: options)
    linker.link(loader.order)
    if options.leavesMemoryToExit { keepForever(loader.order) }
    return Run(units: loader.order, table: linker.table, diagnostics: loader.diagnostics)
  }

  private func keepForever(_ units: [FileUnit]) {
    for unit in units { _ = Unmanaged.passRetained(unit) }
  }

  /// What came of loading and linking.
  struct Run {
    /// In the order in which they were linked: imports first.
    let units: [FileUnit]
    let table: SymbolTable
    /// Findings about files that could not be read at all.
    let diagnostics: [Diagnostic]
  }

  private func refuseUnstableEdition(_ unit: FileUnit) {
    // The folders of protobuf itself, which protoc lets use it.
    let exempt = [
      "google/protobuf/", "com/google/protobuf/", "upb/", "conformance/test_protos/",
      "test_messages_edition_unstable",
    ]
    guard unit.edition == .unstable, !exempt.contains(where: unit.source.name.hasPrefix),
      case .syntax(let statement)? = unit.syntax.items.first
    else { return }
    unit.sink.error(
      "edition UNSTABLE is for experiments", at: statement.valueRange, help: "write \"2026\"")
  }
}

/// What a run of the compiler gave.
public struct CompilationResult: Sendable {
  /// The descriptors of the requested files and of all that they import, imports first.
  public var files: [Google.Protobuf.FileDescriptorProto] = []
  /// By import path: the places and comments of files, as far as the options ask for them. There
  /// are none for files with errors.
  public var sourceInfo: [String: SourceInfo] = [:]
  /// The import paths of the requested files, in the order given, without repetitions.
  public var requested: [String] = []
  /// All findings: file by file in dependency order, by position within a file. Warnings are
  /// about requested files only.
  public var diagnostics: [Diagnostic] = []
  /// The paths on disk of all files that were read, by import path; those that come with the
  /// compiler have none.
  public var paths: [String: String] = [:]

  /// The same as ``files``, each with the source info that there is of it.
  public var filesWithSourceInfo: [Google.Protobuf.FileDescriptorProto] {
    files.map { file in
      guard let info = sourceInfo[file.name ?? ""] else { return file }
      var file = file
      file.sourceCodeInfo = info.decoded()
      return file
    }
  }

  /// Whether anything is wrong, so that the descriptors must not be used.
  public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}
