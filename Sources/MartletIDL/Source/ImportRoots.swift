/// The folders under which imports are looked for, in order; the first that has a file wins.
///
/// A file has exactly one import path, the one under the first root that contains it. Everything
/// else in the compiler knows files by that path alone.
public struct ImportRoots: SourceProvider {
  /// A folder of IDL files.
  public struct Root: Sendable, Hashable {
    /// Its path on disk; a single file is possible where there is a prefix.
    public var folder: String
    /// What the import paths of its files begin with; mostly nothing.
    public var prefix: String

    /// A folder whose files are imported by their path within it, behind `prefix` if there is one.
    public init(folder: String, prefix: String = "") {
      self.folder = folder
      self.prefix = Path.folded(prefix)
    }
  }

  /// In order.
  public let roots: [Root]
  /// Their folders, absolute and without `.` and `..`.
  private let absolute: [String]
  /// The current directory.
  private let current: String
  /// How many names are collected for guesses; a wrong root such as `/` must not hang the tool.
  private static let knownNameLimit = 5_000

  /// Folders in order. An empty list means the current directory.
  public init(_ folders: [String]) {
    self.init(folders.map { Root(folder: $0) })
  }

  /// Roots in order. An empty list means the current directory.
  public init(_ roots: [Root]) {
    self.roots = roots.isEmpty ? [Root(folder: ".")] : roots
    let current = FileReader.currentDirectory()
    self.current = current
    self.absolute = self.roots.map { Path.absolute($0.folder, from: current) }
  }

  public func source(named name: String, limit: Int) -> SourceLookup {
    for root in roots {
      guard let path = Self.path(of: name, in: root) else { continue }
      switch FileReader.read(path, limit: limit) {
      case .bytes(let bytes, let identity):
        return .found(SourceFile(name: name, path: path, bytes: bytes), identity: identity)
      case .missing: continue
      case .unreadable(let reason): return .unreadable(path: path, reason: reason)
      }
    }
    return .missing
  }

  /// Whether there is no link in the way: hard links are as good as two files.
  public func areSame(_ first: SourceFile, _ second: SourceFile) -> Bool {
    guard let first = first.path, let second = second.path else { return true }
    return FileReader.realPath(first) == FileReader.realPath(second)
  }

  /// Where a file of this import path would lie below `root`; nil if it cannot.
  private static func path(of name: String, in root: Root) -> String? {
    if root.prefix.isEmpty { return Path.join(root.folder, name) }
    if name == root.prefix { return root.folder }
    guard let rest = Path.relative(name, to: root.prefix) else { return nil }
    return Path.join(root.folder, rest)
  }

  /// The first path on disk that the import path stands for, if there is one.
  public func path(of name: String) -> String? {
    for root in roots {
      if let path = Self.path(of: name, in: root), FileReader.exists(path) { return path }
    }
    return nil
  }

  /// The import path of a file that a person named: by a path on disk, else by an import path.
  ///
  /// Fails if the file lies outside of all roots and is no import path either, or if an earlier
  /// root has another file of the same import path, which imports would find instead.
  public func importPath(of argument: String) -> Result<String, ImportPathError> {
    guard FileReader.exists(argument) else { return .success(argument) }
    guard let name = relativeName(argument) ?? relativeRealName(argument) else {
      if path(of: argument) != nil { return .success(argument) }
      let list = roots.map { "\"\($0.folder)\"" }.joined(separator: ", ")
      return .failure(
        ImportPathError(
          message: "\"\(argument)\" lies outside of the import roots",
          help: "the roots are \(list); add the folder that its imports are relative to"))
    }
    for root in roots {
      guard let path = Self.path(of: name, in: root) else { continue }
      if path == argument { break }
      guard FileReader.exists(path) else { continue }
      if FileReader.realPath(path) == FileReader.realPath(argument) { break }
      return .failure(
        ImportPathError(
          message: "\"\(argument)\" is hidden by \"\(path)\", which comes first in the roots",
          help: "put the root of \"\(argument)\" first, or rename one of the two files"))
    }
    return .success(name)
  }

  private func relativeName(_ argument: String) -> String? {
    let path = Path.absolute(argument, from: current)
    for (root, folder) in zip(roots, absolute) {
      if let name = Self.name(of: path, in: folder, root) { return name }
    }
    return nil
  }

  /// The same through symbolic links, where the plain spelling lies under no root.
  private func relativeRealName(_ argument: String) -> String? {
    guard let path = FileReader.realPath(argument) else { return nil }
    for root in roots {
      guard let folder = FileReader.realPath(root.folder) else { continue }
      if let name = Self.name(of: path, in: folder, root) { return name }
    }
    return nil
  }

  private static func name(of path: String, in folder: String, _ root: Root) -> String? {
    if path == folder { return root.prefix.isEmpty ? nil : root.prefix }
    return Path.relative(path, to: folder).map { Path.join(root.prefix, $0) }
  }

  public func knownNames() -> [String] {
    var names: [String] = []
    for root in roots {
      var pending = [""]
      var visited = 0
      while let folder = pending.popLast(), names.count < Self.knownNameLimit,
        visited < Self.knownNameLimit
      {
        visited += 1
        for entry in FileReader.list(Path.join(root.folder, folder)) where !entry.hasPrefix(".") {
          let name = folder.isEmpty ? entry : folder + "/" + entry
          if entry.hasSuffix(".proto") || entry.hasSuffix(".idl") {
            names.append(Path.join(root.prefix, name))
          } else if FileReader.isDirectory(Path.join(root.folder, name)) {
            pending.append(name)
          }
        }
      }
    }
    return names
  }
}

/// Path arithmetic on strings; nothing here looks at the disk, except for the current directory.
enum Path {
  static func join(_ root: String, _ name: String) -> String {
    if name.isEmpty { return root }
    if root.isEmpty || root == "." { return name }
    return root.hasSuffix("/") ? root + name : root + "/" + name
  }

  /// `path` as seen from the directory `current`, absolute and without `.` and `..`.
  static func absolute(_ path: String, from current: String) -> String {
    let whole = path.hasPrefix("/") ? path : join(current, path)
    var parts: [Substring] = []
    for part in whole.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }

  /// `path` without `.` and empty parts; `..` stays, since links may make it mean anything.
  static func folded(_ path: String) -> String {
    let parts = path.split(separator: "/").filter { $0 != "." }
    return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }

  /// `path` as seen from `folder`, or nil if it does not lie below it.
  static func relative(_ path: String, to folder: String) -> String? {
    // Bytes, not characters: a name may begin with a combining mark.
    let prefix = (folder.hasSuffix("/") ? folder : folder + "/").utf8
    guard path.utf8.count > prefix.count, path.utf8.starts(with: prefix) else { return nil }
    return String(Substring(path.utf8.dropFirst(prefix.count)))
  }

  /// Why `name` cannot be an import path, or nil if it can.
  static func importFault(_ name: String) -> DiagnosticMessage? {
    if name.isEmpty { return "the path is empty" }
    if name.utf8.contains(0) { return "the path contains a NUL byte" }
    if name.utf8.contains(Ascii.backslash) { return "the path contains a backslash" }
    if name.hasPrefix("/") { return "the path is absolute" }
    for part in name.split(separator: "/", omittingEmptySubsequences: false) {
      if part.isEmpty { return "the path contains an empty part" }
      if part == "." || part == ".." { return "the path contains \"\(part)\"" }
    }
    return nil
  }
}
