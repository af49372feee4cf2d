public import MartletIDL

/// Checks of what a person typed, before anything is compiled.
public enum InputFiles {
  /// Whether there is anything at `path`.
  public static func exists(_ path: String) -> Bool { FileSystem.exists(path) }

  /// The lines of a file, without those that are empty; nil if it cannot be read.
  public static func lines(of path: String) -> [String]? {
    guard let bytes = FileSystem.contents(of: path) else { return nil }
    return bytes.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
      .map { String(decoding: $0, as: UTF8.self) }
  }

  /// Whether `file` is a path on disk, an import path below one of the roots, or the import path
  /// of a file that comes with the compiler.
  public static func exists(_ file: String, below roots: ImportRoots) -> Bool {
    FileSystem.exists(file) || roots.path(of: file) != nil || Compiler.embeddedFiles.contains(file)
  }
}
