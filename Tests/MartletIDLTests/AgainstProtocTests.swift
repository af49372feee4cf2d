import Foundation
import MartletDescriptors
import MartletIDL
import MartletProtobuf
import Testing

/// Holds verdicts and descriptors against protoc's.
@Suite(.enabled(if: Protoc.isAvailable))
struct AgainstProtocTests {
  @Test(arguments: [SourceInfoScope.none, .full])
  func validFilesGiveTheSameBytes(_ sourceInfo: SourceInfoScope) throws {
    let names = Corpus.names(in: Corpus.valid)
    #expect(names.count > 10)
    try expectTheSame(
      .init(roots: [Corpus.valid, Corpus.idl], files: names, sourceInfo: sourceInfo == .full))
  }

  @Test(arguments: [SourceInfoScope.none, .full])
  func shippedDefinitionsGiveTheSameBytes(_ sourceInfo: SourceInfoScope) throws {
    try expectTheSame(
      .init(roots: [Corpus.idl], files: Corpus.wellKnown, sourceInfo: sourceInfo == .full))
  }

  private func expectTheSame(_ job: Protoc.Job) throws {
    let ours = try Comparison.compile(job)
    #expect(ours.bytes != nil, "\(ours.messages)")
    guard case .accepted(let theirs, _) = try Protoc.run([job])[0] else {
      Issue.record("protoc refuses these files")
      return
    }
    if let bytes = ours.bytes { #expect(try Comparison.firstDifference(bytes, theirs) == nil) }
  }

  /// Ours are written anew, but must say the same as the ones that come with protoc.
  @Test func shippedDefinitionsSayTheSameAsProtocs() throws {
    let empty = try Corpus.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: empty) }
    let answer = try Protoc.run([.init(roots: [empty], files: Corpus.wellKnown)])[0]
    guard case .accepted(let theirs, _) = answer else {
      Issue.record("protoc refuses its own definitions")
      return
    }
    let ours = Compiler(sources: InMemorySources([:])).compile(Corpus.wellKnown)
    #expect(!ours.hasErrors)
    let other = try Google.Protobuf.FileDescriptorSet(serializedBytes: theirs)
    #expect(ours.files.map(\.name) == other.file.map(\.name))
    for (mine, other) in zip(ours.files, other.file) {
      #expect(mine == other, "\(mine.name ?? "")")
    }
  }

  @Test func invalidFilesAreRefusedByProtocToo() throws {
    let names = Corpus.names(in: Corpus.invalid)
    #expect(names.count > 30)
    let roots = [Corpus.invalid, Corpus.include, Corpus.idl]
    let answers = try Protoc.run(names.map { .init(roots: roots, files: [$0]) })
    for (name, answer) in zip(names, answers) {
      // Exceptions: editions are accepted once they are supported.
      if name == "edition.proto" { continue }
      if case .accepted = answer { Issue.record("protoc accepts \(name)") }
    }
  }

  @Test func verdictsAreThoseOfProtoc() throws {
    let folder = try Corpus.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    var jobs: [Protoc.Job] = []
    for verdict in Corpus.verdicts {
      let root = folder.appending(path: "\(verdict.line)")
      try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
      try Data(verdict.source.utf8).write(to: root.appending(path: "c.proto"))
      jobs.append(
        .init(roots: [root, Corpus.include, Corpus.idl], files: ["c.proto"], sourceInfo: true))
    }
    #expect(jobs.count > 500)
    let answers = try Protoc.run(jobs)
    for ((verdict, job), answer) in zip(zip(Corpus.verdicts, jobs), answers) {
      let ours = try Comparison.compile(job)
      switch answer {
      case .accepted(let theirs, _):
        guard let bytes = ours.bytes else {
          Issue.record("protoc accepts \(verdict), we say:\n\(ours.messages)")
          continue
        }
        if let difference = try Comparison.firstDifference(bytes, theirs) {
          Issue.record("\(verdict) gives other bytes: \(difference)")
        }
      case .refused(let messages):
        if ours.bytes != nil {
          Issue.record("we accept \(verdict), protoc says:\n\(messages)")
        }
      case .crashed:
        Issue.record("protoc crashes on \(verdict); leave it out")
      }
    }
  }
}
