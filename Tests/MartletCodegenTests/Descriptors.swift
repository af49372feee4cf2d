import Foundation
import MartletDescriptors
import MartletIDL
import MartletProtobuf

/// Descriptors of the IDL files that the tests use.
enum Descriptors {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// The root of the package.
  static let package = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The folders in which IDL files are looked for.
  private static let roots = ["idl", "Tests/Golden", "Tests/Schemas"]
    .map { package.appending(path: $0).path }

  /// `MARTLET_PROTOC`, else the one in `.venv` of the package, which `scripts/setup test` makes.
  private static var protoc: String {
    ProcessInfo.processInfo.environment["MARTLET_PROTOC"]
      ?? package.appending(path: ".venv/bin/protoc").path
  }

  /// As the tools do.
  private static var options: CompilerOptions {
    var options = CompilerOptions()
    options.retainOptions = true
    options.sourceInfo = .comments
    return options
  }

  /// The descriptors of files and of all that they import, by our own compiler.
  static func compile(_ files: String...) throws -> [Google.Protobuf.FileDescriptorProto] {
    try compile(files, roots: roots)
  }

  /// The same from other folders.
  static func compile(
    _ files: [String], roots: [String]
  ) throws -> [Google.Protobuf.FileDescriptorProto] {
    let result = Compiler(roots: ImportRoots(roots), options: options).compile(files)
    if result.hasErrors { throw Failure(description: "\(result.diagnostics)") }
    return result.filesWithSourceInfo
  }

  /// The descriptors of a file with this content, called `source.proto`, by our own compiler.
  static func compile(source: String) throws -> [Google.Protobuf.FileDescriptorProto] {
    try compile(sources: ["source.proto": source])
  }

  /// The descriptors of files with this content, by name.
  static func compile(
    sources: [String: String]
  ) throws -> [Google.Protobuf.FileDescriptorProto] {
    let result = Compiler(sources: InMemorySources(sources), options: options)
      .compile(sources.keys.sorted())
    if result.hasErrors { throw Failure(description: "\(result.diagnostics)") }
    return result.filesWithSourceInfo
  }

  /// The same as the first by protoc.
  static func compileWithProtoc(
    _ file: String
  ) throws -> [Google.Protobuf.FileDescriptorProto] {
    let bytes = try protoc(
      ["--include_imports", "--include_source_info", "--retain_options", file], roots: roots)
    return try Google.Protobuf.FileDescriptorSet(serializedBytes: bytes).file
  }

  /// The descriptor set that protoc makes of files.
  static func protoc(_ arguments: [String], roots: [String]) throws -> [UInt8] {
    let output = FileManager.default.temporaryDirectory
      .appending(path: "martlet-protoc-\(UUID().uuidString).bin")
    defer { try? FileManager.default.removeItem(at: output) }
    let process = Process()
    process.executableURL = URL(filePath: protoc)
    process.arguments =
      roots.map { "-I" + $0 } + ["--descriptor_set_out=" + output.path] + arguments
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(
        description: "protoc failed on \(arguments); has scripts/setup test been run?")
    }
    return [UInt8](try Data(contentsOf: output))
  }
}
