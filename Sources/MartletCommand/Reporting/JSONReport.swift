import MartletIDL

/// Findings as one JSON array, an object for each and a line for each object.
///
/// `docs/COMMANDS.md` describes the objects; tools rely on it.
enum JSONReport {
  static func text(_ diagnostics: [Diagnostic]) -> String {
    JSON.array(diagnostics.map(object)).text(lines: 1) + "\n"
  }

  private static func object(_ diagnostic: Diagnostic) -> JSON {
    .object([
      ("severity", .string(diagnostic.severity.rawValue)),
      ("rule", .string(diagnostic.rule)),
      ("message", .string(diagnostic.message)),
      ("file", (diagnostic.span?.file.displayPath ?? diagnostic.path).map(JSON.string)),
      ("range", diagnostic.span.map(range)),
      ("help", diagnostic.help.map(JSON.string)),
      ("notes", list(diagnostic.notes.map(note))),
      ("edits", list(diagnostic.edits.map(edit))),
    ])
  }

  private static func list(_ elements: [JSON]) -> JSON? {
    elements.isEmpty ? nil : .array(elements)
  }

  private static func note(_ note: Diagnostic.Note) -> JSON {
    .object([
      ("message", .string(note.message)),
      ("file", .string(note.span.file.displayPath)),
      ("range", range(note.span)),
    ])
  }

  private static func edit(_ edit: Diagnostic.Edit) -> JSON {
    .object([
      ("file", .string(edit.span.file.displayPath)),
      ("range", range(edit.span)),
      ("replacement", .string(edit.replacement)),
    ])
  }

  private static func range(_ span: SourceSpan) -> JSON {
    .object([
      ("start", position(span.range.lowerBound, in: span.file)),
      ("end", position(span.range.upperBound, in: span.file)),
    ])
  }

  private static func position(_ offset: Int, in file: SourceFile) -> JSON {
    let (line, column) = file.position(of: offset)
    return .object([
      ("line", .number(line)), ("column", .number(column)), ("offset", .number(offset)),
    ])
  }
}
