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
    if let prefix = options.prefixes[file.package] ?? file.options.swiftPrefix { return prefix }
    let naming = module(of: file.name).flatMap { options.namings[$0] } ?? options.naming
    return naming == .qualified ? SwiftNames.prefix(ofPackage: file.package) : ""
  }

  /// What a type is called where it is declared.
  func name<Element: TypeDescriptor>(of type: Element) -> TypeName {
    guard let outer = type.containingMessage else {
      let name = SwiftNames.type(prefix(of: type.file) + type.name, Element.kind)
      return TypeName(name: name, own: type.isMarkedDeprecated ? hidden(name, type) : name)
    }
    var name = SwiftNames.nestedType(type.name, Element.kind)
    if name.hasSuffix(Element.kind.rawValue), name != type.name {
      while outer.message(named: name) != nil || outer.enumeration(named: name) != nil {
        name += "_"
      }
    }
    return TypeName(name: name, own: type.isMarkedDeprecated ? hidden(name, type) : name)
  }

  /// The name with an underscore before it, or with several, if another type has that name.
  private func hidden(_ name: String, _ type: some TypeDescriptor) -> String {
    var hidden = "_" + name.filter { $0 != "`" }
    while type.containingMessage?.message(named: hidden) != nil
      || type.containingMessage?.enumeration(named: hidden) != nil
    {
      hidden = "_" + hidden
    }
    return hidden
  }

  /// The names of the types that are nested in a message, and in those around it.
  func typeNames(in message: MessageDescriptor) -> Set<String> {
    var names = message.containingMessage.map(typeNames) ?? []
    for nested in message.messages { names.formUnion(name(of: nested).all) }
    for nested in message.enums { names.formUnion(name(of: nested).all) }
    for oneof in message.realOneofs {
      let camel = SwiftNames.upperCamel(oneof.name)
      names.formUnion([camel, camel + "Oneof"])
    }
    return names
  }

  /// The Swift type's own name, outermost first, namespace included.
  func path(of type: some TypeDescriptor) -> [String] {
    let name = name(of: type).own
    if let outer = type.containingMessage { return path(of: outer) + [name] }
    let namespace = namespace(of: type.file).map { $0.split(separator: ".").map(String.init) }
    return (namespace ?? []) + [name]
  }
}
