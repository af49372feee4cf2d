import MartletDriver
import MartletIDL

/// Findings as a SARIF 2.1.0 log (OASIS, sarif-schema-2.1.0.json), for code scanning services.
struct SARIFReport {
  /// The rules that the findings are about, in order of appearance.
  private var rules: [String] = []
  private var places: [String: Int] = [:]

  static func text(_ diagnostics: [Diagnostic]) -> String {
    var report = SARIFReport()
    return report.log(diagnostics).text(lines: 6) + "\n"
  }

  private mutating func log(_ diagnostics: [Diagnostic]) -> JSON {
    let results = diagnostics.map { result($0) }
    let driver = JSON.object([
      ("name", "martlet"),
      ("version", .string(MartletVersion.current)),
      ("rules", .array(rules.map { .object([("id", .string($0))]) })),
    ])
    let run = JSON.object([
      ("tool", .object([("driver", driver)])),
      ("columnKind", "unicodeCodePoints"),
      ("defaultEncoding", "UTF-8"),
      ("results", .array(results)),
    ])
    return .object([
      ("$schema", "https://json.schemastore.org/sarif-2.1.0.json"),
      ("version", "2.1.0"),
      ("runs", .array([run])),
    ])
  }

  private mutating func place(of rule: String) -> Int {
    if let known = places[rule] { return known }
    places[rule] = rules.count
    rules.append(rule)
    return rules.count - 1
  }

  private mutating func result(_ diagnostic: Diagnostic) -> JSON {
    var location: JSON?
    if let span = diagnostic.span {
      location = Self.location(span)
    } else if let path = diagnostic.path {
      let artifact = Self.artifact(path)
      location = .object([("physicalLocation", .object([("artifactLocation", artifact)]))])
    }
    let related = diagnostic.notes.map { Self.location($0.span, message: $0.message) }
    let lines = [diagnostic.message] + (diagnostic.help.map { [$0] } ?? [])
    return .object([
      ("ruleId", .string(diagnostic.rule)),
      ("ruleIndex", .number(place(of: diagnostic.rule))),
      ("level", .string(diagnostic.severity.rawValue)),
      ("message", Self.message(lines.joined(separator: "\n"))),
      ("locations", location.map { .array([$0]) }),
      ("relatedLocations", related.isEmpty ? nil : .array(related)),
      ("fixes", diagnostic.edits.isEmpty ? nil : .array([Self.fix(diagnostic)])),
    ])
  }

  private static func message(_ text: String) -> JSON { .object([("text", .string(text))]) }

  private static func fix(_ diagnostic: Diagnostic) -> JSON {
    let changes = diagnostic.edits.map { edit in
      let replacement = JSON.object([
        ("deletedRegion", region(edit.span)),
        (
          "insertedContent",
          edit.replacement.isEmpty ? nil : .object([("text", .string(edit.replacement))])
        ),
      ])
      return JSON.object([
        ("artifactLocation", artifact(edit.span.file.displayPath)),
        ("replacements", .array([replacement])),
      ])
    }
    return .object([
      ("description", diagnostic.help.map(message)), ("artifactChanges", .array(changes)),
    ])
  }

  // MARK: - Places

  private static func location(_ span: SourceSpan, message: String? = nil) -> JSON {
    let physical = JSON.object([
      ("artifactLocation", artifact(span.file.displayPath)), ("region", region(span)),
    ])
    return .object([("physicalLocation", physical), ("message", message.map(Self.message))])
  }

  private static func region(_ span: SourceSpan) -> JSON {
    let start = position(span.range.lowerBound, in: span.file)
    let end = position(span.range.upperBound, in: span.file)
    return .object([
      ("startLine", .number(start.line)), ("startColumn", .number(start.column)),
      ("endLine", .number(end.line)), ("endColumn", .number(end.column)),
      ("byteOffset", .number(span.range.lowerBound)), ("byteLength", .number(span.range.count)),
    ])
  }

  /// Line and column, the latter in code points.
  private static func position(_ offset: Int, in file: SourceFile) -> (line: Int, column: Int) {
    let (line, column) = file.position(of: offset)
    let before = file.line(line).prefix(column - 1)
    return (line, String(decoding: before, as: UTF8.self).unicodeScalars.count + 1)
  }

  /// The file as a URI, relative if its path is.
  private static func artifact(_ path: String) -> JSON {
    var uri = path.hasPrefix("/") ? "file://" : ""
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "/"):
        uri.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        uri += byte < 16 ? "%0" + digits : "%" + digits
      }
    }
    return .object([("uri", .string(uri))])
  }
}
