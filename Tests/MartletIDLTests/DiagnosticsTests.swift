import Foundation
import MartletIDL
import Testing

/// The text of diagnostics, file by file (see `Corpus` for how to refresh the expected ones).
struct DiagnosticsTests {
  private static let updates =
    ProcessInfo.processInfo.environment["MARTLET_UPDATE_GOLDEN"] != nil

  @Test(arguments: Corpus.names(in: Corpus.invalid))
  func golden(_ name: String) throws {
    let result = compile(name)
    #expect(result.hasErrors)
    // Paths are shown as given, so the root's own is taken out.
    let text = DiagnosticRenderer().render(result.diagnostics)
      .replacing(Corpus.folder.path + "/", with: "")
      .replacing(Corpus.package.path + "/", with: "")
    let file = Corpus.invalid.appending(
      path: name.replacing(".proto", with: ".diagnostics"))
    if Self.updates {
      try Data(text.utf8).write(to: file)
    } else {
      let expected = try String(contentsOf: file, encoding: .utf8)
      #expect(text == expected, "\(name): refresh with MARTLET_UPDATE_GOLDEN=1")
    }
  }

  private func compile(_ name: String) -> CompilationResult {
    let roots = [Corpus.invalid, Corpus.include, Corpus.idl].map(\.path)
    return Compiler(roots: ImportRoots(roots)).compile([name])
  }

  /// One fault, one message: most cases have a single fault.
  @Test func singleFaultsGiveSingleErrors() throws {
    let included = try Corpus.included()
    var refused = 0
    var single = 0
    for verdict in Corpus.verdicts {
      var files = included
      files["c.proto"] = verdict.source
      let errors = Compiler(sources: InMemorySources(files)).compile(["c.proto"]).diagnostics
        .filter { $0.severity == .error }
      if errors.isEmpty { continue }
      refused += 1
      if errors.count == 1 { single += 1 }
    }
    #expect(refused > 200)
    #expect(Double(single) >= 0.9 * Double(refused), "\(single) of \(refused)")
  }

  @Test func everyFindingHasAPlaceInItsFile() {
    for name in Corpus.names(in: Corpus.invalid) {
      for diagnostic in compile(name).diagnostics {
        #expect(diagnostic.span != nil)
        guard let span = diagnostic.span else { continue }
        #expect(span.range.upperBound <= span.file.bytes.count)
        #expect(!diagnostic.message.hasSuffix("."))
        #expect(!diagnostic.message.isEmpty)
      }
    }
  }

  @Test func colourIsOnlyAddedWhereWanted() {
    let source = InMemorySources(["a.proto": "syntax = \"proto3\"; message A { B b = 1; }"])
    let diagnostics = Compiler(sources: source).compile(["a.proto"]).diagnostics
    #expect(!DiagnosticRenderer(color: false).render(diagnostics).contains("\u{1B}"))
    #expect(DiagnosticRenderer(color: true).render(diagnostics).contains("\u{1B}[31merror"))
  }

  @Test func editsResolveWhatTheyAreFor() throws {
    let text = "syntax = \"proto3\";\nmessage A {\n  int32 a = 1\n}\n"
    let result = Compiler(sources: InMemorySources(["a.proto": text])).compile(["a.proto"])
    let edit = try #require(result.diagnostics.first?.edits.first)
    var bytes = Array(text.utf8)
    bytes.replaceSubrange(edit.span.range, with: Array(edit.replacement.utf8))
    let fixed = Compiler(sources: InMemorySources(bytes: ["a.proto": bytes])).compile(["a.proto"])
    #expect(!fixed.hasErrors)
  }
}
