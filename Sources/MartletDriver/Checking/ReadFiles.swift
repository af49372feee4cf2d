import MartletIDL

/// The files of a run, read ahead on all cores: what is compiled has the same bytes as what was
/// compared.
struct ReadFiles {
  /// A file, and what it names.
  struct File {
    let source: SourceFile
    let digest: Digest
    let imports: [String]
    /// Whether the snapshot has it with the same content.
    let isKnown: Bool
  }

  private(set) var files: [String: File] = [:]
  private let compiler: Compiler
  private let snapshot: Snapshot

  /// Reads files and all that they import, as far as it is there. Nil if any of them is unreadable
  /// or there by two names, or one of `names` is missing: then the compiler has to say what is
  /// wrong.
  init?(_ names: [String], compiler: Compiler, snapshot: Snapshot) {
    self.compiler = compiler
    self.snapshot = snapshot
    var identities: [String: SourceFile] = [:]
    var wave = names
    var isImport = false
    var isMissing: Set<String> = []
    while !wave.isEmpty {
      let current = wave
      let results = Parallel.map(count: current.count) { [self] in read(current[$0]) }
      wave = []
      var waiting: Set<String> = []
      for (name, result) in zip(current, results) {
        guard case .found(let file, let identity) = result else {
          if case .missing = result, isImport {
            isMissing.insert(name)
            continue
          }
          return nil
        }
        if let other = identities.updateValue(file.source, forKey: identity),
          compiler.areSame(other, file.source)
        {
          return nil
        }
        files[name] = file
      }
      isImport = true
      for name in current {
        for path in files[name]?.imports ?? []
        where files[path] == nil && !isMissing.contains(path) && waiting.insert(path).inserted {
          wave.append(path)
        }
      }
    }
  }

  private enum Lookup {
    case found(File, identity: String)
    case missing
    case unreadable
  }

  private func read(_ name: String) -> Lookup {
    switch compiler.lookup(name) {
    case .missing: return .missing
    case .unreadable: return .unreadable
    case .found(let source, let identity):
      let digest = Digest(of: source.bytes, key: snapshot.key)
      let known = snapshot.files[name].flatMap { $0.digest == digest ? $0 : nil }
      let imports = known?.imports ?? compiler.imports(of: source)
      let file = File(source: source, digest: digest, imports: imports, isKnown: known != nil)
      return .found(file, identity: identity)
    }
  }

  /// All files in the order in which the compiler links them, imports first; nil if imports go in a
  /// circle.
  func order(_ requested: [String]) -> [String]? {
    var order: [String] = []
    var isDone: [String: Bool] = [:]
    var stack: [(name: String, next: Int)] = []
    for name in requested where isDone[name] == nil {
      isDone[name] = false
      stack.append((name, 0))
      while let (name, next) = stack.last {
        let imports = files[name]?.imports ?? []
        guard next < imports.count else {
          isDone[name] = true
          if files[name] != nil { order.append(name) }
          stack.removeLast()
          continue
        }
        stack[stack.count - 1].next += 1
        switch isDone[imports[next]] {
        case true?: break
        case false?: return nil
        case nil:
          isDone[imports[next]] = false
          stack.append((imports[next], 0))
        }
      }
    }
    return order
  }
}

/// Sources that have been read; there are no others.
struct ReadSources: SourceProvider {
  let files: [String: ReadFiles.File]
  let compiler: Compiler

  func source(named name: String, limit: Int) -> SourceLookup {
    guard let file = files[name] else { return .missing }
    return .found(file.source, identity: name)
  }

  func knownNames() -> [String] { compiler.knownNames }
}
