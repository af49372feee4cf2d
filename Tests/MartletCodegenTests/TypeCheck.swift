import Foundation
import MartletCodegen

/// Runs `swiftc -typecheck` against the modules of this very build.
///
/// Needs a compiler on the path, and a build folder as SwiftPM lays it out on Linux.
struct TypeCheck {
  /// Where the modules of the build are, nil if they are not to be found.
  static let modules: String? = {
    let executable = URL(filePath: ProcessInfo.processInfo.arguments[0])
    var folder = executable.deletingLastPathComponent()
    while folder.path.count > 1 {
      let modules = folder.appending(path: "Modules").path
      if FileManager.default.fileExists(atPath: modules + "/MartletRPC.swiftmodule") {
        return modules
      }
      folder = folder.deletingLastPathComponent()
    }
    return nil
  }()

  /// What modules are set to: both language modes, the access levels, default isolation, and what
  /// will be on in later language modes.
  static let settings: [(access: AccessLevel, arguments: [String])] = [
    (.internal, ["-swift-version", "5"]),
    (.internal, ["-swift-version", "6", "-default-isolation", "MainActor"]),
    (
      .package,
      [
        "-swift-version", "6", "-package-name", "some",
        "-enable-upcoming-feature", "InternalImportsByDefault",
      ]
    ),
    (.public, ["-swift-version", "5"]),
    (
      .public,
      [
        "-swift-version", "6", "-default-isolation", "MainActor",
        "-enable-upcoming-feature", "InternalImportsByDefault",
        "-enable-upcoming-feature", "MemberImportVisibility",
        "-enable-upcoming-feature", "ExistentialAny",
        "-enable-upcoming-feature", "NonisolatedNonsendingByDefault",
        "-enable-upcoming-feature", "InferIsolatedConformances",
      ]
    ),
  ]

  /// Another file of the target: it imports the same modules, plainly, and others.
  static let otherFile =
    "import Foundation\nimport MartletProtobuf\nimport MartletRPC\nimport SwiftProtobuf\n"

  /// The folder with a module called SwiftProtobuf, which declares the names of swift-protobuf's
  /// public types. (Building the real one would take minutes.)
  private static let stub: String? = {
    let folder = FileManager.default.temporaryDirectory.appending(path: "martlet-stub-\(UUID())")
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appending(path: "stub.swift")
    try? Data(SwiftProtobufStub.source.utf8).write(to: file)
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      "swiftc", "-emit-module", "-parse-as-library", "-module-name", "SwiftProtobuf", "-o",
      folder.path + "/SwiftProtobuf.swiftmodule", file.path,
    ]
    guard (try? process.run()) != nil else { return nil }
    process.waitUntilExit()
    return process.terminationStatus == 0 ? folder.path : nil
  }()

  /// Whether the compiler is content.
  let succeeded: Bool
  /// All that it said.
  let output: String

  /// The places and texts of the warnings, in order.
  var warnings: [String] {
    output.split(separator: "\n").map(String.init).filter {
      $0.contains(".swift:") && $0.contains(": warning: ")
    }
  }

  /// Checks a module called `Generated`.
  ///
  /// - Parameter sources: name (without `.swift`) and text of each file.
  init(_ sources: [String: String], _ arguments: [String]) throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "martlet-compile-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var paths: [String] = []
    for (name, text) in sources.sorted(by: { $0.key < $1.key }) {
      let file = folder.appending(path: name + ".swift")
      try Data(text.utf8).write(to: file)
      paths.append(file.path)
    }
    let log = folder.appending(path: "log")
    try Data().write(to: log)

    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      ["swiftc", "-typecheck", "-module-name", "Generated", "-I", Self.modules ?? ""]
      + ["-I", Descriptors.package.appending(path: "Sources/CZlib").path]
      + ["-I", Self.stub ?? ""] + arguments + paths
    process.standardError = try FileHandle(forWritingTo: log)
    try process.run()
    process.waitUntilExit()
    output = String(decoding: try Data(contentsOf: log), as: UTF8.self)
    succeeded = process.terminationStatus == 0
  }
}
