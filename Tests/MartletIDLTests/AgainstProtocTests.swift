import Foundation
import MartletDescriptors
import MartletIDL
import MartletProtobuf
import Testing

/// Holds verdicts and descriptors against protoc's.
@Suite(.enabled(if: Protoc.isAvailable))
struct AgainstProtocTests {
  /// Every way to ask for descriptors.
  static let ways = [(false, false), (false, true), (true, false), (true, true)]

  @Test(arguments: ways)
  func validFilesGiveTheSameBytes(retainOptions: Bool, sourceInfo: Bool) throws {
    let names = Corpus.names(in: Corpus.valid)
    #expect(names.count > 10)
    try expectTheSame(
      .init(
        roots: [Corpus.valid, Corpus.include, Corpus.idl], files: names,
        retainOptions: retainOptions,
        sourceInfo: sourceInfo))
  }

  @Test(arguments: ways)
  func shippedDefinitionsGiveTheSameBytes(retainOptions: Bool, sourceInfo: Bool) throws {
    try expectTheSame(
      .init(
        roots: [Corpus.idl], files: Corpus.wellKnown, retainOptions: retainOptions,
        sourceInfo: sourceInfo))
  }

  /// Another descriptor.proto than protoc's: without all that is not options, and with options that
  /// protoc does not know.
  @Test(arguments: ways)
  func anotherSchemaGivesTheSameBytes(retainOptions: Bool, sourceInfo: Bool) throws {
    try expectTheSame(
      .init(
        roots: [Corpus.folder.appending(path: "other_schema")], files: ["use.proto"],
        retainOptions: retainOptions, sourceInfo: sourceInfo))
  }

  /// descriptor.proto by another path than it is imported by.
  @Test(arguments: ways)
  func aMisplacedSchemaGivesTheSameBytes(retainOptions: Bool, sourceInfo: Bool) throws {
    try expectTheSame(
      .init(
        roots: [Corpus.idl.appending(path: "google/protobuf")], files: ["descriptor.proto"],
        retainOptions: retainOptions, sourceInfo: sourceInfo))
  }

  private func expectTheSame(_ job: Protoc.Job) throws {
    let ours = try Comparison.compile(job)
    #expect(ours.bytes != nil, "\(ours.messages)")
    let answer = try Protoc.run([job])[0]
    guard case .accepted(let theirs, _) = answer else {
      Issue.record("protoc: \(answer)")
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
      for retains in [false, true] {
        let roots = [root, Corpus.include, Corpus.idl]
        jobs.append(
          .init(roots: roots, files: ["c.proto"], retainOptions: retains, sourceInfo: true))
      }
    }
    #expect(jobs.count > 1000)
    let answers = try Protoc.run(jobs)
    for (index, (job, answer)) in zip(jobs, answers).enumerated() {
      let verdict = Corpus.verdicts[index / 2]
      if let difference = try Comparison.difference(of: job, from: answer) {
        Issue.record("\(verdict): \(difference)")
      }
      if answer == .crashed { Issue.record("protoc crashes on \(verdict); leave it out") }
    }
  }
}
