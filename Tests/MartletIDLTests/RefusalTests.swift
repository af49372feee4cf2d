import Foundation
import MartletIDL
import Testing

/// Everything that protoc has to say against a file, held against protoc and against what we say.
///
/// `MARTLET_UPDATE_GOLDEN=1` writes the expected diagnostics and the index anew.
@Suite(.serialized)
struct RefusalTests {
  private static let updates =
    ProcessInfo.processInfo.environment["MARTLET_UPDATE_GOLDEN"] != nil

  /// A case with what we say about it.
  private struct Finding {
    var subject: RefusalCase
    var result: CompilationResult
    /// As the user sees it, but for where the test keeps its files.
    var text: String

    /// The findings that the case is about.
    var told: [Diagnostic] {
      result.diagnostics.filter { $0.severity == (subject.isWarning ? .warning : .error) }
    }

    /// Exactly one, at the token that is wrong.
    var isPrecise: Bool {
      guard told.count == 1, let first = told.first else { return false }
      if subject.hasNoPlace { return first.span == nil }
      return first.span.map { .init(file: $0.file.name, range: $0.range) } == subject.mark
    }
  }

  private static let findings: [Finding] = {
    guard let folder = try? Corpus.temporaryFolder() else { return [] }
    defer { try? FileManager.default.removeItem(at: folder) }
    return Refusals.all.compactMap { subject in
      guard let folder = try? subject.write(under: folder) else { return nil }
      let roots = [folder.path, Corpus.include.path]
      let result = Compiler(roots: ImportRoots(roots)).compile(subject.requested)
      let text = DiagnosticRenderer().render(result.diagnostics)
        .replacing(folder.path + "/", with: "")
        .replacing(Corpus.folder.path + "/", with: "")
      return Finding(subject: subject, result: result, text: text)
    }
  }()

  @Test func everyCaseIsThereOnce() {
    #expect(Self.findings.count == Refusals.all.count)
    #expect(Refusals.all.count > 300)
    let ids = Refusals.all.map(\.id)
    let unreachable = Refusals.unreachable.map(\.id)
    #expect(Set(ids + unreachable).count == ids.count + unreachable.count)
    for subject in Refusals.all {
      #expect(!subject.what.isEmpty, "\(subject): what is it?")
      #expect(subject.hasNoPlace == (subject.mark == nil), "\(subject): mark the faulty token")
    }
    for exception in Refusals.unreachable {
      #expect(!exception.what.isEmpty && !exception.why.isEmpty, "\(exception.id): why?")
    }
  }

  @Test(.enabled(if: Protoc.isAvailable))
  func protocSaysTheSame() throws {
    let folder = try Corpus.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let jobs = try Refusals.all.map { subject in
      Protoc.Job(
        roots: [try subject.write(under: folder), Corpus.include], files: subject.requested)
    }
    for (subject, answer) in zip(Refusals.all, try Protoc.run(jobs)) {
      switch answer {
      case .accepted(_, let warnings):
        #expect(subject.isWarning, "protoc accepts \(subject)")
        #expect(!warnings.isEmpty || subject.isOurs, "protoc says nothing about \(subject)")
      case .refused(let messages):
        #expect(!subject.isWarning, "protoc refuses \(subject):\n\(messages)")
      case .crashed:
        #expect(subject.crashesProtoc, "protoc crashes on \(subject)")
      }
    }
  }

  @Test(arguments: Refusals.areas.map(\.name))
  func golden(_ area: String) throws {
    let ids = Set(Refusals.areas.first { $0.name == area }?.cases.map(\.id) ?? [])
    let sections = Self.findings.filter { ids.contains($0.subject.id) }
      .map { "=== \($0.subject.id)\n\($0.text)" }
    let file = Refusals.folder.appending(path: area + ".diagnostics")
    try compare(sections.joined(), with: file)
  }

  /// One fault, one message, at the token that is wrong: for nine cases of ten and more.
  @Test func oneFaultGivesOneMessage() {
    let precise = Self.findings.filter(\.isPrecise)
    #expect(Double(precise.count) >= 0.9 * Double(Self.findings.count))
    for finding in Self.findings where finding.isPrecise == finding.subject.isImprecise {
      let wanted = finding.subject.mark.map { "\($0.file) at \($0.range)" } ?? "no place"
      Issue.record("\(finding.subject), marked \(wanted), gives:\n\(finding.text)")
    }
  }

  /// Accepted with a warning, or refused with an error.
  @Test func weSayTheSame() {
    for finding in Self.findings {
      #expect(finding.result.hasErrors == !finding.subject.isWarning, "\(finding.subject)")
    }
  }

  /// The changes that a message proposes make the file a good one.
  @Test func editsResolveTheFault() throws {
    var count = 0
    let root = try Corpus.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: root) }
    for finding in Self.findings {
      guard let told = finding.told.first, finding.told.count == 1, !told.edits.isEmpty else {
        continue
      }
      count += 1
      var subject = finding.subject
      for edit in told.edits.sorted(by: { $0.span.range.lowerBound > $1.span.range.lowerBound }) {
        let index = try #require(subject.files.firstIndex { $0.name == edit.span.file.name })
        subject.files[index].bytes.replaceSubrange(edit.span.range, with: edit.replacement.utf8)
      }
      let roots = [try subject.write(under: root).path, Corpus.include.path]
      let result = Compiler(roots: ImportRoots(roots)).compile(subject.requested)
      let left = result.diagnostics.filter { $0.severity == told.severity }
      #expect(left.isEmpty, "\(subject): \(DiagnosticRenderer().render(left))")
    }
    #expect(count > 20)
  }

  // MARK: - The index

  @Test func indexListsEveryFault() throws {
    let count = "\(Refusals.all.count) cases, \(Refusals.unreachable.count) exceptions"
    var text = "# What protoc has to say against a file\n\n\(count). Written by `RefusalTests`.\n"
    for area in Refusals.areas {
      text += "\n## \(area.name).cases\n\n| case | what is wrong |\n| --- | --- |\n"
      for subject in area.cases {
        text += "| `\(subject.id)` | \(subject.what)\(subject.isWarning ? " (a warning)" : "") |\n"
      }
    }
    text += "\n## Without a case\n\nProtoc's code has these too, but no file leads to them.\n\n"
    text += "| id | what is wrong | why there is no case |\n| --- | --- | --- |\n"
    for line in Refusals.unreachable { text += "| `\(line.id)` | \(line.what) | \(line.why) |\n" }
    try compare(text, with: Refusals.folder.appending(path: "INDEX.md"))
  }

  private func compare(_ text: String, with file: URL) throws {
    if Self.updates {
      try Data(text.utf8).write(to: file)
    } else {
      let expected = try String(contentsOf: file, encoding: .utf8)
      #expect(text == expected, "\(file.lastPathComponent): refresh with MARTLET_UPDATE_GOLDEN=1")
    }
  }
}
