import Foundation

/// Where things lie in the checkout.
enum Checkout {
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The Python that `scripts/setup test` made, or the one that MARTLET_PYTHON names.
  static let python =
    ProcessInfo.processInfo.environment["MARTLET_PYTHON"]
    ?? root.appendingPathComponent(".venv/bin/python").path

  static func peer(_ name: String) -> String {
    root.appendingPathComponent("Tests/Peers/\(name)").path
  }
}

/// What a process printed and how it ended.
struct ProcessResult {
  var status: Int32
  var output: String
}

/// Runs a program to its end, when it is its turn; its standard output and error come back together.
func run(_ program: String, _ arguments: [String]) async throws -> ProcessResult {
  await ProcessSlots.shared.take()
  defer { Task { await ProcessSlots.shared.giveBack() } }
  return try await runAtOnce(program, arguments)
}

/// The same without waiting for others; for what others wait for, and is short.
func runAtOnce(_ program: String, _ arguments: [String]) async throws -> ProcessResult {
  let process = Process()
  let pipe = Pipe()
  process.executableURL = URL(fileURLWithPath: program)
  process.arguments = arguments
  process.standardInput = FileHandle.nullDevice
  process.standardOutput = pipe
  process.standardError = pipe
  try process.run()
  return await withCheckedContinuation { continuation in
    // A thread of its own: reading to the end blocks.
    Thread.detachNewThread {
      let output = pipe.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      continuation.resume(
        returning: ProcessResult(
          status: process.terminationStatus, output: String(decoding: output, as: UTF8.self)))
    }
  }
}

/// So many peers run at once: a hundred Pythons that start together only wait for each other.
actor ProcessSlots {
  /// For processes that end by themselves.
  static let shared = ProcessSlots(4)
  /// For servers. Whoever holds one of these may wait for one of the others, never the other way
  /// round: with one kind of slot, four servers whose tests run something waited for ever.
  static let servers = ProcessSlots(6)

  private var free: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  private init(_ count: Int) { free = count }

  func take() async {
    guard free == 0 else {
      free -= 1
      return
    }
    await withCheckedContinuation { waiting.append($0) }
  }

  func giveBack() {
    if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
  }
}

/// A server in a process of its own that prints `listening on HOST:PORT`; ended with the object.
final class ServerProcess: @unchecked Sendable {
  // Unchecked: nothing changes after `init`, and Process is used by one thread at a time.
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private(set) var port = 0

  var processIdentifier: Int32 { process.processIdentifier }

  init(_ program: String, _ arguments: [String]) async throws {
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    let handle = output.fileHandleForReading
    let line = await withCheckedContinuation { continuation in
      Thread.detachNewThread { continuation.resume(returning: Self.firstLine(of: handle)) }
    }
    guard let text = line.split(separator: ":").last, let port = Int(text) else {
      throw ServerProcessError(description: "\(program) did not say where it listens: \(line)")
    }
    self.port = port
  }

  deinit {
    if process.isRunning { process.terminate() }
  }

  /// Closes the process's standard input, which it takes for its end, and waits for that. Returns what
  /// it printed since it said where it listens.
  func finish() async -> ProcessResult {
    try? input.fileHandleForWriting.close()
    return await withCheckedContinuation { continuation in
      Thread.detachNewThread { [self] in
        let output = self.output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        continuation.resume(
          returning: ProcessResult(
            status: process.terminationStatus, output: String(decoding: output, as: UTF8.self)))
      }
    }
  }

  private static func firstLine(of handle: FileHandle) -> String {
    var bytes: [UInt8] = []
    while let byte = try? handle.read(upToCount: 1), let first = byte.first, first != 10 {
      bytes.append(first)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

struct ServerProcessError: Error, CustomStringConvertible { let description: String }
