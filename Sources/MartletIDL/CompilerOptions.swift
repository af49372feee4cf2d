/// What a run of the compiler is to give beyond plain descriptors.
public struct CompilerOptions: Sendable, Hashable {
  /// Whether options declared with `retention = RETENTION_SOURCE` are in the descriptors, and
  /// custom options one by one as the statements set them. Otherwise such options are left out,
  /// and what several statements set is merged into one value, in the order of field numbers: so
  /// protoc writes descriptors unless it is told `--retain_options`.
  public var retainOptions = false

  /// Of which files it tells where things stand and what comments say.
  public var sourceInfo = SourceInfoScope.none

  /// Whether requested files may be of edition `UNSTABLE`, which changes without notice; so does
  /// protoc's `--experimental_editions`.
  public var acceptsUnstableEdition = false

  /// Whether what the compiler works with is left to the end of the process. That is quicker than
  /// to give it back bit by bit, and right for programs that compile once.
  package var leavesMemoryToExit = false

  /// Descriptors as protoc writes them by default.
  public init() {}
}

/// How much a compilation tells of where things stand and what comments say.
public enum SourceInfoScope: Sendable, Hashable {
  /// Nothing.
  case none
  /// Of the requested files, only the locations of what has comments: enough for whoever writes
  /// documentation, and quick.
  case comments
  /// Every location of every file, as protoc's `--include_source_info` writes them.
  case full
}
