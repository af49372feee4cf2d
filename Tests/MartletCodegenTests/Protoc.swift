import Foundation
import MartletDescriptors
import MartletProtobuf

/// Descriptors made by protoc, which is part of the Python package `grpcio-tools`.
enum Protoc {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// The root of the package.
  static let package = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The folders in which IDL files are looked for. (protoc knows `google/protobuf` by itself;
  /// where the package has its own definitions, they come first.)
  private static let roots = ["idl", "Tests/Golden", "Tests/Schemas"]
    .map { package.appending(path: $0).path }
    .filter { FileManager.default.fileExists(atPath: $0) }

  /// `MARTLET_PYTHON`, else the Python of `.venv` in the package, which `scripts/setup test` makes.
  private static var python: String {
    ProcessInfo.processInfo.environment["MARTLET_PYTHON"]
      ?? package.appending(path: ".venv/bin/python").path
  }

  /// The descriptors of the files and of all that they import.
  static func compile(_ files: [String]) throws -> [Google.Protobuf.FileDescriptorProto] {
    let output = FileManager.default.temporaryDirectory
      .appending(path: "martlet-protoc-\(UUID().uuidString).bin")
    defer { try? FileManager.default.removeItem(at: output) }
    let process = Process()
    process.executableURL = URL(filePath: python)
    process.arguments =
      ["-m", "grpc_tools.protoc"] + roots.map { "-I" + $0 }
      + ["--include_imports", "--descriptor_set_out=" + output.path] + files
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(
        description: "protoc failed on \(files); has scripts/setup test been run?")
    }
    let bytes = [UInt8](try Data(contentsOf: output))
    return try Google.Protobuf.FileDescriptorSet(serializedBytes: bytes).file
  }
}
