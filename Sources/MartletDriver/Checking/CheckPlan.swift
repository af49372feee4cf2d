import MartletIDL

/// Which files of a run have to be compiled.
struct CheckPlan {
  /// Those that may have other findings than before.
  private(set) var changed: Set<String> = []
  private let hasOwnSchema: Bool
  private let order: [String]
  private let read: ReadFiles

  /// `order` has imports first.
  init(order: [String], requested: Set<String>, read: ReadFiles, snapshot: Snapshot) {
    var isTouched: Set<String> = []
    var hasOwnSchema = false
    for name in order {
      guard let file = read.files[name] else { continue }
      if name == Compiler.schemaFile { hasOwnSchema = true }
      let known = file.isKnown ? snapshot.files[name] : nil
      let isSomethingElse = { isTouched.contains($0) || read.files[$0] == nil }
      if known == nil || file.imports.contains(where: isSomethingElse) { isTouched.insert(name) }
      let isAsBefore =
        !isTouched.contains(name)
        && !(hasOwnSchema && isTouched.contains(Compiler.schemaFile))
        && known?.hasErrors == false && known?.hasOwnSchema == hasOwnSchema
        && known?.isRequested == requested.contains(name)
      if !isAsBefore { changed.insert(name) }
    }
    self.hasOwnSchema = hasOwnSchema
    self.order = order
    self.read = read
  }

  /// The files that have to be compiled to know of `files`: those and all that they import, in the
  /// order of the run.
  func closure(of files: Set<String>) -> [String] {
    var needed = files
    if hasOwnSchema { needed.insert(Compiler.schemaFile) }
    for name in order.reversed() where needed.contains(name) {
      needed.formUnion(read.files[name]?.imports ?? [])
    }
    return order.filter(needed.contains)
  }
}

extension Snapshot {
  /// Whether no file in `compiled` declares a name or a number that another file declares too. (The
  /// compiler has compared those in `compiled` with each other.)
  func isFreeOfClashes(with compiled: Set<String>) -> Bool {
    var symbols: Set<UInt64> = []
    var packages: Set<UInt64> = []
    for name in compiled {
      symbols.formUnion(files[name]?.symbols ?? [])
      packages.formUnion(files[name]?.packages ?? [])
    }
    if symbols.isEmpty && packages.isEmpty { return true }
    for (name, file) in files where !compiled.contains(name) {
      if file.symbols.contains(where: { symbols.contains($0) || packages.contains($0) }) {
        return false
      }
      if file.packages.contains(where: symbols.contains) { return false }
    }
    return true
  }
}

extension Snapshot {
  /// The files that declare something that was looked for in vain.
  func files(with missed: Missed) -> Set<String> {
    if missed.names.isEmpty { return [] }
    let names = Set(missed.names.map { Digest(of: $0, key: key).low })
    let types = Set(missed.types.map { Digest(of: $0, key: key).low })
    let found = files.filter { _, file in
      file.symbols.contains(where: names.contains) || file.types.contains(where: types.contains)
    }
    return Set(found.keys)
  }
}
