import MartletDescriptors
import MartletProtobuf

/// How one file's code refers to types, and which modules that makes it import.
final class TypeResolver {
  let index: TypeIndex
  private let file: String
  private let moduleName: String?
  private(set) var usedModules: Set<String> = []

  init(index: TypeIndex, file: String, moduleName: String?) {
    self.index = index
    self.file = file
    self.moduleName = moduleName
  }

  func error(_ message: String) -> GenerationError {
    GenerationError(message, file: file)
  }

  /// What the IDL calls `fullName`.
  func entry(_ fullName: String) throws(GenerationError) -> TypeIndex.Entry {
    guard let entry = index.types[fullName] else {
      throw error("there is no type \(fullName) among the files given; is an import missing?")
    }
    return entry
  }

  /// The Swift type, as it can be written where the nested types in `shadowing` are visible.
  func name(
    of entry: TypeIndex.Entry, shadowing: Set<String>
  ) throws(GenerationError) -> String {
    let path = entry.path.joined(separator: ".")
    if let module = entry.module {
      usedModules.insert(module)
      // The shipped types are in a namespace, which the runtime module declares.
      let root = ShippedTypes.module(of: entry.file) == nil ? module : "MartletProtobuf"
      return root + "::" + path
    }
    guard let first = entry.path.first, shadowing.contains(first) else { return path }
    guard let moduleName else {
      throw error(
        """
        the type \(path) is hidden by a nested type called \(first); give the generator the name \
        of the Swift module that the code is for
        """)
    }
    return moduleName + "::" + path
  }
}
