import Foundation
import PackagePlugin

/// A target seen as a Swift module that is generated from IDL files, as far as planning a build
/// needs it.
///
/// SwiftPM plans rarely: a changed file does not make it ask the plugin again, only a new one or a
/// removed one does. So nothing here depends on what a file contains, but for the roots that lie
/// outside of the target; imports and settings are read by the tool, whenever it runs.
struct IDLModule {
  static let endings: Set<String> = ["idl", "proto"]
  static let configurationName = "martlet.json"

  /// An IDL file, and the Swift file that comes out of it.
  struct File {
    let path: URL
    let output: String
  }

  let name: String
  let directory: URL
  /// The access level that generated code has unless `martlet.json` says otherwise.
  let defaultAccess: String
  let files: [File]
  let configuration: URL?

  /// Which of a target's files count.
  enum Scope {
    /// Those that the package manifest does not exclude: what a build is made from.
    case declared
    /// All in its folder: who commits generated code excludes the IDL files in the manifest.
    case all
  }

  init(_ target: SwiftSourceModuleTarget, _ scope: Scope) {
    name = target.moduleName
    directory = target.directoryURL
    defaultAccess = target.kind == .generic ? "public" : "internal"
    let manifest = target.directoryURL.appending(path: Self.configurationName)
    configuration = FileManager.default.fileExists(atPath: manifest.path) ? manifest : nil

    var files =
      switch scope {
      case .declared: Self.declaredFiles(of: target)
      case .all: Self.files(below: target.directoryURL)
      }
    for root in Self.outsideRoots(configuration, of: target.directoryURL) {
      files += Self.files(below: root)
    }
    self.files = files.sorted { $0.path.path < $1.path.path }
  }

  /// Everything that generated code of this module, or of a module that uses it, may depend on.
  var inputs: [URL] { files.map(\.path) + (configuration.map { [$0] } ?? []) }

  /// The modules that `target` can import, in the order in which they are built.
  static func dependencies(of target: any Target) -> [SwiftSourceModuleTarget] {
    target.recursiveTargetDependencies.compactMap { $0 as? SwiftSourceModuleTarget }
  }

  // MARK: - Files

  private static func declaredFiles(of target: SwiftSourceModuleTarget) -> [File] {
    let folder = folderPath(target.directoryURL)
    let paths = target.sourceFiles.map(\.url)
      .filter { endings.contains($0.pathExtension) && $0.path.hasPrefix(folder) }
    return paths.map { File(path: $0, output: outputName($0, in: folder)) }
  }

  private static func files(below root: URL) -> [File] {
    let enumerator = FileManager.default.enumerator(
      at: root, includingPropertiesForKeys: nil, options: [.skipsHiddenFiles])
    let found = enumerator?.compactMap { $0 as? URL } ?? []
    let folder = folderPath(root)
    return found.map(\.standardizedFileURL).filter { endings.contains($0.pathExtension) }
      .map { File(path: $0, output: outputName($0, in: folder)) }
  }

  /// `shop/v1/order.idl` becomes `shop+v1+order.martlet.swift`: SwiftPM wants every file name of a
  /// module to be unique, whatever its folder.
  private static func outputName(_ file: URL, in folder: String) -> String {
    let name = file.deletingPathExtension().path.dropFirst(folder.count)
    return name.replacing("/", with: "+") + ".martlet.swift"
  }

  // MARK: - Roots outside of the target

  /// The roots in `martlet.json` that SwiftPM does not list the files of. A wrong file counts as
  /// empty here: the tool says what is wrong with it.
  private static func outsideRoots(_ configuration: URL?, of directory: URL) -> [URL] {
    guard let configuration, let data = try? Data(contentsOf: configuration),
      let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
      let roots = object["roots"] as? [String]
    else { return [] }
    return roots.map { directory.appending(path: $0).standardizedFileURL }
      .filter { !folderPath($0).hasPrefix(folderPath(directory)) }
  }

  private static func folderPath(_ folder: URL) -> String {
    let path = folder.standardizedFileURL.path
    return path.hasSuffix("/") ? path : path + "/"
  }
}
