import Foundation
import PackagePlugin

/// `swift package generate-idl`: the code of `.idl` and `.proto` files goes into the source tree,
/// for those who want to commit it.
@main struct MartletCommandPlugin: CommandPlugin {
  func performCommand(context: PluginContext, arguments: [String]) throws {
    let options = try CommandOptions(arguments)
    if options.showsHelp { return print(CommandOptions.help) }

    let targets = try selectedTargets(in: context.package, options)
    if options.output != nil && targets.count > 1 {
      throw CommandError("--output is for one target; choose it with --target")
    }
    let tool = try context.tool(named: "MartletPluginTool").url
    for target in targets {
      guard let run = ToolRun(target, in: context.package, .all) else { continue }
      if let (first, second) = run.clash {
        throw CommandError(
          "\(second.path) would generate the same Swift file as \(first.path)")
      }
      let output =
        options.output.map { context.package.directoryURL.appending(path: $0) }
        ?? run.module.directory.appending(path: "Generated")
      try execute(tool, run.arguments(output: output, access: options.access), for: target)
      print("\(target.name): \(run.outputs.count) files in \(output.path)")
    }
  }

  /// The targets that were asked for, or all that have IDL files.
  private func selectedTargets(
    in package: Package, _ options: CommandOptions
  ) throws -> [any Target] {
    if options.targets.isEmpty {
      let targets = package.targets.filter { ToolRun($0, in: package, .all) != nil }
      if targets.isEmpty { throw CommandError("no target has .idl or .proto files") }
      return targets
    }
    return try options.targets.map { name in
      guard let target = package.targets.first(where: { $0.name == name }) else {
        throw CommandError("there is no target \"\(name)\"")
      }
      if ToolRun(target, in: package, .all) == nil {
        throw CommandError("target \"\(name)\" has no .idl or .proto files")
      }
      return target
    }
  }

  /// Runs the tool; what it has to say goes to the terminal.
  private func execute(_ tool: URL, _ arguments: [String], for target: any Target) throws {
    let process = Process()
    process.executableURL = tool
    process.arguments = arguments
    try process.run()
    process.waitUntilExit()
    guard process.terminationReason == .exit, process.terminationStatus == 0 else {
      throw CommandError("no code was generated for target \"\(target.name)\"")
    }
  }
}
