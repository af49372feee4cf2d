/// What looking for a file by its import path gave.
public enum SourceLookup: Sendable {
  /// The file. `identity` is the same for two names of one file on disk.
  case found(SourceFile, identity: String)
  /// There is no such file.
  case missing
  /// There is something, but it cannot be read: the reason, as `is a directory`.
  case unreadable(path: String, reason: String)
}

/// Where the compiler gets its sources from: a disk, a test's dictionary, an editor's buffers.
public protocol SourceProvider: Sendable {
  /// Looks up a file by its import path, such as `google/protobuf/any.proto`.
  ///
  /// A file larger than `limit` bytes is answered as unreadable, without reading it.
  func source(named name: String, limit: Int) -> SourceLookup

  /// Whether two files of the same identity are one file indeed, which may cost more to tell.
  func areSame(_ first: SourceFile, _ second: SourceFile) -> Bool

  /// Turns what a person typed into an import path, or says why that is impossible.
  func importPath(of argument: String) -> Result<String, ImportPathError>

  /// Import paths that exist, from which a misspelt one is guessed; may be incomplete or empty.
  func knownNames() -> [String]
}

/// Why a path given by a person is no import path.
public struct ImportPathError: Error, Sendable {
  /// What is wrong, in one line.
  public var message: DiagnosticMessage
  /// What to do, if known.
  public var help: String?

  /// An error with its remedy.
  public init(message: DiagnosticMessage, help: String? = nil) {
    self.message = message
    self.help = help
  }
}

extension SourceProvider {
  /// True.
  public func areSame(_ first: SourceFile, _ second: SourceFile) -> Bool { true }

  /// The argument as it is.
  public func importPath(of argument: String) -> Result<String, ImportPathError> {
    .success(argument)
  }

  /// Nothing.
  public func knownNames() -> [String] { [] }
}

/// Sources from memory, for tests and for tools that hold unsaved text.
public struct InMemorySources: SourceProvider {
  private let files: [String: [UInt8]]

  /// Import path to text.
  public init(_ files: [String: String]) {
    self.files = files.mapValues { Array($0.utf8) }
  }

  /// Import path to bytes, which need not be UTF-8.
  public init(bytes files: [String: [UInt8]]) {
    self.files = files
  }

  public func source(named name: String, limit: Int) -> SourceLookup {
    guard let bytes = files[name] else { return .missing }
    if bytes.count > limit { return .unreadable(path: name, reason: FileReader.tooLarge(limit)) }
    return .found(SourceFile(name: name, path: name, bytes: bytes), identity: name)
  }

  public func knownNames() -> [String] { files.keys.sorted() }
}

/// The definitions that the compiler brings along (`google/protobuf/…`).
struct EmbeddedSources: SourceProvider {
  func source(named name: String, limit: Int) -> SourceLookup {
    guard let text = EmbeddedIDL.text(named: name) else { return .missing }
    let bytes = Array(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    return .found(SourceFile(name: name, path: nil, bytes: bytes), identity: "embedded:" + name)
  }

  func knownNames() -> [String] { EmbeddedIDL.names }
}
