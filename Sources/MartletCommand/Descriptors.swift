import ArgumentParser
import MartletDriver
import MartletIDL

/// `martlet descriptors`: IDL files in, a `FileDescriptorSet` out.
struct Descriptors: FileCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes the descriptors of IDL files.",
    discussion: """
      The output is a google.protobuf.FileDescriptorSet in wire format, byte for byte what protoc \
      36.2 writes for the same files. protoc's own spelling of the options is accepted too: \
      -Iprotos --include_imports --descriptor_set_out=set.binpb. An argument @name stands for the \
      lines of the file "name".

      Exit codes: 0 if all went well, 1 for errors in IDL files, 2 for wrong arguments.
      """)

  @OptionGroup var sources: SourceOptions
  @OptionGroup var report: ReportOptions

  @Option(
    name: [.customShort("o"), .customLong("out"), .customLong("descriptor-set-out")],
    help: ArgumentHelp(
      "The file to write; \"-\" or nothing for standard output.", valueName: "file"))
  var out: String?

  @Flag(help: "Put everything that the files import into the set, too.")
  var includeImports = false

  @Flag(help: "Keep comments and the places of declarations in the descriptors.")
  var includeSourceInfo = false

  @Flag(help: "Keep options that are meant for the compiler only.")
  var retainOptions = false

  @Option(
    help: ArgumentHelp(
      "A file for make, with a rule that says which files the set was made from.",
      valueName: "file"))
  var dependencyOut: String?

  @Argument(help: "IDL files, as paths on disk or as import paths.")
  var files: [String] = []

  func run() throws {
    let roots = try checkedRoots(missingFoldersAreErrors: false)
    let output = out == "-" ? nil : out
    if output == nil, Report.isTerminal(.standardOutput) {
      throw ValidationError("Descriptors are no text for a terminal; name a file with --out.")
    }
    var request = DescriptorSetRequest(roots: roots, files: files, output: output)
    request.includesImports = includeImports
    request.options.retainOptions = retainOptions
    request.options.sourceInfo = includeSourceInfo ? .full : .none
    request.dependencyFile = dependencyOut
    try report.finish(
      DescriptorSet.write(request), to: output == nil ? .standardError : .standardOutput)
  }
}
