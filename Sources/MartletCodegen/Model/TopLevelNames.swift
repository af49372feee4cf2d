import MartletDescriptors
import MartletProtobuf

/// The names that a target's IDL files declare at the top level of its module: no two alike.
struct TopLevelNames {
  private struct Owner {
    let idlName: String
    let file: String
  }

  private let moduleName: String?
  private var owners: [String: Owner] = [:]

  init(moduleName: String?) {
    self.moduleName = moduleName
  }

  mutating func add(
    _ file: Google.Protobuf.FileDescriptorProto, _ index: TypeIndex, generatingServices: Bool
  ) throws(GenerationError) {
    let prefix = index.prefix(of: file)
    for message in file.messageType {
      try add(message.name ?? "", prefix, .message, file)
    }
    for enumeration in file.enumType {
      try add(enumeration.name ?? "", prefix, .enumeration, file)
    }
    guard generatingServices else { return }
    for service in file.service {
      try add(service.name ?? "", prefix, .service, file)
      if let moduleName, SwiftNames.type(prefix + (service.name ?? ""), .service) == moduleName {
        throw GenerationError(
          """
          service \(service.name ?? "") has the name of the Swift module that it is generated \
          for, which then could no longer be named; rename the target or the service, or set \
          option swift_prefix
          """, file: file.name ?? "")
      }
    }
  }

  private mutating func add(
    _ name: String, _ prefix: String, _ kind: SwiftNames.TypeKind,
    _ file: Google.Protobuf.FileDescriptorProto
  ) throws(GenerationError) {
    let package = file.package ?? ""
    let idlName = package.isEmpty ? name : package + "." + name
    let swiftName = SwiftNames.type(prefix + name, kind)
    let owner = Owner(idlName: idlName, file: file.name ?? "")
    guard let other = owners.updateValue(owner, forKey: swiftName) else { return }
    throw GenerationError(
      """
      \(idlName) and \(other.idlName) (\(other.file)) would both be called \(swiftName) in Swift; \
      give one of the packages a prefix in martlet.json or by option swift_prefix, or put the \
      files into different targets
      """, file: owner.file)
  }
}
