import Foundation

/// The judge: the real protoc, as a process.
///
/// Found by `MARTLET_PROTOC`, else in `.venv` at the root of the package (`scripts/setup test`). It
/// brings `google/protobuf/…` along and finds it by itself, behind all other roots.
enum Protoc {
  static let binary: String =
    ProcessInfo.processInfo.environment["MARTLET_PROTOC"]
    ?? Corpus.package.appending(path: ".venv/bin/protoc").path

  /// Where there is none the comparisons are left out, except in CI, where they must run.
  static let isAvailable: Bool =
    FileManager.default.isExecutableFile(atPath: binary)
    || ProcessInfo.processInfo.environment["CI"] != nil

  struct Job {
    var roots: [URL]
    var files: [String]
    /// These two as in `CompilerOptions`.
    var retainOptions = false
    var sourceInfo = false
  }

  enum Answer: Equatable {
    /// The encoded descriptor set, and what protoc says nevertheless.
    case accepted([UInt8], warnings: String)
    /// protoc's messages.
    case refused(String)
    case crashed
  }

  struct Failure: Error {
    var message: String
  }

  /// Runs all jobs, each in a process of its own and as many at once as there are processors.
  static func run(_ jobs: [Job]) throws -> [Answer] {
    let output = try Corpus.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: output) }
    let answers = Answers(count: jobs.count)
    DispatchQueue.concurrentPerform(iterations: jobs.count) { index in
      let base = output.appending(path: "\(index)").path
      answers.set(index, to: Result { try run(jobs[index], base) })
    }
    return try answers.all()
  }

  /// The features of every edition, as an encoded `FeatureSetDefaults`.
  static func editionDefaults() throws -> [UInt8] {
    let output = try Corpus.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: output) }
    let base = output.appending(path: "defaults").path
    let answer = try run(
      ["-I" + Corpus.idl.path, "--edition_defaults_out=\(base).pb"]
        + ["google/protobuf/descriptor.proto"], base)
    guard case .accepted(let bytes, _) = answer else {
      throw Failure(message: "protoc refuses descriptor.proto: \(answer)")
    }
    return bytes
  }

  private static func run(_ job: Job, _ base: String) throws -> Answer {
    try run(
      job.roots.map { "-I" + $0.path }
        + (job.retainOptions ? ["--retain_options"] : [])
        + (job.sourceInfo ? ["--include_source_info"] : [])
        + ["--include_imports", "--descriptor_set_out=\(base).pb"] + job.files,
      base)
  }

  /// Runs protoc; its output is in `base` with the ending `.pb`.
  private static func run(_ arguments: [String], _ base: String) throws -> Answer {
    let status = try spawn([binary] + arguments, errors: base + ".err")
    let messages = String(decoding: try contents(base + ".err"), as: UTF8.self)
    // The low seven bits are the signal that ended the process.
    if status & 0x7F != 0 { return .crashed }
    return status == 0
      ? .accepted([UInt8](try contents(base + ".pb")), warnings: messages) : .refused(messages)
  }

  private static func contents(_ path: String) throws -> Data {
    try Data(contentsOf: URL(filePath: path))
  }

  /// Runs a program to its end and returns its wait status. `Foundation.Process` takes several
  /// times as long for a process that lives for milliseconds.
  private static func spawn(_ arguments: [String], errors: String) throws -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(
      &actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    var pointers = arguments.map { strdup($0) }
    defer { for pointer in pointers { free(pointer) } }
    pointers.append(nil)
    var child = pid_t()
    let code = posix_spawn(&child, arguments[0], &actions, nil, pointers, environ)
    guard code == 0 else {
      throw Failure(message: "\(arguments[0]): \(String(cString: strerror(code)))")
    }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 {
      guard errno == EINTR else { throw Failure(message: "waiting for protoc failed") }
    }
    return status
  }

  /// What concurrent runs gave, by their numbers.
  private final class Answers: @unchecked Sendable {
    private let lock = NSLock()
    private var results: [Result<Answer, any Error>?]

    init(count: Int) {
      results = Array(repeating: nil, count: count)
    }

    func set(_ index: Int, to result: Result<Answer, any Error>) {
      lock.withLock { results[index] = result }
    }

    func all() throws -> [Answer] {
      try lock.withLock { try results.compactMap { try $0?.get() } }
    }
  }
}
