/// One finding of the compiler: what is wrong, exactly where, why, and what to do about it.
public struct Diagnostic: Sendable {
  /// How grave a finding is.
  public enum Severity: String, Sendable, Hashable {
    /// The file cannot be compiled.
    case error
    /// The file compiles, but probably does not say what its author meant.
    case warning
  }

  /// A second place that explains the first: `first declared here`.
  public struct Note: Sendable {
    /// What that place has to do with the finding.
    public var message: String
    /// The place.
    public var span: SourceSpan

    /// A place with what it has to do with the finding.
    public init(message: String, span: SourceSpan) {
      self.message = message
      self.span = span
    }
  }

  /// A change of the source that would resolve the finding.
  public struct Edit: Sendable {
    /// What to replace; an empty span inserts.
    public var span: SourceSpan
    /// What to put there.
    public var replacement: String

    /// A change of `span` to `replacement`.
    public init(span: SourceSpan, replacement: String) {
      self.span = span
      self.replacement = replacement
    }
  }

  /// How grave it is.
  public var severity: Severity
  /// What is wrong, in one line: lower case, no full stop.
  public var message: String { what.text }
  /// The rule that is broken, by a name that stays the same from version to version.
  public var rule: String { what.rule }
  package private(set) var what: DiagnosticMessage
  /// Where; nil if it concerns a file that could not be read at all.
  public var span: SourceSpan?
  /// The file's path where there is no span.
  public var path: String?
  /// Second places, in reading order.
  public var notes: [Note] = []
  /// What to do, in one line, if the compiler knows.
  public var help: String?
  /// The edits that `help` proposes, for tools; may be empty.
  public var edits: [Edit] = []

  /// A finding at a place.
  public init(
    _ severity: Severity, _ message: DiagnosticMessage, at span: SourceSpan, help: String? = nil
  ) {
    self.severity = severity
    self.what = message
    self.span = span
    self.help = help
  }

  /// A finding about a file as a whole, which may not even exist.
  public init(
    _ severity: Severity, _ message: DiagnosticMessage, path: String?, help: String? = nil
  ) {
    self.severity = severity
    self.what = message
    self.path = path
    self.help = help
  }

  /// The position on which findings of one file are sorted.
  var offset: Int { span?.range.lowerBound ?? -1 }
}

/// Collects the findings of one file, so that the passes need not hand them around.
///
/// A class because the lexer, parser and linker of one file append to the same list; it never
/// leaves the task that compiles the file.
final class DiagnosticSink {
  let source: SourceFile
  private let errorLimit: Int
  private(set) var diagnostics: [Diagnostic] = []
  private(set) var errorCount = 0

  init(source: SourceFile, errorLimit: Int) {
    self.source = source
    self.errorLimit = errorLimit
  }

  /// Forgets everything, where one finding makes the earlier ones pointless.
  func removeAll() {
    diagnostics = []
    errorCount = 0
  }

  /// Whether further errors are left out, so that working out advice for them is in vain.
  var isFull: Bool { errorCount >= errorLimit }

  func span(_ range: TextRange) -> SourceSpan { SourceSpan(file: source, range: range) }

  /// Reports an error. `notes` are further places, in this file or another one; `rule` is the
  /// rule's name where the message's own words make none.
  func error(
    _ message: DiagnosticMessage, at range: TextRange, rule: StaticString? = nil,
    help: String? = nil, notes: [Diagnostic.Note] = [], edits: [(TextRange, String)] = []
  ) {
    errorCount += 1
    if errorCount == errorLimit + 1 {
      diagnostics.append(
        Diagnostic(.error, "more than \(errorLimit) errors; the rest is left out", at: span(range)))
    }
    guard errorCount <= errorLimit else { return }
    append(.error, message.named(rule), range, help, notes, edits)
  }

  /// Reports an error or a warning.
  func report(
    _ severity: Diagnostic.Severity, _ message: DiagnosticMessage, at range: TextRange,
    help: String? = nil,
    notes: [Diagnostic.Note] = [], edits: [(TextRange, String)] = []
  ) {
    switch severity {
    case .error: error(message, at: range, help: help, notes: notes, edits: edits)
    case .warning: warning(message, at: range, help: help, notes: notes, edits: edits)
    }
  }

  /// Reports a warning.
  func warning(
    _ message: DiagnosticMessage, at range: TextRange, rule: StaticString? = nil,
    help: String? = nil, notes: [Diagnostic.Note] = [], edits: [(TextRange, String)] = []
  ) {
    append(.warning, message.named(rule), range, help, notes, edits)
  }

  private func append(
    _ severity: Diagnostic.Severity, _ message: DiagnosticMessage, _ range: TextRange,
    _ help: String?, _ notes: [Diagnostic.Note], _ edits: [(TextRange, String)]
  ) {
    var diagnostic = Diagnostic(severity, message, at: span(range), help: help)
    diagnostic.notes = notes
    diagnostic.edits = edits.map { Diagnostic.Edit(span: span($0.0), replacement: $0.1) }
    diagnostics.append(diagnostic)
  }
}
