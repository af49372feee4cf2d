import PackagePlugin

/// What a person gave to `swift package generate-idl`.
struct CommandOptions {
  static let help = """
    USAGE: swift package --allow-writing-to-package-directory generate-idl [options]

    Generates Swift from the .idl and .proto files of the package's targets.

    OPTIONS:
      --target <name>    Only this target; may be given several times.
      --output <folder>  Where the Swift files go, relative to the package; with one target only.
                         The default is the folder Generated in the target's own.
      --access <level>   internal, package or public; stronger than martlet.json.
      --help             Show this.
    """
  private static let levels = ["internal", "package", "public"]

  let targets: [String]
  let output: String?
  let access: String?
  let showsHelp: Bool

  init(_ arguments: [String]) throws {
    var extractor = ArgumentExtractor(arguments)
    targets = extractor.extractOption(named: "target")
    output = extractor.extractOption(named: "output").last
    access = extractor.extractOption(named: "access").last
    showsHelp = extractor.extractFlag(named: "help") > 0
    if let unknown = extractor.remainingArguments.first {
      throw CommandError("unknown argument \"\(unknown)\"\n\n\(Self.help)")
    }
    if let access, !Self.levels.contains(access) {
      let list = Self.levels.joined(separator: ", ")
      throw CommandError("\"\(access)\" is no access level; those are \(list)")
    }
  }
}

/// Why the command cannot do what it was asked for.
struct CommandError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
