import ArgumentParser
import MartletDriver
import MartletIDL

/// Where a command finds IDL files.
struct SourceOptions: ParsableArguments {
  @Option(
    name: [.customShort("I"), .customLong("root"), .customLong("proto-path")],
    help: ArgumentHelp(
      "A folder that import paths are relative to; may be given several times.",
      discussion: """
        The default is the current folder. Several folders may be joined by ":", and \
        prefix=folder puts the files of a folder below another import path.
        """, valueName: "folder"))
  private var root: [String] = []

  /// The roots, in order.
  var roots: ImportRoots { ImportRoots(root.flatMap(Self.roots)) }

  /// The folders among the roots that do not exist.
  var missingFolders: [String] {
    root.flatMap(Self.roots).map(\.folder).filter { !InputFiles.exists($0) }
  }

  /// Reads the value of one option. A folder whose name has a ":" or "=" in it is taken as it is.
  private static func roots(_ value: String) -> [ImportRoots.Root] {
    if InputFiles.exists(value) { return [.init(folder: value)] }
    return value.split(separator: ":").map { part in
      let folder = String(part)
      guard let equals = part.firstIndex(of: "="), !InputFiles.exists(folder) else {
        return .init(folder: folder)
      }
      return .init(
        folder: String(part[part.index(after: equals)...]), prefix: String(part[..<equals]))
    }
  }
}

/// A command that works on IDL files.
protocol FileCommand: ParsableCommand {
  /// The names of the files; filled in after parsing (see `ArgumentWords`).
  var files: [String] { get set }
  var sources: SourceOptions { get }
}

extension FileCommand {
  /// The roots and files, checked as far as looking for them goes.
  func checkedRoots(missingFoldersAreErrors: Bool) throws -> ImportRoots {
    if files.isEmpty { throw ValidationError("Name at least one IDL file.") }
    for folder in sources.missingFolders {
      if missingFoldersAreErrors { throw ValidationError("There is no folder \"\(folder)\".") }
      Report.write("\(folder): warning: there is no such folder\n")
    }
    let roots = sources.roots
    for file in files where file.isEmpty || !InputFiles.exists(file, below: roots) {
      throw ValidationError("There is no file \"\(file)\".")
    }
    return roots
  }
}
