import MartletDescriptors

/// What types of the IDL are called in Swift, and where they are.
struct TypeNames {
  private let options: GeneratorOptions
  private let moduleOf: [String: String]

  init(options: GeneratorOptions, moduleOf: [String: String]) {
    self.options = options
    self.moduleOf = moduleOf
  }

  /// The module that a file's types are in, nil for the one that code is generated for.
  func module(of file: String) -> String? {
    let module = moduleOf[file] ?? ShippedTypes.module(of: file)
    return module == options.moduleName ? nil : module
  }

  /// The namespace that a file's types are declared in.
  func namespace(of file: FileDescriptor) -> String? {
    ShippedTypes.namespace(of: file.name) ?? options.namespaces[file.package]
  }

  /// What comes before the names of a file's outermost types.
  func prefix(of file: FileDescriptor) -> String {
    if namespace(of: file) != nil { return "" }
    return options.prefixes[file.package] ?? file.options.swiftPrefix ?? ""
  }

  /// The Swift type's name, outermost first, namespace included.
  func path(of message: MessageDescriptor) -> [String] {
    path(message, in: message.containingMessage, .message)
  }

  /// The Swift type's name, outermost first, namespace included.
  func path(of enumeration: EnumDescriptor) -> [String] {
    path(enumeration, in: enumeration.containingMessage, .enumeration)
  }

  private func path(
    _ type: some Descriptor, in outer: MessageDescriptor?, _ kind: SwiftNames.TypeKind
  ) -> [String] {
    if let outer { return path(of: outer) + [SwiftNames.type(type.name, kind)] }
    let namespace = namespace(of: type.file).map { $0.split(separator: ".").map(String.init) }
    return (namespace ?? []) + [SwiftNames.type(prefix(of: type.file) + type.name, kind)]
  }
}
