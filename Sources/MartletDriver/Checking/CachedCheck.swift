public import MartletIDL

/// Checks files with the help of what an earlier run found out.
///
/// Every file is read, and compared by the digest of its content. What has not changed, and imports
/// nothing that has, gets the findings that it had; everything else is compiled again, with all
/// that it imports. Dates play no part in it, so no answer is ever stale.
///
/// Errors are not kept: files with errors are compiled each time, together with the files that
/// declare what they miss, wherever those are.
public struct CachedCheck {
  private let compiler: Compiler
  private let options: CompilerOptions
  private let file: SnapshotFile
  private let names: [String]
  private let requested: Set<String>
  /// Findings about names that are no import paths.
  private let misnamed: [Diagnostic]

  /// Checks `files`, and leaves what it found out in `folder`. Returns all findings: the same, in
  /// the same order, as a compiler without a cache.
  public static func run(
    _ files: [String], roots: ImportRoots, options: CompilerOptions, folder: String
  ) -> [Diagnostic] {
    let compiler = Compiler(roots: roots, options: options)
    guard let file = SnapshotFile(folder: folder, roots: roots) else {
      return compiler.compile(files).diagnostics
    }
    return CachedCheck(compiler, options, files, file).run()
  }

  private init(
    _ compiler: Compiler, _ options: CompilerOptions, _ files: [String], _ file: SnapshotFile
  ) {
    self.compiler = compiler
    self.options = options
    self.file = file
    (names, misnamed) = compiler.importPaths(of: files)
    requested = Set(names)
  }

  private func run() -> [Diagnostic] {
    let snapshot = file.load()
    if let snapshot, let findings = quickly(snapshot) { return misnamed + findings }
    return misnamed + slowly(snapshot?.key)
  }

  /// Compiles everything.
  private func slowly(_ key: Digest.Key?) -> [Diagnostic] {
    let run = compiler.facts(about: names, requested: requested)
    let findings = run.diagnostics + run.files.flatMap(\.findings)
    if run.hasClashes { return findings }
    var snapshot = key.map { Snapshot(key: $0) } ?? Snapshot()
    let digests = Parallel.map(count: run.files.count) {
      Digest(of: run.files[$0].source.bytes, key: snapshot.key)
    }
    for (facts, digest) in zip(run.files, digests) { snapshot.enter(facts, digest: digest) }
    return findings + [file.save(snapshot)].compactMap(\.self)
  }

  /// Compiles what has to be; nil if it takes everything.
  private func quickly(_ old: Snapshot) -> [Diagnostic]? {
    guard let read = ReadFiles(names, compiler: compiler, snapshot: old),
      let order = read.order(names)
    else { return nil }
    let plan = CheckPlan(order: order, requested: requested, read: read, snapshot: old)
    guard let fresh = compile(plan, read, old) else { return nil }
    var new = Snapshot(key: old.key)
    var findings: [Diagnostic] = []
    for name in order {
      if let facts = fresh[name], let digest = read.files[name]?.digest {
        new.enter(facts, digest: digest)
        findings += facts.findings
      } else if let known = old.files[name] {
        new.enter(known, name: name)
        guard known.isRequested else { continue }
        for warning in known.warnings {
          guard let diagnostic = Snapshot.diagnostic(warning, read.files) else { return nil }
          findings.append(diagnostic)
        }
      } else {
        return nil
      }
    }
    if !new.isFreeOfClashes(with: Set(fresh.keys)) { return nil }
    if fresh.isEmpty, new.files.count == old.files.count { return findings }
    return findings + [file.save(new)].compactMap(\.self)
  }
}

extension CachedCheck {
  /// What is found out anew, by import path; nil if it takes everything.
  private func compile(
    _ plan: CheckPlan, _ read: ReadFiles, _ old: Snapshot
  ) -> [String: FileFacts]? {
    if plan.changed.isEmpty { return [:] }
    let sources = ReadSources(files: read.files, compiler: compiler)
    let compiler = Compiler(sources: sources, options: options)
    var names = plan.closure(of: plan.changed)
    var run = compiler.facts(about: names, requested: requested)
    let helpful = old.files(with: run.missed).intersection(read.files.keys)
    if !helpful.isSubset(of: names) {
      names = plan.closure(of: plan.changed.union(helpful))
      run = compiler.facts(about: names, requested: requested)
    }
    guard run.diagnostics.isEmpty, !run.hasClashes else { return nil }
    return Dictionary(uniqueKeysWithValues: run.files.map { ($0.source.name, $0) })
  }
}

extension FileFacts {
  /// What is told: warnings are for those who can act on them, not about files that are only
  /// imported.
  fileprivate var findings: [Diagnostic] {
    diagnostics.filter { isRequested || $0.severity == .error }
  }
}
