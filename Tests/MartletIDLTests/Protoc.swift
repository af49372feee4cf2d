import Foundation

/// The judge: protoc as it comes with Python's grpcio-tools.
///
/// Found by `MARTLET_PYTHON`, else in `.venv` at the root of the package (`scripts/setup test`).
enum Protoc {
  static let python: String =
    ProcessInfo.processInfo.environment["MARTLET_PYTHON"]
    ?? Corpus.package.appending(path: ".venv/bin/python").path

  /// Where there is no Python the comparisons are left out, except in CI, where they must run.
  static let isAvailable: Bool =
    FileManager.default.isExecutableFile(atPath: python)
    || ProcessInfo.processInfo.environment["CI"] != nil

  struct Job {
    var roots: [URL]
    var files: [String]
  }

  enum Answer: Equatable {
    /// The encoded descriptor set.
    case accepted([UInt8])
    /// protoc's messages.
    case refused(String)
    case crashed
  }

  struct Failure: Error {
    var message: String
  }

  /// Runs all jobs in one process.
  static func run(_ jobs: [Job]) throws -> [Answer] {
    let output = try Corpus.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: output) }
    let list = output.appending(path: "jobs")
    let lines = jobs.map { job in
      job.roots.map(\.path).joined(separator: " ") + "\t" + job.files.joined(separator: " ") + "\n"
    }
    try Data(lines.joined().utf8).write(to: list)

    let process = Process()
    process.executableURL = URL(filePath: python)
    process.arguments = [Corpus.folder.appending(path: "protoc.py").path, output.path]
    process.standardInput = try FileHandle(forReadingFrom: list)
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(message: "protoc.py ended with status \(process.terminationStatus)")
    }
    return try jobs.indices.map { index in
      let messages = output.appending(path: "\(index).err")
      if FileManager.default.fileExists(atPath: messages.path) {
        return .refused(String(decoding: try Data(contentsOf: messages), as: UTF8.self))
      }
      let descriptors = output.appending(path: "\(index).pb")
      guard FileManager.default.fileExists(atPath: descriptors.path) else { return .crashed }
      return .accepted([UInt8](try Data(contentsOf: descriptors)))
    }
  }
}
