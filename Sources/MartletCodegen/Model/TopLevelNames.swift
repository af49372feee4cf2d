import MartletDescriptors

/// The names that a target's IDL files declare at the top level of its module: no two alike.
struct TopLevelNames {
  private struct Owner {
    let idlName: String
    let file: String
  }

  private let moduleName: String?
  /// A remedy that is left.
  private let qualifying: String
  private var owners: [String: Owner] = [:]

  init(_ options: GeneratorOptions) {
    moduleName = options.moduleName
    qualifying =
      options.naming == .simple
      ? "put the package before all names (\"naming\": \"qualified\"), " : ""
  }

  mutating func add(
    _ file: FileDescriptor, _ types: TypeNames, generatingServices: Bool
  ) throws(GenerationError) {
    let prefix = types.prefix(of: file)
    guard SwiftNames.isPrefix(prefix) else {
      throw GenerationError(
        """
        "\(prefix)" cannot begin the name of a Swift type; set a prefix (option swift_prefix, or \
        that of the package in martlet.json) of letters, digits and "_", beginning with a letter
        """, file: file.name)
    }
    for message in file.messages { try add(message, types.name(of: message).all) }
    for enumeration in file.enums { try add(enumeration, types.name(of: enumeration).all) }
    guard generatingServices else { return }
    for service in file.services {
      let name = SwiftNames.type(prefix + service.name, .service)
      try add(service, [name])
      if name == moduleName {
        throw GenerationError(
          """
          service \(service.name) has the name of the Swift module that it is generated \
          for, which then could no longer be named; rename the target or the service, or set \
          option swift_prefix
          """, file: file.name)
      }
    }
  }

  private mutating func add(
    _ element: some Descriptor, _ swiftNames: Set<String>
  ) throws(GenerationError) {
    let owner = Owner(idlName: element.fullName, file: element.file.name)
    for name in swiftNames.sorted() {
      guard let other = owners.updateValue(owner, forKey: name) else { continue }
      throw GenerationError(
        """
        \(owner.idlName) and \(other.idlName) (\(other.file)) would both be called \(name) in \
        Swift; give one of the packages a prefix in martlet.json or by option swift_prefix, \
        \(qualifying)or put the files into different targets
        """, file: owner.file)
    }
  }
}
