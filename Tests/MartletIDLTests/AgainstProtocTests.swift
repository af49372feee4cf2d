import Foundation
import MartletDescriptors
import MartletIDL
import MartletProtobuf
import Testing

/// Holds verdicts and descriptors against protoc's.
@Suite(.enabled(if: Protoc.isAvailable))
struct AgainstProtocTests {
  private func bytes(_ result: CompilationResult) throws -> [UInt8] {
    var set = Google.Protobuf.FileDescriptorSet()
    set.file = result.files
    return try set.serializedBytes()
  }

  /// Names the first file whose descriptor differs, which tells more than two heaps of bytes.
  private func firstDifference(_ ours: [UInt8], _ theirs: [UInt8]) throws -> String? {
    if ours == theirs { return nil }
    let our = try Google.Protobuf.FileDescriptorSet(serializedBytes: ours).file
    let their = try Google.Protobuf.FileDescriptorSet(serializedBytes: theirs).file
    let names = (our.map { $0.name ?? "" }, their.map { $0.name ?? "" })
    if names.0 != names.1 { return "files \(names.0) instead of \(names.1)" }
    for (mine, other) in zip(our, their) where mine != other {
      return "\(mine.name ?? ""):\n\(mine)\ninstead of\n\(other)"
    }
    return "the encoding"
  }

  /// Compiles what protoc is given.
  private func compile(_ job: Protoc.Job) -> CompilationResult {
    var options = CompilerOptions()
    options.retainOptions = job.retainOptions
    let roots = ImportRoots(job.roots.map(\.path))
    return Compiler(roots: roots, options: options).compile(job.files)
  }

  @Test(arguments: [false, true]) func validFilesGiveTheSameBytes(retainOptions: Bool) throws {
    let names = Corpus.names(in: Corpus.valid)
    #expect(names.count > 10)
    let job = Protoc.Job(
      roots: [Corpus.valid, Corpus.include, Corpus.idl], files: names,
      retainOptions: retainOptions)
    let result = compile(job)
    #expect(!result.hasErrors, "\(DiagnosticRenderer().render(result.diagnostics))")
    guard case .accepted(let theirs, _) = try Protoc.run([job])[0] else {
      Issue.record("protoc refuses the valid files")
      return
    }
    #expect(try firstDifference(bytes(result), theirs) == nil)
  }

  @Test(arguments: [false, true]) func shippedDefinitionsGiveTheSameBytes(
    retainOptions: Bool
  ) throws {
    let job = Protoc.Job(
      roots: [Corpus.idl], files: Corpus.wellKnown, retainOptions: retainOptions)
    let result = compile(job)
    #expect(!result.hasErrors)
    guard case .accepted(let theirs, _) = try Protoc.run([job])[0] else {
      Issue.record("protoc refuses the shipped definitions")
      return
    }
    #expect(try firstDifference(bytes(result), theirs) == nil)
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
        jobs.append(.init(roots: roots, files: ["c.proto"], retainOptions: retains))
      }
    }
    #expect(jobs.count > 1000)
    let answers = try Protoc.run(jobs)
    for (index, (job, answer)) in zip(jobs, answers).enumerated() {
      let verdict = Corpus.verdicts[index / 2]
      let result = compile(job)
      switch answer {
      case .accepted(let theirs, _):
        let text = DiagnosticRenderer().render(result.diagnostics)
        if result.hasErrors {
          Issue.record("protoc accepts \(verdict), we say:\n\(text)")
        } else if let difference = try firstDifference(bytes(result), theirs) {
          Issue.record("\(verdict) gives other bytes: \(difference)")
        }
      case .refused(let messages):
        if !result.hasErrors { Issue.record("we accept \(verdict), protoc says:\n\(messages)") }
      case .crashed:
        Issue.record("protoc crashes on \(verdict); leave it out")
      }
    }
  }
}
