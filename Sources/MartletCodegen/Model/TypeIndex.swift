import MartletDescriptors
import MartletProtobuf

/// Every type of the given files by its full name, with its name in Swift.
struct TypeIndex {
  /// A message or enum, and where it is in Swift.
  struct Entry {
    enum Kind {
      case message(Google.Protobuf.DescriptorProto)
      case enumeration(Google.Protobuf.EnumDescriptorProto)
    }

    let kind: Kind
    /// The Swift type's name, outermost first, namespace included.
    let path: [String]
    /// The Swift module, nil for the one that code is generated for.
    let module: String?
    let file: String
  }

  private(set) var files: [String: Google.Protobuf.FileDescriptorProto] = [:]
  /// By full name with a leading dot.
  private(set) var types: [String: Entry] = [:]
  private let options: GeneratorOptions
  private let moduleOf: [String: String]

  init(
    files: [Google.Protobuf.FileDescriptorProto], options: GeneratorOptions,
    moduleOf: [String: String]
  ) throws(GenerationError) {
    self.options = options
    self.moduleOf = moduleOf
    var topLevel = TopLevelNames(moduleName: options.moduleName)
    for file in files {
      let name = file.name ?? ""
      if self.files.updateValue(file, forKey: name) != nil { continue }
      add(file)
      if module(of: name) == nil && namespace(of: file) == nil {
        try topLevel.add(file, self, generatingServices: options.services)
      }
    }
  }

  /// The module that has a file's types, nil for the one that code is generated for.
  func module(of file: String) -> String? {
    let module = moduleOf[file] ?? ShippedTypes.module(of: file)
    return module == options.moduleName ? nil : module
  }

  /// The namespace that a file's types are declared in.
  func namespace(of file: Google.Protobuf.FileDescriptorProto) -> String? {
    ShippedTypes.namespace(of: file.name ?? "") ?? options.namespaces[file.package ?? ""]
  }

  /// What comes before the names of a file's outermost types.
  func prefix(of file: Google.Protobuf.FileDescriptorProto) -> String {
    if namespace(of: file) != nil { return "" }
    return options.prefixes[file.package ?? ""] ?? file.options?.swiftPrefix ?? ""
  }

  private mutating func add(_ file: Google.Protobuf.FileDescriptorProto) {
    let scope = (file.package ?? "").isEmpty ? "" : "." + (file.package ?? "")
    let namespace = namespace(of: file).map { $0.split(separator: ".").map(String.init) } ?? []
    let prefix = prefix(of: file)
    for message in file.messageType {
      add(message, scope, namespace, prefix, file.name ?? "")
    }
    for enumeration in file.enumType {
      add(enumeration, scope, namespace, prefix, file.name ?? "")
    }
  }

  private mutating func add(
    _ message: Google.Protobuf.DescriptorProto, _ scope: String, _ outer: [String],
    _ prefix: String, _ file: String
  ) {
    let name = message.name ?? ""
    let path = outer + [SwiftNames.type(prefix + name, .message)]
    let fullName = scope + "." + name
    types[fullName] = Entry(
      kind: .message(message), path: path, module: module(of: file), file: file)
    for nested in message.nestedType { add(nested, fullName, path, "", file) }
    for nested in message.enumType { add(nested, fullName, path, "", file) }
  }

  private mutating func add(
    _ enumeration: Google.Protobuf.EnumDescriptorProto, _ scope: String, _ outer: [String],
    _ prefix: String, _ file: String
  ) {
    let name = enumeration.name ?? ""
    types[scope + "." + name] = Entry(
      kind: .enumeration(enumeration),
      path: outer + [SwiftNames.type(prefix + name, .enumeration)],
      module: module(of: file), file: file)
  }
}
