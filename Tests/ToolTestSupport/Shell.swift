package import Foundation

/// A finished process: what it wrote, both streams together, and its exit code.
package struct Finished: Sendable {
  package let output: String
  package let code: Int32

  package func contains(_ text: String) -> Bool { output.contains(text) }

  /// The lines that contain `text`.
  package func lines(with text: String) -> [Substring] {
    output.split(separator: "\n").filter { $0.contains(text) }
  }
}

/// Runs programs as a person would at a terminal.
package enum Shell {
  /// Runs `program`, looked up in the path, and waits for its end.
  ///
  /// It waits on a thread of its own: builds take seconds, and tests of other suites need the few
  /// threads that tasks share.
  package static func run(
    _ program: String, _ arguments: [String], in directory: URL
  ) async throws -> Finished {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(with: Result { try block(program, arguments, directory) })
      }
    }
  }

  private static func block(
    _ program: String, _ arguments: [String], _ directory: URL
  ) throws -> Finished {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.currentDirectoryURL = directory
    var environment = ProcessInfo.processInfo.environment
    // What the outer `swift test` set for itself must not reach the inner one.
    for key in environment.keys where key.hasPrefix("SWIFTPM_") || key.hasPrefix("SWIFT_TESTING_") {
      environment[key] = nil
    }
    process.environment = environment
    let pipe = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return Finished(
      output: String(decoding: data, as: UTF8.self), code: process.terminationStatus)
  }

  /// Runs a program with both output streams on a terminal of its own.
  package static func runOnTerminal(
    _ program: String, _ arguments: [String], in directory: URL,
    environment: [String: String] = [:]
  ) throws -> Finished {
    var master: Int32 = -1
    var slave: Int32 = -1
    guard openpty(&master, &slave, nil, nil, nil) == 0 else {
      throw CocoaError(.fileReadUnknown)
    }
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.currentDirectoryURL = directory
    process.environment = ["TERM": "xterm"].merging(environment) { $1 }
    let terminal = FileHandle(fileDescriptor: slave, closeOnDealloc: true)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = terminal
    process.standardError = terminal
    try process.run()
    try terminal.close()
    // What a program writes is little here, so it does not wait for a reader. When the other end
    // is closed, reading fails.
    process.waitUntilExit()
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(master, &buffer, buffer.count)
      if count <= 0 { break }
      output += buffer[..<count]
    }
    close(master)
    return Finished(
      output: String(decoding: output, as: UTF8.self), code: process.terminationStatus)
  }

  /// The path of the `martlet` command.
  package static var martlet: String { buildDirectory.appending(path: "martlet").path }

  /// The `martlet` command, built along with these tests.
  package static func martlet(_ arguments: [String], in directory: URL) async throws -> Finished {
    try await run(martlet, arguments, in: directory)
  }

  /// The tool that the plugins run, built along with these tests.
  package static func tool(_ arguments: [String], in directory: URL) async throws -> Finished {
    // SwiftPM puts "-tool" behind the name of an executable that it builds for a plugin.
    try await run(
      buildDirectory.appending(path: "MartletPluginTool-tool").path, arguments, in: directory)
  }

  /// Where this package's products are.
  package static var buildDirectory: URL {
    #if os(macOS)
      for bundle in Bundle.allBundles where bundle.bundlePath.hasSuffix(".xctest") {
        return bundle.bundleURL.deletingLastPathComponent()
      }
    #endif
    return URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
      .standardizedFileURL
  }

  /// The root of this package.
  package static var packageRoot: URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
  }

  /// A program of the tests' Python environment (`scripts/setup test`); nil if there is none.
  package static func python(_ name: String) -> String? {
    let path = packageRoot.appending(path: ".venv/bin/\(name)").path
    let exists = FileManager.default.isExecutableFile(atPath: path)
    return exists || ProcessInfo.processInfo.environment["CI"] != nil ? path : nil
  }

  /// The real protoc, which judges what we write (`MARTLET_PROTOC`, else `scripts/setup test`).
  package static let protoc: String =
    ProcessInfo.processInfo.environment["MARTLET_PROTOC"]
    ?? packageRoot.appending(path: ".venv/bin/protoc").path

  /// Where there is none the comparisons are left out, except in CI, where they must run.
  package static let hasProtoc: Bool =
    FileManager.default.isExecutableFile(atPath: protoc)
    || ProcessInfo.processInfo.environment["CI"] != nil
}
