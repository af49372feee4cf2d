import ArgumentParser
import MartletDriver
import MartletIDL

/// `martlet check`: the compiler without output.
struct Check: FileCommand {
  static let configuration = CommandConfiguration(
    abstract: "Checks IDL files and writes nothing.",
    discussion: """
      For editors and for CI: says nothing if nothing is wrong. A folder stands for all .idl and \
      .proto files below it; what begins with a dot is passed over.

      Exit codes: 0 if there are no errors, 1 if there are, 2 for wrong arguments.
      """)

  @OptionGroup var sources: SourceOptions
  @OptionGroup var report: ReportOptions

  @Option(
    help: ArgumentHelp(
      "A folder in which a run leaves what it found out, for the next run to be quicker.",
      valueName: "folder"))
  var cache: String?

  @Argument(help: "IDL files and folders of them; files as paths on disk or as import paths.")
  var files: [String] = []

  func run() throws {
    let roots = try checkedRoots(missingFoldersAreErrors: true)
    let files = try namedFiles()
    var options = CompilerOptions()
    options.leavesMemoryToExit = true
    guard let cache else {
      let compiler = Compiler(roots: roots, options: options)
      return try report.finish(compiler.compile(files).diagnostics)
    }
    try report.finish(
      CachedCheck.run(files, roots: roots, options: options, folder: cache))
  }

  /// The files, with those of a folder in its place.
  private func namedFiles() throws -> [String] {
    var names: [String] = []
    for file in files {
      guard InputFiles.isFolder(file) else {
        names.append(file)
        continue
      }
      do {
        let found = try InputFiles.below(file)
        if found.isEmpty { throw ValidationError("There is no IDL file below \"\(file)\".") }
        names += found
      } catch let folder as InputFiles.Unreadable {
        throw ValidationError("The folder \"\(folder.path)\" cannot be read.")
      }
    }
    return names
  }
}
