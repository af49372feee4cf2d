import Foundation
import PackagePlugin

/// One run of MartletPluginTool: the code of one target.
struct ToolRun {
  let module: IDLModule
  private let dependencies: [IDLModule]
  private let isSamePackage: [Bool]
  private let hasRPC: Bool

  /// A run for `target` of `package`, or nil if it has no IDL files.
  init?(_ target: any Target, in package: Package, _ scope: IDLModule.Scope) {
    guard let target = target as? SwiftSourceModuleTarget else { return nil }
    module = IDLModule(target, scope)
    if module.files.isEmpty { return nil }
    let own = Set(package.targets.map(\.id))
    let imported = IDLModule.dependencies(of: target)
    hasRPC = imported.contains { $0.moduleName == "MartletRPC" }
    let candidates = imported.map { (IDLModule($0, .all), own.contains($0.id)) }
      .filter { !$0.0.files.isEmpty }
    dependencies = candidates.map(\.0)
    isSamePackage = candidates.map(\.1)
  }

  /// The names of the files that the run writes.
  var outputs: [String] { module.files.map(\.output) }

  /// Two IDL files that the same Swift file would come out of, if there are such.
  var clash: (URL, URL)? {
    var seen: [String: URL] = [:]
    for file in module.files {
      if let other = seen.updateValue(file.path, forKey: file.output.lowercased()) {
        return (other, file.path)
      }
    }
    return nil
  }

  /// What the run reads. An imported module's files are all among them: which of them are imported
  /// can change without SwiftPM asking the plugin again.
  var inputs: [URL] { module.inputs + dependencies.flatMap(\.inputs) }

  /// The tool's arguments; `MartletPluginTool/Arguments.swift` reads them.
  func arguments(output: URL, access: String? = nil) -> [String] {
    var arguments = ["--output", output.path]
    if let access { arguments += ["--access", access] }
    if !hasRPC { arguments.append("--no-rpc") }
    arguments += describe("--module", module)
    for (dependency, isSamePackage) in zip(dependencies, isSamePackage) {
      arguments += describe(isSamePackage ? "--sibling" : "--dependency", dependency)
    }
    for file in module.files { arguments += ["--file", file.path.path, file.output] }
    return arguments
  }

  private func describe(_ flag: String, _ module: IDLModule) -> [String] {
    [flag, module.name, module.directory.path, module.defaultAccess]
  }
}
