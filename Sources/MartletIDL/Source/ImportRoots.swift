/// The folders under which imports are looked for, in order; the first that has a file wins.
///
/// A file has exactly one import path, the one under the first root that contains it. Everything
/// else in the compiler knows files by that path alone.
public struct ImportRoots: SourceProvider {
  /// The folders as given.
  public let roots: [String]
  /// The same, absolute and without `.` and `..`.
  private let absolute: [String]
  /// How many names are collected for guesses; a wrong root such as `/` must not hang the tool.
  private static let knownNameLimit = 5_000

  /// Roots in order. An empty list means the current directory.
  public init(_ roots: [String]) {
    self.roots = roots.isEmpty ? ["."] : roots
    self.absolute = self.roots.map(Path.absolute)
  }

  public func source(named name: String, limit: Int) -> SourceLookup {
    for root in roots {
      let path = Path.join(root, name)
      switch FileReader.read(path, limit: limit) {
      case .bytes(let bytes):
        let identity = FileReader.realPath(path) ?? path
        return .found(SourceFile(name: name, path: path, bytes: bytes), identity: identity)
      case .missing: continue
      case .unreadable(let reason): return .unreadable(path: path, reason: reason)
      }
    }
    return .missing
  }

  /// The import path of a file that a person named: by a path on disk, else by an import path.
  ///
  /// Fails if the file lies outside of all roots, or if an earlier root has another file of the
  /// same import path, which imports would find instead.
  public func importPath(of argument: String) -> Result<String, ImportPathError> {
    guard FileReader.exists(argument) else { return .success(argument) }
    guard let name = relativeName(Path.absolute(argument)) ?? relativeRealName(argument) else {
      let list = roots.map { "\"\($0)\"" }.joined(separator: ", ")
      return .failure(
        ImportPathError(
          message: "\"\(argument)\" lies outside of the import roots",
          help: "the roots are \(list); add the folder that its imports are relative to"))
    }
    for root in roots {
      let path = Path.join(root, name)
      guard FileReader.exists(path) else { continue }
      if FileReader.realPath(path) == FileReader.realPath(argument) { break }
      return .failure(
        ImportPathError(
          message: "\"\(argument)\" is hidden by \"\(path)\", which comes first in the roots",
          help: "put the root of \"\(argument)\" first, or rename one of the two files"))
    }
    return .success(name)
  }

  private func relativeName(_ path: String) -> String? {
    for root in absolute {
      let prefix = root == "/" ? "/" : root + "/"
      if path.hasPrefix(prefix) { return String(path.dropFirst(prefix.count)) }
    }
    return nil
  }

  /// The same through symbolic links, where the plain spelling lies under no root.
  private func relativeRealName(_ argument: String) -> String? {
    guard let path = FileReader.realPath(argument) else { return nil }
    for root in roots {
      guard let real = FileReader.realPath(root) else { continue }
      let prefix = real == "/" ? "/" : real + "/"
      if path.hasPrefix(prefix) { return String(path.dropFirst(prefix.count)) }
    }
    return nil
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
        for entry in FileReader.list(Path.join(root, folder)) where !entry.hasPrefix(".") {
          let name = folder.isEmpty ? entry : folder + "/" + entry
          if entry.hasSuffix(".proto") || entry.hasSuffix(".idl") {
            names.append(name)
          } else if FileReader.isDirectory(Path.join(root, name)) {
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

  static func absolute(_ path: String) -> String {
    let whole = path.hasPrefix("/") ? path : FileReader.currentDirectory() + "/" + path
    var parts: [Substring] = []
    for part in whole.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }

  /// Why `name` cannot be an import path, or nil if it can.
  static func importFault(_ name: String) -> String? {
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
