import Foundation
import PackagePlugin

/// Compiles the `.idl` and `.proto` files of a target within `swift build`.
@main struct MartletPlugin: BuildToolPlugin {
  func createBuildCommands(
    context: PluginContext, target: any Target
  ) throws -> [Command] {
    guard let run = ToolRun(target, in: context.package, .declared) else { return [] }
    if let (first, second) = run.clash {
      Diagnostics.error("\(second.path): would generate the same Swift file as \(first.path)")
      return []
    }
    if let file = committedFile(target, run) {
      Diagnostics.error(
        """
        \(file.path): target \(target.name) has generated code in its sources and uses \
        MartletPlugin too; remove one of them
        """)
      return []
    }
    let output = context.pluginWorkDirectoryURL
    return [
      .buildCommand(
        displayName: "Compiling the IDL files of \(target.name)",
        executable: try context.tool(named: "MartletPluginTool").url,
        arguments: run.arguments(output: output),
        inputFiles: run.inputs,
        outputFiles: run.outputs.map { output.appending(path: $0) })
    ]
  }

  /// A source file of the target that this run would generate again.
  private func committedFile(_ target: any Target, _ run: ToolRun) -> URL? {
    let outputs = Set(run.outputs)
    return (target as? SwiftSourceModuleTarget)?.sourceFiles.map(\.url)
      .first { outputs.contains($0.lastPathComponent) }
  }
}
