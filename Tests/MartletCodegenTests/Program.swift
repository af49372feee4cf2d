import Foundation

/// Swift sources compiled to a program, with the objects of this very build, and run.
enum Program {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// What the program writes to standard output.
  ///
  /// - Parameter sources: name (without `.swift`) and text of each file; one is called `main`.
  static func run(_ sources: [String: String], input: String) throws -> String {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "martlet-program-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var arguments = ["swiftc", "-swift-version", "6", "-I", TypeCheck.modules ?? ""]
    for (name, text) in sources.sorted(by: { $0.key < $1.key }) {
      let file = folder.appending(path: name + ".swift")
      try Data(text.utf8).write(to: file)
      arguments.append(file.path)
    }
    let build = URL(filePath: TypeCheck.modules ?? "").deletingLastPathComponent()
    arguments += try objects(below: build.appending(path: "MartletProtobuf.build"))
    let program = folder.appending(path: "program")
    _ = try run(arguments + ["-o", program.path], input: "", folder)
    return try run([program.path], input: input, folder)
  }

  private static func objects(below folder: URL) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".o") }.sorted().map { folder.appending(path: $0).path }
  }

  private static func run(_ command: [String], input: String, _ folder: URL) throws -> String {
    let (stdin, log) = (folder.appending(path: "input"), folder.appending(path: "log"))
    try Data(input.utf8).write(to: stdin)
    try Data().write(to: log)
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    process.standardInput = try FileHandle(forReadingFrom: stdin)
    let output = try FileHandle(forWritingTo: log)
    process.standardOutput = output
    process.standardError = output
    try process.run()
    process.waitUntilExit()
    let text = String(decoding: try Data(contentsOf: log), as: UTF8.self)
    guard process.terminationStatus == 0 else {
      throw Failure(description: "\(command.last ?? ""): \(text.prefix(3000))")
    }
    return text
  }
}
