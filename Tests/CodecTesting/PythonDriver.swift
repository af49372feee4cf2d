import Foundation

/// Python protobuf as a process that lasts as long as the tests: starting one, with what it imports
/// and the schemas that it compiles, takes more of the processor than most of what it is asked.
///
/// It takes one request at a time; others wait. It ends when its standard input is closed, which it
/// is when the tests' process ends.
///
/// `@unchecked Sendable`: `running` is touched by whoever holds the lock.
final class PythonDriver: @unchecked Sendable {
  static let shared = PythonDriver()

  private let lock = NSLock()
  private var running: (input: FileHandle, output: FileHandle)?

  private static let failed: UInt32 = .max

  /// Arguments and records as Tests/Drivers/python_driver.py says; its answer.
  func run(_ arguments: [String], _ records: [[UInt8]]) throws -> [[UInt8]] {
    var request = Data()
    Self.append(Array(arguments.joined(separator: "\0").utf8), to: &request)
    Self.append(UInt32(records.count), to: &request)
    for record in records { Self.append(record, to: &request) }
    return try lock.withLock {
      let (input, output) = try started()
      do {
        try input.write(contentsOf: request)
        return try Self.answer(output)
      } catch let failure as Driver.Failure {
        throw failure
      } catch {
        running = nil
        throw Driver.Failure(
          description: "Python's driver has ended (\(error)); has scripts/setup test been run?")
      }
    }
  }

  private func started() throws -> (input: FileHandle, output: FileHandle) {
    if let running { return running }
    let process = Process()
    let input = Pipe()
    let output = Pipe()
    process.executableURL = URL(filePath: Driver.python)
    process.arguments = [Driver.drivers + "/python_driver.py"]
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    let handles = (input.fileHandleForWriting, output.fileHandleForReading)
    running = handles
    return handles
  }

  private static func answer(_ output: FileHandle) throws -> [[UInt8]] {
    let count = try number(output)
    if count == failed {
      throw Driver.Failure(description: String(decoding: try record(output), as: UTF8.self))
    }
    return try (0..<count).map { _ in try record(output) }
  }

  private static func record(_ output: FileHandle) throws -> [UInt8] {
    try bytes(Int(number(output)), output)
  }

  private static func number(_ output: FileHandle) throws -> UInt32 {
    try bytes(4, output).reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  private static func bytes(_ count: Int, _ output: FileHandle) throws -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
      guard let more = try output.read(upToCount: count - bytes.count), !more.isEmpty else {
        throw CocoaError(.fileReadUnknown)
      }
      bytes += more
    }
    return bytes
  }

  private static func append(_ number: UInt32, to request: inout Data) {
    withUnsafeBytes(of: number.littleEndian) { request.append(contentsOf: $0) }
  }

  private static func append(_ record: [UInt8], to request: inout Data) {
    append(UInt32(record.count), to: &request)
    request.append(contentsOf: record)
  }
}
