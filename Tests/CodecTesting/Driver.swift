import Foundation

/// The other implementations, each behind a process that answers records with records
/// (``PythonDriver``; one process a question for protobuf-c). The drivers are in Tests/Drivers.
package enum Driver {
  package struct Failure: Error, CustomStringConvertible {
    package let description: String
  }

  /// A random message made by Python protobuf, and what Python says is in it.
  package struct Sample {
    package let bytes: [UInt8]
    package let dump: String
  }

  private static let tests = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()

  private static let package = tests.deletingLastPathComponent()

  static let drivers = tests.appending(path: "Drivers").path

  /// A Python with `grpcio-tools` and `protobuf`: `MARTLET_PYTHON`, else that of `.venv` in the
  /// package, which `scripts/setup test` makes.
  static var python: String {
    ProcessInfo.processInfo.environment["MARTLET_PYTHON"]
      ?? package.appending(path: ".venv/bin/python").path
  }

  private static func pythonArguments(_ message: String, _ mode: String) -> [String] {
    // The package is named as the file, but for one.
    let package = message.split(separator: ".").dropLast().last ?? ""
    let schema = package == "test" ? "everything.proto" : package + ".proto"
    return [tests.appending(path: "Schemas/" + schema).path, mode, message]
  }

  /// - Parameter plain: without what protobuf-c loses: NUL in strings, minus zero.
  package static func random(
    _ message: String, seed: Int, count: Int, plain: Bool = false
  ) throws -> [Sample] {
    let mode = plain ? "plain" : "random"
    let arguments = pythonArguments(message, mode) + [String(seed), String(count)]
    let records = try PythonDriver.shared.run(arguments, [])
    return stride(from: 0, to: records.count - 1, by: 2).map {
      Sample(bytes: records[$0], dump: String(decoding: records[$0 + 1], as: UTF8.self))
    }
  }

  /// What Python protobuf says of each of these: a dump, `!` and a reason, or `~` (see there).
  package static func judge(_ message: String, _ encoded: [[UInt8]]) throws -> [String] {
    try PythonDriver.shared.run(pythonArguments(message, "judge"), encoded).map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  /// As ``judge(_:_:)``, with the unknown fields of each message: see ``dumpAll(_:)``.
  package static func judgeAll(_ message: String, _ encoded: [[UInt8]]) throws -> [String] {
    try PythonDriver.shared.run(pythonArguments(message, "judge-all"), encoded).map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  /// The messages, unpacked and packed again by protobuf-c; nil for one that it refuses.
  package static func throughC(_ encoded: [[UInt8]]) throws -> [[UInt8]?] {
    let directory = try cDriver.get()
    return try run(directory + "/protobuf_c_driver", [], encoded).map {
      $0.isEmpty ? nil : Array($0.dropFirst())
    }
  }

  /// Where the driver for protobuf-c is, built once per run of the tests.
  private static let cDriver = Result<String, any Error> {
    let directory = package.appending(path: ".build/test-drivers").path
    _ = try run(drivers + "/build_c_driver.sh", [directory], [])
    return directory
  }

  /// Runs a process on records. They go through files: pipes would need someone to read and write
  /// them at the same time.
  private static func run(
    _ program: String, _ arguments: [String], _ records: [[UInt8]]
  ) throws -> [[UInt8]] {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "martlet-driver-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var input = Data()
    for record in records {
      withUnsafeBytes(of: UInt32(record.count).littleEndian) { input.append(contentsOf: $0) }
      input.append(contentsOf: record)
    }
    try input.write(to: folder.appending(path: "in"))
    try Data().write(to: folder.appending(path: "out"))

    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.standardInput = try FileHandle(forReadingFrom: folder.appending(path: "in"))
    process.standardOutput = try FileHandle(forWritingTo: folder.appending(path: "out"))
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(
        description: "\(program) \(arguments.joined(separator: " ")) failed with status "
          + "\(process.terminationStatus); has scripts/setup test been run?")
    }
    return split(try Data(contentsOf: folder.appending(path: "out")))
  }

  private static func split(_ output: Data) -> [[UInt8]] {
    let bytes = [UInt8](output)
    var records: [[UInt8]] = []
    var position = 0
    while position + 4 <= bytes.count {
      let count = (0..<4).reduce(0) { $0 | Int(bytes[position + $1]) << (8 * $1) }
      position += 4
      records.append(Array(bytes[position..<position + count]))
      position += count
    }
    return records
  }
}

extension Driver {
  /// Random messages as Python writes them when it is to sort the entries of maps.
  package static func sorted(_ message: String, seed: Int, count: Int) throws -> [[UInt8]] {
    let arguments = pythonArguments(message, "sorted") + [String(seed), String(count)]
    return try PythonDriver.shared.run(arguments, [])
  }

  /// The same messages as a stream of Python's: each behind its length.
  package static func delimited(_ message: String, seed: Int, count: Int) throws -> [UInt8] {
    let arguments = pythonArguments(message, "delimited") + [String(seed), String(count)]
    return try PythonDriver.shared.run(arguments, []).first ?? []
  }

  /// Two masks, and what Python makes of them.
  package struct MaskSample {
    package let masks: [[String]]
    package let union: [String]
    package let intersection: [String]
    package let source: [UInt8]
    package let destination: [UInt8]
    /// Messages are replaced in every second one, repeated fields in every third.
    package let merged: String
  }

  package static func masks(_ message: String, seed: Int, count: Int) throws -> [MaskSample] {
    let arguments = pythonArguments(message, "mask") + [String(seed), String(count)]
    let records = try PythonDriver.shared.run(arguments, [])
    return stride(from: 0, to: records.count - 6, by: 7).map { place in
      let paths = records[place..<place + 4].map { record in
        record.split(separator: UInt8(ascii: ",")).map { String(decoding: $0, as: UTF8.self) }
      }
      return MaskSample(
        masks: Array(paths[0..<2]), union: paths[2], intersection: paths[3],
        source: records[place + 4], destination: records[place + 5],
        merged: String(decoding: records[place + 6], as: UTF8.self))
    }
  }

  /// A random message, and Python's JSON of it: plain, and with IDL names and defaults.
  package struct JSONSample {
    package let bytes: [UInt8]
    package let texts: [String]
  }

  package static func json(_ message: String, seed: Int, count: Int) throws -> [JSONSample] {
    let arguments = pythonArguments(message, "json") + [String(seed), String(count)]
    let records = try PythonDriver.shared.run(arguments, [])
    return stride(from: 0, to: records.count - 2, by: 3).map { place in
      JSONSample(
        bytes: records[place],
        texts: records[place + 1...place + 2].map { String(decoding: $0, as: UTF8.self) })
    }
  }

  /// What Python protobuf says of each JSON text: a dump, or `!` and a reason.
  package static func judgeJSON(_ message: String, _ texts: [[UInt8]]) throws -> [String] {
    try PythonDriver.shared.run(pythonArguments(message, "from-json"), texts).map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  /// A random message, and Python's text format of it.
  package static func text(
    _ message: String, seed: Int, count: Int
  ) throws -> [(bytes: [UInt8], text: String)] {
    let arguments = pythonArguments(message, "text") + [String(seed), String(count)]
    let records = try PythonDriver.shared.run(arguments, [])
    return stride(from: 0, to: records.count - 1, by: 2).map {
      (records[$0], String(decoding: records[$0 + 1], as: UTF8.self))
    }
  }

  /// What Python protobuf says of each text: a dump, or `!` and a reason.
  package static func judgeText(_ message: String, _ texts: [[UInt8]]) throws -> [String] {
    try PythonDriver.shared.run(pythonArguments(message, "from-text"), texts).map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  /// A random message, and the ways to the required fields that it lacks, sorted.
  package static func missing(
    _ message: String, seed: Int, count: Int
  ) throws -> [(bytes: [UInt8], paths: [String])] {
    let arguments = pythonArguments(message, "missing") + [String(seed), String(count)]
    let records = try PythonDriver.shared.run(arguments, [])
    return stride(from: 0, to: records.count - 1, by: 2).map {
      let paths = String(decoding: records[$0 + 1], as: UTF8.self)
      return (records[$0], paths.split(separator: "\n").map(String.init))
    }
  }

  /// A dump of a message whose optional fields are set to their defaults.
  package static func defaults(_ message: String) throws -> String {
    let records = try PythonDriver.shared.run(pythonArguments(message, "defaults"), [])
    return records.first.map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}

extension Driver {
  /// A random message of few fields in each of the formats; the JSON is empty if it has none.
  package static func small(
    _ message: String, seed: Int, count: Int
  ) throws -> [(binary: [UInt8], json: [UInt8], text: [UInt8])] {
    let arguments = pythonArguments(message, "small") + [String(seed), String(count)]
    let records = try PythonDriver.shared.run(arguments, [])
    return stride(from: 0, to: records.count - 2, by: 3).map {
      (records[$0], records[$0 + 1], records[$0 + 2])
    }
  }

  /// What Python protobuf makes of a message.
  package enum Verdict: Equatable {
    /// The message encoded again, the entries of maps in the order of their keys.
    case encoded([UInt8])
    case refused(String)
    /// It differs from all others: see Tests/Drivers/python_driver.py.
    case unlikeOthers
  }

  /// What Python protobuf makes of each of these, which are in the format `binary`, `json` or `text`.
  package static func encoded(
    _ message: String, _ format: String, _ inputs: [[UInt8]]
  ) throws -> [Verdict] {
    let arguments = pythonArguments(message, "encoded-" + format)
    return try PythonDriver.shared.run(arguments, inputs).map { record in
      switch record.first {
      case UInt8(ascii: "="): .encoded(Array(record.dropFirst()))
      case UInt8(ascii: "!"): .refused(String(decoding: record.dropFirst(), as: UTF8.self))
      default: .unlikeOthers
      }
    }
  }
}
