import Foundation
import MartletCodegen
import MartletDescriptors
import MartletProtobuf
import Testing

/// Files that others wrote: those of `googleapis-common-protos`, which `scripts/setup test` puts
/// into `.venv`. Hundreds of comments, all kinds of names, some of them deprecated.
@Suite
struct PublicFilesTests {
  /// The folder that import paths are relative to.
  private static let root: URL? = {
    let library = Descriptors.package.appending(path: ".venv/lib")
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: library.path)) ?? []
    return versions.sorted().map { library.appending(path: $0 + "/site-packages") }
      .first { FileManager.default.fileExists(atPath: $0.appending(path: "google/api").path) }
  }()

  private static func files() throws -> [String] {
    guard let root else { return [] }
    let google = root.appending(path: "google").resolvingSymlinksInPath()
    let paths = try FileManager.default.subpathsOfDirectory(atPath: google.path)
    return paths.filter { $0.hasSuffix(".proto") && !$0.hasPrefix("protobuf/") }
      .map { "google/" + $0 }.sorted()
  }

  /// All of them become one module: each package has a prefix, since their names clash.
  private static func generate(_ access: AccessLevel) throws -> [String: String] {
    let names = try files()
    let descriptors = try Descriptors.compile(
      names, roots: [root?.resolvingSymlinksInPath().path ?? ""])
    var options = GeneratorOptions()
    options.access = access
    options.moduleName = "Generated"
    for file in descriptors {
      let package = file.package ?? ""
      options.prefixes[package] = package.split(separator: ".").map(\.capitalized).joined()
    }
    let generator = try SwiftGenerator(files: descriptors, options: options)
    var sources: [String: String] = [:]
    for name in names {
      let module = String(name.dropLast(".proto".count)).replacing("/", with: "+")
      sources[module] = try generator.generate(name).contents
    }
    return sources
  }

  @Test(.enabled(if: TypeCheck.modules != nil && root != nil))
  func theyCompileWithoutWarnings() throws {
    let sources = try Self.generate(.public)
    #expect(sources.count >= 50)
    let result = try TypeCheck(
      sources, ["-warnings-as-errors", "-swift-version", "6", "-default-isolation", "MainActor"])
    #expect(result.succeeded, "\(result.output.prefix(3000))")
  }
}
