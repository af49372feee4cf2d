import ArgumentParser
import MartletCodegen
import MartletDriver

/// `martlet generate`: IDL files in, Swift files out.
struct Generate: FileCommand {
  static let configuration = CommandConfiguration(
    abstract: "Generates Swift from IDL files.",
    discussion: """
      Every IDL file becomes one Swift file in the output directory: with the root "protos", \
      protos/shop/order.idl becomes shop+order.martlet.swift. A file that would stay the same is \
      not written.

      Exit codes: 0 if all went well, 1 for errors in IDL files, 2 for wrong arguments.
      """)

  @OptionGroup var sources: SourceOptions
  @OptionGroup var report: ReportOptions

  @Option(name: [.short, .customLong("out")], help: "Where the Swift files go.")
  var out = "."

  @Option(
    help: ArgumentHelp(
      "Who may use the generated types: internal (the default), package or public.",
      valueName: "level"),
    transform: { try choice($0, "access level") })
  var access = AccessLevel.internal

  @Flag(
    name: .customLong("services"), inversion: .prefixedNo,
    help: "Whether to generate services, or messages and enums only.")
  var services = true

  @Option(
    help: ArgumentHelp(
      "How outermost types are named.",
      discussion: """
        simple (the default): as in the IDL; qualified: with the package before them, as \
        swift-protobuf does it.
        """, valueName: "way"),
    transform: { try choice($0, "way to name types") })
  var naming = Naming.simple

  @Option(
    help: ArgumentHelp(
      "What becomes of extensions of the messages in descriptor.proto.",
      discussion: """
        omit (the default), or generate: properties, for which the code needs MartletDescriptors.
        """, valueName: "way"),
    transform: { try choice($0, "way to treat custom options") })
  var customOptions = CustomOptions.omit

  @Option(
    help: ArgumentHelp(
      "Which files' descriptors the code carries.",
      discussion: "automatic (the default): of files with services; embed: of all; omit: of none.",
      valueName: "which"),
    transform: { try choice($0, "choice of descriptors") })
  var descriptors = DescriptorEmbedding.automatic

  @Option(
    name: .customLong("prefix"),
    help: ArgumentHelp(
      "What the names of a package's types begin with in Swift; may be given several times.",
      valueName: "package=prefix"))
  var prefixes: [PackagePrefix] = []

  @Option(
    name: .customLong("module"),
    help: "The Swift module that the code will be part of, to recognise clashes with its name.")
  var moduleName: String?

  @Option(
    name: .customLong("import"),
    help: ArgumentHelp(
      "Files whose Swift is in another module; may be given several times.",
      discussion: "The path is an import path, or a folder of such.", valueName: "path=module"))
  var imports: [ImportedPath] = []

  @Option(
    help: ArgumentHelp(
      "How the Swift files are named.",
      discussion: """
        flat (the default): shop+order.martlet.swift; path: shop/order.martlet.swift, in folders.
        """, valueName: "way"),
    transform: { try choice($0, "way to name files") })
  var fileNames = FileNames.flat

  @Argument(help: "IDL files, as paths on disk or as import paths.")
  var files: [String] = []

  mutating func validate() throws {
    var seen: [String: String] = [:]
    for prefix in prefixes {
      if let other = seen.updateValue(prefix.prefix, forKey: prefix.package) {
        throw ValidationError(
          "Package \"\(prefix.package)\" has two prefixes, \"\(other)\" and \"\(prefix.prefix)\".")
      }
    }
    _ = try modulePaths()
  }

  private func modulePaths() throws -> ModulePaths {
    var paths = ModulePaths()
    for item in imports {
      if let other = paths.add(item.path, module: item.module) {
        throw ValidationError(
          "\"\(item.path)\" is in two modules, \"\(other)\" and \"\(item.module)\".")
      }
    }
    return paths
  }

  func run() throws {
    var module = GenerationRequest.Module(name: moduleName, roots: [])
    module.roots = try checkedRoots(missingFoldersAreErrors: true)
    module.access = access
    module.naming = naming
    module.customOptions = customOptions
    module.descriptors = descriptors
    for prefix in prefixes { module.prefixes[prefix.package] = prefix.prefix }
    var request = GenerationRequest(
      module: module, files: files.map { .init(path: $0) }, outputDirectory: out)
    request.services = services ? .generated : .omitted
    request.modulePaths = try modulePaths()
    request.fileNames = fileNames
    let outcome = Generation.run(request)
    try report.finish(outcome.diagnostics)
  }
}

/// One of the words that an option may be.
private func choice<Choice: CaseIterable & RawRepresentable<String>>(
  _ name: String, _ what: String
) throws -> Choice {
  if let choice = Choice(rawValue: name) { return choice }
  let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
  throw ValidationError("\"\(name)\" is no \(what); there are \(names).")
}

/// `shop.v1=V1`.
struct PackagePrefix: ExpressibleByArgument {
  let package: String
  let prefix: String

  init?(argument: String) {
    guard let (package, prefix) = KeyAndValue.split(argument), SwiftGenerator.isPrefix(prefix)
    else { return nil }
    self.package = package
    self.prefix = prefix
  }
}

/// `shop/common=Common`.
struct ImportedPath: ExpressibleByArgument {
  let path: String
  let module: String

  init?(argument: String) {
    guard let (path, module) = KeyAndValue.split(argument), !module.isEmpty else { return nil }
    self.path = path
    self.module = module
  }
}
