import Foundation
import MartletDescriptors
import MartletProtobuf

/// The outsiders: protoc, which makes descriptor sets, and Python protobuf, which has a pool, too.
enum Peers {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  static let tests = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  private static let package = tests.deletingLastPathComponent()
  /// What `scripts/setup test` makes.
  private static let venv = package.appending(path: ".venv")

  private static let environment = ProcessInfo.processInfo.environment
  private static let protoc =
    environment["MARTLET_PROTOC"] ?? venv.appending(path: "bin/protoc").path
  private static let python =
    environment["MARTLET_PYTHON"] ?? venv.appending(path: "bin/python").path

  /// Where they are missing, the comparisons are left out, except in CI, where they must run.
  static let areAvailable: Bool =
    FileManager.default.isExecutableFile(atPath: protoc)
    && FileManager.default.isExecutableFile(atPath: python) || environment["CI"] != nil

  /// IDL files that are compiled together.
  struct Group: Sendable, CustomStringConvertible {
    let description: String
    /// The folders that import paths are relative to; the files are all those of the first.
    let roots: @Sendable () throws -> [URL]
    let least: Int
  }

  static let groups = [
    Group(
      description: "our corpus of descriptors",
      roots: { [tests.appending(path: "DescriptorsCorpus")] }, least: 3),
    Group(
      description: "our corpus of the IDL",
      roots: {
        let corpus = tests.appending(path: "IDLCorpus")
        return [
          corpus.appending(path: "valid"), corpus.appending(path: "include"),
          package.appending(path: "idl"),
        ]
      }, least: 10),
    Group(
      description: "the schemas of tests",
      roots: { [tests.appending(path: "Schemas"), package.appending(path: "idl")] }, least: 2),
    Group(description: "what we ship", roots: { [package.appending(path: "idl")] }, least: 10),
    Group(
      description: "what comes with protoc",
      roots: { [venv.appending(path: "include")] }, least: 10),
    Group(
      description: "googleapis-common-protos",
      roots: { [URL(filePath: try output(python, ["-c", sitePackages]))] }, least: 40),
  ]

  private static let sitePackages =
    "import sysconfig; print(sysconfig.get_paths()['purelib'], end='')"

  /// A set as protoc makes it, imports and source information included.
  static func descriptorSet(_ group: Group) throws -> [UInt8] {
    let roots = try group.roots()
    let names = protos(in: roots[0])
    guard names.count >= group.least else {
      throw Failure(description: "\(group): only \(names.count) files; has scripts/setup test run?")
    }
    return try withTemporaryFile { file in
      _ = try output(
        protoc,
        roots.map { "-I" + $0.path } + ["--include_imports", "--include_source_info"]
          + ["--retain_options", "--descriptor_set_out=" + file.path] + names)
      return [UInt8](try Data(contentsOf: file))
    }
  }

  /// The set for a file with this content.
  static func descriptorSet(of source: String) throws -> [UInt8] {
    try withTemporaryFile { folder in
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(source.utf8).write(to: folder.appending(path: "source.proto"))
      let set = folder.appending(path: "set")
      _ = try output(
        protoc,
        ["-I" + folder.path, "--include_source_info", "--descriptor_set_out=" + set.path]
          + ["source.proto"])
      return [UInt8](try Data(contentsOf: set))
    }
  }

  /// It has fields whose JSON names clash, which the file's own features allow; Python's pool does
  /// not ask them.
  private static let pythonRefuses = "json_best_effort.proto"

  /// The import paths of all `.proto` files under a folder, but for those that come with a
  /// program of Python's.
  private static func protos(in root: URL) -> [String] {
    let names = FileManager.default.enumerator(atPath: root.resolvingSymlinksInPath().path)?
      .compactMap { $0 as? String }
    return (names ?? []).filter {
      $0.hasSuffix(".proto") && !$0.hasPrefix("grpc") && $0 != pythonRefuses
    }.sorted()
  }

  /// What Python's pool says of a set, line by line.
  static func facts(_ set: [UInt8]) throws -> [String] {
    try withTemporaryFile { file in
      try Data(set).write(to: file)
      let script = tests.appending(path: "Drivers/descriptor_facts.py").path
      return try output(python, [script, file.path]).split(separator: "\n").map(String.init)
    }
  }

  /// What protoc's pool has against a set, which it makes of it without parsing anything; nil if
  /// it takes all files of it.
  static func refusal(_ set: Google.Protobuf.FileDescriptorSet) throws -> String? {
    try withTemporaryFile { file in
      try Data(try set.serializedBytes()).write(to: file)
      let process = Process()
      process.executableURL = URL(filePath: protoc)
      process.arguments =
        ["--descriptor_set_in=" + file.path, "--descriptor_set_out=/dev/null"]
        + set.file.map { $0.name ?? "" }
      let pipe = Pipe()
      process.standardError = pipe
      try process.run()
      let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      return process.terminationStatus == 0 ? nil : String(decoding: data, as: UTF8.self)
    }
  }

  private static func output(_ program: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(description: "\(program) failed with status \(process.terminationStatus)")
    }
    return String(decoding: data, as: UTF8.self)
  }

  private static func withTemporaryFile<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let file = FileManager.default.temporaryDirectory
      .appending(path: "martlet-descriptors-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    return try body(file)
  }
}
