import MartletIDL

/// Where a snapshot is kept: a file for each list of roots.
///
/// The snapshot stands behind a digest of itself and of the program that wrote it: one that was
/// damaged, or written by another version of the compiler, is none.
struct SnapshotFile {
  private let path: String
  private let key: Digest.Key

  /// In `folder`. Nil if this program cannot tell itself from another version.
  init?(folder: String, roots: ImportRoots) {
    guard let program = FileSystem.thisProgram() else { return nil }
    let digest = Digest(of: program, key: Digest.Key(low: 0, high: 0))
    key = Digest.Key(low: digest.low, high: digest.high)
    let list = roots.roots.map { "\(FileSystem.realPath($0.folder) ?? $0.folder)\0\($0.prefix)" }
    let name = Digest(of: list.joined(separator: "\0"), key: Digest.Key(low: 0, high: 0))
    path = FilePath.append(
      "check-" + String(name.low, radix: 16) + String(name.high, radix: 16), to: folder)
  }

  /// The snapshot, if there is a good one.
  func load() -> Snapshot? {
    guard let bytes = FileSystem.contents(of: path),
      let stored = Digest.Key(Array(bytes.prefix(16)))
    else { return nil }
    let body = Array(bytes.dropFirst(16))
    let digest = Digest(of: body, key: key)
    guard digest.low == stored.low, digest.high == stored.high else { return nil }
    return Snapshot(encoded: body)
  }

  /// Keeps a snapshot. Returns a warning if that is impossible.
  func save(_ snapshot: Snapshot) -> Diagnostic? {
    guard let body = snapshot.encoded() else { return nil }
    let digest = Digest(of: body, key: key)
    do throws(FileSystem.Failure) {
      try FileSystem.makeDirectory(FilePath.parent(of: path))
      try FileSystem.replace(
        path, with: Digest.Key(low: digest.low, high: digest.high).bytes + body)
      return nil
    } catch {
      return Diagnostic(
        .warning, "the cache cannot be written: \(error.reason)", path: error.path)
    }
  }
}
