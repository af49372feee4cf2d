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
    transform: Self.accessLevel)
  var access = AccessLevel.internal

  @Flag(
    name: .customLong("services"), inversion: .prefixedNo,
    help: "Whether to generate services, or messages and enums only.")
  var services = true

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
  }

  func run() throws {
    var module = GenerationRequest.Module(name: moduleName, roots: [])
    module.roots = try checkedRoots(missingFoldersAreErrors: true)
    module.access = access
    for prefix in prefixes { module.prefixes[prefix.package] = prefix.prefix }
    var request = GenerationRequest(
      module: module, files: files.map { .init(path: $0) }, outputDirectory: out)
    request.services = services ? .generated : .omitted
    let outcome = Generation.run(request)
    try report.finish(outcome.diagnostics)
  }

  private static func accessLevel(_ name: String) throws -> AccessLevel {
    if let level = AccessLevel(rawValue: name) { return level }
    let levels = AccessLevel.allCases.map(\.rawValue).joined(separator: ", ")
    throw ValidationError("\"\(name)\" is no access level; those are \(levels).")
  }
}

/// `shop.v1=V1`.
struct PackagePrefix: ExpressibleByArgument {
  let package: String
  let prefix: String

  init?(argument: String) {
    let parts = argument.split(separator: "=", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty else { return nil }
    package = String(parts[0])
    prefix = String(parts[1])
  }
}
