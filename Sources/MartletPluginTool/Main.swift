import MartletDriver

/// What the build plugins run: compiles the IDL files of one target to Swift.
///
/// Every user of Martlet compiles this program, unoptimised, so it stands on the compiler and the
/// generator alone. Exit codes: 1 for errors in IDL or configuration files, 2 for arguments that
/// no plugin writes.
@main struct Main {
  static func main() {
    do throws(Arguments.Invalid) {
      let arguments = try Arguments(Array(CommandLine.arguments.dropFirst()))
      let outcome = Generation.run(arguments.request, reporting: arguments.diagnostics)
      Report.write(outcome.diagnostics)
      Report.exit(outcome.hasErrors ? 1 : 0)
    } catch {
      Report.write("error: MartletPluginTool: \(error.message)\n")
      Report.exit(2)
    }
  }
}
