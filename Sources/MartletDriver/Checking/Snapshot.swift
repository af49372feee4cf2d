import MartletIDL
import MartletProtobuf

/// What a run found out about its files, for the next run.
struct Snapshot {
  /// What is known of one file.
  struct File {
    var digest: Digest
    var imports: [String]
    var isRequested: Bool
    /// Whether there were errors. Then all it is good for is its names.
    var hasErrors: Bool
    var hasOwnSchema: Bool
    var warnings: [CheckSnapshot.Warning]
    var symbols: [UInt64]
    var packages: [UInt64]
    var types: [UInt64]
  }

  /// The key of all digests.
  let key: Digest.Key
  /// By import path.
  private(set) var files: [String: File] = [:]

  /// Nothing known yet.
  init() { key = .random() }

  /// Nothing known, except for the key.
  init(key: Digest.Key) { self.key = key }

  /// Enters what the compiler found out about a file.
  mutating func enter(_ facts: FileFacts, digest: Digest) {
    files[facts.source.name] = File(
      digest: digest, imports: facts.imports, isRequested: facts.isRequested,
      hasErrors: facts.diagnostics.contains { $0.severity == .error },
      hasOwnSchema: facts.usesOwnSchema,
      warnings: facts.diagnostics.filter { $0.severity == .warning }.map(Self.kept),
      symbols: facts.symbols.map { Digest(of: $0, key: key).low },
      packages: facts.packages.map { Digest(of: $0, key: key).low },
      types: facts.types.map { Digest(of: $0, key: key).low })
  }

  /// Takes over a file from an earlier run.
  mutating func enter(_ file: File, name: String) { files[name] = file }
}

// MARK: - Warnings

extension Snapshot {
  private typealias Kept = CheckSnapshot

  private static func kept(_ diagnostic: Diagnostic) -> CheckSnapshot.Warning {
    .with {
      $0.message = diagnostic.what.text
      $0.rule = diagnostic.what.words
      $0.help = diagnostic.help ?? ""
      $0.span = diagnostic.span.map(kept)
      $0.notes = diagnostic.notes.map { kept($0.message, $0.span) }
      $0.edits = diagnostic.edits.map { kept($0.replacement, $0.span) }
    }
  }

  private static func kept(_ text: String, _ span: SourceSpan) -> Kept.Text {
    .with {
      $0.text = text
      $0.span = kept(span)
    }
  }

  private static func kept(_ span: SourceSpan) -> Kept.Span {
    .with {
      $0.file = span.file.name
      $0.start = Int64(span.range.lowerBound)
      $0.end = Int64(span.range.upperBound)
    }
  }

  /// A warning as it was, about the files of this run; nil if it makes no sense.
  static func diagnostic(
    _ warning: CheckSnapshot.Warning, _ files: [String: ReadFiles.File]
  ) -> Diagnostic? {
    guard let place = span(warning.span, files) else { return nil }
    let message = DiagnosticMessage(text: warning.message, words: warning.rule)
    var diagnostic = Diagnostic(
      .warning, message, at: place, help: warning.help.isEmpty ? nil : warning.help)
    for note in warning.notes {
      guard let place = span(note.span, files) else { return nil }
      diagnostic.notes.append(.init(message: note.text, span: place))
    }
    for edit in warning.edits {
      guard let place = span(edit.span, files) else { return nil }
      diagnostic.edits.append(.init(span: place, replacement: edit.text))
    }
    return diagnostic
  }

  private static func span(_ span: Kept.Span?, _ files: [String: ReadFiles.File]) -> SourceSpan? {
    guard let span, let file = files[span.file]?.source,
      let start = Int(exactly: span.start), let end = Int(exactly: span.end),
      start >= 0, start <= end, end <= file.bytes.count
    else { return nil }
    return SourceSpan(file: file, range: start..<end)
  }
}

// MARK: - On disk

extension Snapshot {
  /// Reads what ``encoded()`` wrote; nil if it is anything else.
  init?(encoded bytes: [UInt8]) {
    guard let stored = try? CheckSnapshot(serializedBytes: bytes),
      let key = Digest.Key(stored.key)
    else { return nil }
    self.key = key
    files.reserveCapacity(stored.files.count)
    for file in stored.files {
      files[file.name] = File(
        digest: Digest(low: file.digestLow, high: file.digestHigh), imports: file.imports,
        isRequested: file.isRequested, hasErrors: file.hasErrors, hasOwnSchema: file.hasOwnSchema,
        warnings: file.warnings, symbols: file.symbols, packages: file.packages,
        types: file.types)
    }
  }

  func encoded() -> [UInt8]? {
    try? CheckSnapshot.with {
      $0.key = key.bytes
      $0.files = files.map { name, file in
        .with {
          $0.name = name
          $0.digestLow = file.digest.low
          $0.digestHigh = file.digest.high
          $0.imports = file.imports
          $0.isRequested = file.isRequested
          $0.hasErrors = file.hasErrors
          $0.hasOwnSchema = file.hasOwnSchema
          $0.warnings = file.warnings
          $0.symbols = file.symbols
          $0.packages = file.packages
          $0.types = file.types
        }
      }
    }.serializedBytes()
  }
}
