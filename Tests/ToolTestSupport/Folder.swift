package import Foundation

/// A folder for one test, removed with the value that owns it.
package final class Folder: Sendable {
  package let url: URL

  package init() throws {
    let name = "martlet-\(UUID().uuidString)"
    // Without symbolic links: programs print paths without them.
    url = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().appending(path: name)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  package var path: String { url.path }

  package func path(_ name: String) -> String { url.appending(path: name).path }

  /// Writes a file and the folders above it.
  package func write(_ name: String, _ text: String) throws {
    let file = url.appending(path: name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  package func read(_ name: String) throws -> String {
    try String(contentsOf: url.appending(path: name), encoding: .utf8)
  }

  package func remove(_ name: String) throws {
    try FileManager.default.removeItem(at: url.appending(path: name))
  }

  package func exists(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: path(name))
  }

  /// The names in a folder below, sorted; empty if there is none.
  package func list(_ name: String = "") -> [String] {
    let names = try? FileManager.default.contentsOfDirectory(atPath: path(name))
    return (names ?? []).sorted()
  }

  /// The state of every file with one of the endings below `name`, by its path from there: changes
  /// whenever the file is written, even with the same bytes.
  package func stamps(below name: String = "", ending: String = ".martlet.swift") -> [String:
    FileStamp]
  {
    let base = url.appending(path: name)
    let enumerator = FileManager.default.enumerator(at: base, includingPropertiesForKeys: nil)
    var stamps: [String: FileStamp] = [:]
    for case let file as URL in enumerator ?? .init() where file.path.hasSuffix(ending) {
      stamps[String(file.path.dropFirst(base.path.count + 1))] = FileStamp(file.path)
    }
    return stamps
  }
}

/// What tells a file from the one that it was before: inode and modification time in nanoseconds.
package struct FileStamp: Hashable, Sendable {
  let inode: UInt64
  let seconds: Int
  let nanoseconds: Int

  package init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    inode = UInt64(status.st_ino)
    #if canImport(Darwin)
      seconds = status.st_mtimespec.tv_sec
      nanoseconds = status.st_mtimespec.tv_nsec
    #else
      seconds = status.st_mtim.tv_sec
      nanoseconds = status.st_mtim.tv_nsec
    #endif
  }
}

/// The keys whose values are not the same in both.
package func changes(
  _ before: [String: FileStamp], _ after: [String: FileStamp]
) -> Set<String> {
  Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }
}
