import Foundation
import FuzzTargets
import Testing

/// What fuzzing found stays mended, and a few hundred inputs that nobody has thought of pass.
struct FuzzTests {
  private static let package = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  private static let corpus = package.appending(path: "Tests/FuzzCorpus")

  private static func files(under place: URL) throws -> [URL] {
    guard try place.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true else {
      return [place]
    }
    return try FileManager.default.subpathsOfDirectory(atPath: place.path).sorted()
      .filter { !$0.contains(".build") }
      .map { place.appending(path: $0) }
      .filter { try $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true }
  }

  private static func seeds(of target: FuzzTarget) throws -> [[UInt8]] {
    let lines = try String(contentsOf: corpus.appending(path: "seeds.txt"), encoding: .utf8)
      .split(separator: "\n")
    return try lines.flatMap { line -> [[UInt8]] in
      let words = line.split(separator: " ", maxSplits: 1)
      guard words.count == 2, words[0] == target.rawValue else { return [] }
      return try files(under: package.appending(path: String(words[1]))).map(contents)
    }
  }

  private static func contents(_ file: URL) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: file))
  }

  @Test(arguments: FuzzTarget.allCases)
  func whatWasFoundStaysMended(_ target: FuzzTarget) throws {
    for file in try Self.files(under: Self.corpus.appending(path: target.rawValue)) {
      target.run(try Self.contents(file))
    }
  }

  /// The same mutants on every machine. A trap ends the process; its place tells the target.
  @Test(arguments: FuzzTarget.allCases)
  func mutantsOfTheSeedsPass(_ target: FuzzTarget) throws {
    let seeds = try Self.seeds(of: target).filter { $0.count < 4096 }
    #expect(seeds.count > 10)
    var mutator = TokenMutator(seed: 0x4D61_7274_6C65_7431)
    for index in 0..<300 {
      let mutant = mutator.mutate(
        seeds[index % seeds.count], with: seeds[(index &* 7919) % seeds.count])
      target.run(mutant)
    }
  }
}
