import Foundation
import FuzzTargets
import MartletIDL
import Testing

/// Files that are nearly right, made token by token out of right ones, get protoc's verdict and
/// protoc's bytes.
///
/// A run judges the same few hundred everywhere. `MARTLET_MUTANTS=5000` judges more,
/// `MARTLET_MUTANTS_SEED=2` others.
@Suite(.enabled(if: Protoc.isAvailable))
struct MutationTests {
  private static func setting(_ name: String, _ standard: Int) -> Int {
    ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? standard
  }

  private static func seeds() throws -> [[UInt8]] {
    let files = try Corpus.names(in: Corpus.valid).map {
      [UInt8](try Data(contentsOf: Corpus.valid.appending(path: $0)))
    }
    // Those that we accept: a mutant of a refused file is mostly refused, too.
    let included = try Corpus.included()
    let cases = Corpus.verdicts.filter { verdict in
      let sources = InMemorySources(included.merging(["c.proto": verdict.source]) { $1 })
      return !Compiler(sources: sources).compile(["c.proto"]).hasErrors
    }
    return files + cases.map { Array($0.source.utf8) }
  }

  @Test func mutantsGetProtocsVerdict() throws {
    let seeds = try Self.seeds()
    #expect(seeds.count > 300)
    let folder = try Corpus.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    var mutator = TokenMutator(seed: UInt64(Self.setting("MARTLET_MUTANTS_SEED", 1)))
    let jobs = try (0..<Self.setting("MARTLET_MUTANTS", 300)).map { index in
      let root = folder.appending(path: "\(index)")
      try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
      let mutant = mutator.mutate(
        seeds[(index &* 31) % seeds.count], with: seeds[(index &* 7919) % seeds.count])
      try Data(mutant).write(to: root.appending(path: "c.proto"))
      return Protoc.Job(
        roots: [root, Corpus.valid, Corpus.include, Corpus.idl], files: ["c.proto"],
        retainOptions: index % 2 == 0, sourceInfo: index % 3 != 0)
    }
    for (job, answer) in zip(jobs, try Protoc.run(jobs)) {
      guard let difference = try Comparison.difference(of: job, from: answer) else { continue }
      let text = try String(contentsOf: job.roots[0].appending(path: "c.proto"), encoding: .utf8)
      Issue.record("\(difference)\n\(text)")
    }
  }
}
