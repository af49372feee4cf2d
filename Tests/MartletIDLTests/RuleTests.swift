import Foundation
import MartletIDL
import Testing

/// The names of the rules that findings are about, which tools know them by.
struct RuleTests {
  /// Every finding that the corpus leads to, by its rule.
  private static let findings: [String: [Diagnostic]] = {
    let roots = ImportRoots([Corpus.invalid, Corpus.include, Corpus.idl].map(\.path))
    var found = Corpus.names(in: Corpus.invalid).flatMap { name in
      Compiler(roots: roots).compile([name]).diagnostics
    }
    for verdict in Corpus.verdicts {
      let compiler = Compiler(sources: InMemorySources(["c.proto": verdict.source]))
      found += compiler.compile(["c.proto"]).diagnostics
    }
    return Dictionary(grouping: found, by: \.rule)
  }()

  @Test func namesAreWordsWithHyphens() {
    #expect(Self.findings.count > 100)
    for (rule, findings) in Self.findings {
      #expect(rule.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*/) != nil, "\(findings[0].message)")
    }
  }

  @Test func aNameDoesNotDependOnTheSource() {
    let sources = ["Some", "Other", "Wrong_9"].map { name in
      "syntax = \"proto3\"; message A { \(name) b = 1; string \(name) = 2; string \(name) = 2; }"
    }
    let rules = sources.map { source in
      Compiler(sources: InMemorySources(["c.proto": source])).compile(["c.proto"])
        .diagnostics.map(\.rule)
    }
    #expect(rules[0] == ["undefined-name", "duplicate-name", "duplicate-number"])
    #expect(Set(rules).count == 1)
  }

  @Test func theMessageIsWhatWasWritten() {
    let name = "Foo"
    let message: DiagnosticMessage = "\"\(name)\" isn't \(12) " + "of \(true) and \("x") things"
    #expect(message.text == "\"Foo\" isn't 12 of true and x things")
    #expect(message.rule == "isnt-of-and-things")
  }
}
