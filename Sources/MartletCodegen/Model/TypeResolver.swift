import MartletDescriptors

/// How one file's code refers to types, and which modules that makes it import.
final class TypeResolver {
  let types: TypeNames
  private let file: String
  private let moduleName: String?
  private(set) var usedModules: Set<String> = []

  init(types: TypeNames, file: String, moduleName: String?) {
    self.types = types
    self.file = file
    self.moduleName = moduleName
  }

  func error(_ message: String) -> GenerationError {
    GenerationError(message, file: file)
  }

  /// The Swift type, as it can be written where the types and values in `shadowing` are visible.
  func name(
    of type: some TypeDescriptor, shadowing: Set<String>
  ) throws(GenerationError) -> String {
    try name(types.path(of: type), from: type.file, shadowing)
  }

  private func name(
    _ names: [String], from declaring: FileDescriptor, _ shadowing: Set<String>
  ) throws(GenerationError) -> String {
    let path = names.joined(separator: ".")
    if let module = types.module(of: declaring.name) {
      usedModules.insert(module)
      // The shipped types are in a namespace, which the runtime module declares.
      let root = ShippedTypes.module(of: declaring.name) == nil ? module : "MartletProtobuf"
      return root + "::" + path
    }
    guard let first = names.first else { return path }
    // Values begin with small letters; too many are visible to name them all.
    let isHidden = shadowing.contains(first)
    let mayBeHidden = isHidden || first.unicodeScalars.first?.properties.isUppercase == false
    if !mayBeHidden { return path }
    guard let moduleName else {
      if !isHidden { return path }
      throw error(
        """
        the type \(path) is hidden by something else called \(first) where it is used; give the \
        generator the name of the Swift module that the code is for
        """)
    }
    return moduleName + "::" + path
  }
}
