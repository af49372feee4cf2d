public import MartletIDL

/// Checks of what a person typed, before anything is compiled.
public enum InputFiles {
  /// Whether there is anything at `path`.
  public static func exists(_ path: String) -> Bool { FileSystem.exists(path) }

  /// Whether there is a folder at `path`.
  public static func isFolder(_ path: String) -> Bool { FileSystem.isDirectory(path) }

  /// A folder that cannot be read.
  public struct Unreadable: Error {
    /// Its path.
    public let path: String
  }

  /// The IDL files below a folder, by their paths, sorted. Passed over are files and folders whose
  /// names begin with a dot, and links to folders, which may lead anywhere.
  public static func below(_ folder: String) throws(Unreadable) -> [String] {
    var files: [String] = []
    var pending = [folder]
    while let folder = pending.popLast() {
      guard let entries = FileSystem.entries(folder) else { throw Unreadable(path: folder) }
      for entry in entries where !entry.name.hasPrefix(".") {
        let path = folder == "." ? entry.name : FilePath.append(entry.name, to: folder)
        if entry.isFolder {
          pending.append(path)
        } else if entry.name.hasSuffix(".idl") || entry.name.hasSuffix(".proto") {
          files.append(path)
        }
      }
    }
    return files.sorted()
  }

  /// The bytes of a file; nil if it cannot be read.
  public static func contents(of path: String) -> [UInt8]? { FileSystem.contents(of: path) }

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
