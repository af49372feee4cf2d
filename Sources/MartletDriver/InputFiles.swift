import MartletIDL

/// Checks of what a person typed, before anything is compiled.
public enum InputFiles {
  /// Whether there is a folder at `path`.
  public static func isFolder(_ path: String) -> Bool { FileSystem.isDirectory(path) }

  /// Whether `file` is a path on disk, or an import path below one of the roots.
  public static func exists(_ file: String, below roots: [String]) -> Bool {
    if FileSystem.exists(file) { return true }
    return ImportRoots(roots).roots.contains { FileSystem.exists(FilePath.join($0, file)) }
  }
}
