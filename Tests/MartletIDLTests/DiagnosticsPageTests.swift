import Foundation
import MartletIDL
import Testing

/// `docs/DIAGNOSTICS.md` shows what we say beside what protoc says, file by file of
/// `Tests/IDLCorpus/page`. `MARTLET_UPDATE_GOLDEN=1` writes that part of the page anew, for which
/// protoc must be there.
@Suite(.serialized)
struct DiagnosticsPageTests {
  private static let folder = Corpus.folder.appending(path: "page")
  private static let page = Corpus.package.appending(path: "docs/DIAGNOSTICS.md")
  private static let begin = "<!-- examples: written by DiagnosticsPageTests -->\n"
  private static let end = "<!-- end of examples -->\n"

  private static let names = Corpus.names(in: folder).filter { $0.first?.isNumber == true }

  private func roots() -> [URL] { [Self.folder, Corpus.include] }

  private func block(_ text: String, _ language: String) -> String {
    "```\(language)\n" + text.trimmingCharacters(in: .newlines) + "\n```\n"
  }

  private func ours(_ name: String) -> String {
    let result = Compiler(roots: ImportRoots(roots().map(\.path))).compile([name])
    return DiagnosticRenderer().render(result.diagnostics)
      .replacing(Self.folder.path + "/", with: "").replacing(Corpus.include.path + "/", with: "")
  }

  private func source(_ name: String) throws -> (title: Substring, text: String) {
    let text = try String(contentsOf: Self.folder.appending(path: name), encoding: .utf8)
    let title = text.prefix { $0 != "\n" }.dropFirst(3).dropLast()
    return (title, text)
  }

  @Test(arguments: names)
  func ourSideIsCurrent(_ name: String) throws {
    if ProcessInfo.processInfo.environment["MARTLET_UPDATE_GOLDEN"] != nil { return }
    let page = try String(contentsOf: Self.page, encoding: .utf8)
    #expect(page.contains(block(try source(name).text, "proto")), "\(name)")
    #expect(page.contains(block(ours(name), "text")), "refresh with MARTLET_UPDATE_GOLDEN=1")
  }

  @Test(.enabled(if: Protoc.isAvailable))
  func bothSidesAreCurrent() throws {
    #expect(Self.names.count == 10)
    var examples = ""
    let answers = try Protoc.run(Self.names.map { .init(roots: roots(), files: [$0]) })
    for (name, answer) in zip(Self.names, answers) {
      guard case .refused(let messages) = answer else {
        Issue.record("protoc accepts \(name)")
        continue
      }
      let source = try source(name)
      examples += "\n### \(source.title)\n\n" + block(source.text, "proto")
      examples += "\nMartlet:\n\n" + block(ours(name), "text")
      let text = messages.replacing(Self.folder.path + "/", with: "")
      examples += "\nprotoc:\n\n" + block(text, "text")
    }
    let page = try String(contentsOf: Self.page, encoding: .utf8)
    let parts = try #require(split(page))
    let current = "\(parts.before)\(Self.begin)\(examples)\n\(Self.end)\(parts.after)"
    if ProcessInfo.processInfo.environment["MARTLET_UPDATE_GOLDEN"] != nil {
      try Data(current.utf8).write(to: Self.page)
    } else {
      #expect(page == current, "refresh with MARTLET_UPDATE_GOLDEN=1")
    }
  }

  private func split(_ page: String) -> (before: Substring, after: Substring)? {
    guard let begin = page.range(of: Self.begin), let end = page.range(of: Self.end) else {
      return nil
    }
    return (page[..<begin.lowerBound], page[end.upperBound...])
  }
}
