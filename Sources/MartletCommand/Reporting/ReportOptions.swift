import ArgumentParser
import MartletDriver
import MartletIDL

/// How a command tells what it finds.
struct ReportOptions: ParsableArguments {
  /// What findings are written as.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, json, sarif
  }

  /// Whether text is coloured.
  enum Color: String, CaseIterable, ExpressibleByArgument {
    case auto, always, never
  }

  @Option(
    help: ArgumentHelp(
      "How findings are written.",
      discussion: """
        Text goes to standard error, the others go to standard output as one document.
        """, valueName: "format"))
  var diagnostics = Format.text

  @Option(
    help: ArgumentHelp(
      "Whether text is coloured.",
      discussion: "By default on a terminal, unless NO_COLOR is set.", valueName: "when"))
  var color = Color.auto

  @Flag(
    name: [.customLong("warnings-as-errors"), .customLong("fatal-warnings")],
    help: "Treat warnings as errors.")
  var warningsAsErrors = false

  /// Findings with the severity that they have for this run.
  func judged(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    guard warningsAsErrors else { return diagnostics }
    return diagnostics.map { diagnostic in
      var diagnostic = diagnostic
      diagnostic.severity = .error
      return diagnostic
    }
  }

  /// Writes findings and ends the command with code 1 if there are errors among them. A document
  /// goes to `stream`; text always to standard error.
  func finish(_ found: [Diagnostic], to stream: Report.Stream = .standardOutput) throws {
    let found = judged(found)
    switch diagnostics {
    case .text: Report.write(found, color: color == .auto ? nil : color == .always)
    case .json: Report.write(JSONReport.text(found), to: stream)
    case .sarif: Report.write(SARIFReport.text(found), to: stream)
    }
    if found.contains(where: { $0.severity == .error }) { throw ExitCode(1) }
  }
}
