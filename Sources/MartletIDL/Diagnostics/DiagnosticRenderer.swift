/// Turns findings into text for people and for build systems.
///
/// The first line is `path:line:column: error: message`, the form that SwiftPM, Xcode and editors
/// recognise. Below it come the source line, a caret under the span, and what to do:
///
///     greeter.idl:7:3: error: "Strin" is not defined
///       7 |   Strin name = 1;
///         |   ^~~~~
///         = did you mean "string"?
public struct DiagnosticRenderer: Sendable {
  private let color: Bool
  /// A line longer than this is shown as a window around the span.
  private static let widest = 200

  /// A renderer; `color` adds ANSI escapes, for terminals only.
  public init(color: Bool = false) {
    self.color = color
  }

  /// All findings, each ended by a newline, in the order given.
  public func render(_ diagnostics: [Diagnostic]) -> String {
    var text = ""
    for diagnostic in diagnostics { text += render(diagnostic) }
    return text
  }

  /// One finding, ended by a newline.
  public func render(_ diagnostic: Diagnostic) -> String {
    let kind = diagnostic.severity.rawValue
    let code = diagnostic.severity == .error ? "31" : "35"
    var text = ""
    if let span = diagnostic.span {
      text += place(span) + painted(kind + ": ", code) + painted(diagnostic.message, "1") + "\n"
      text += excerpt(span)
      if let help = diagnostic.help { text += gutter(span) + "= " + help + "\n" }
    } else {
      let path = diagnostic.path.map { $0 + ": " } ?? ""
      text += path + painted(kind + ": ", code) + painted(diagnostic.message, "1") + "\n"
      if let help = diagnostic.help { text += "  = " + help + "\n" }
    }
    for note in diagnostic.notes {
      text += place(note.span) + painted("note: ", "36") + note.message + "\n"
      text += excerpt(note.span)
    }
    return text
  }

  // MARK: - Parts

  private func place(_ span: SourceSpan) -> String {
    let position = span.file.position(of: span.range.lowerBound)
    return "\(span.file.displayPath):\(position.line):\(position.column): "
  }

  private func gutter(_ span: SourceSpan) -> String {
    String(repeating: " ", count: "\(span.line)".utf8.count + 3)
  }

  private func excerpt(_ span: SourceSpan) -> String {
    let (line, column) = span.file.position(of: span.range.lowerBound)
    let bytes = span.file.line(line)
    let before = min(column - 1, bytes.count)
    let inside = min(max(span.range.count, 1), max(bytes.count - before, 1))
    let window = window(count: bytes.count, before: before, inside: inside)

    var shown = ""
    var marks = ""
    var offset = 0
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      let size = UTF8.width(scalar)
      if window.contains(offset) {
        let mark = offset < before ? " " : offset == before ? "^" : "~"
        let isTab = scalar == "\t"
        // Control characters would move the caret away from what it points at.
        let visible = isTab || scalar.value >= 0x20 ? Unicode.Scalar(scalar) : "\u{FFFD}"
        shown.unicodeScalars.append(visible)
        if offset < before + inside {
          marks += isTab && offset < before ? "\t" : mark
          if isWide(scalar) { marks += offset < before ? " " : "~" }
        }
      }
      offset += size
    }
    // A span at the end of its line points behind the last character.
    if !marks.contains("^") { marks += "^" }
    let number = "\(line)"
    let blank = String(repeating: " ", count: number.utf8.count)
    return "  \(number) | \(shown)\n  \(blank) | \(painted(marks, "32"))\n"
  }

  private func window(count: Int, before: Int, inside: Int) -> Range<Int> {
    guard count > Self.widest else { return 0..<max(count, 1) }
    let start = max(0, before - Self.widest / 2)
    return start..<min(count, start + Self.widest)
  }

  /// Whether terminals give the scalar two columns (East Asian wide forms and emoji, roughly).
  private func isWide(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      true
    default: false
    }
  }

  private func painted(_ text: String, _ code: String) -> String {
    color ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
