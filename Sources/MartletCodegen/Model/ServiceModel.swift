import MartletDescriptors

/// A service as the emitters see it.
struct ServiceModel {
  struct Method {
    let descriptor: MethodDescriptor
    /// With backticks if it needs them.
    let name: String
    let idlName: String
    let path: String
    let input: String
    let output: String
    let streamsRequests: Bool
    let streamsResponses: Bool
    /// The request's fields, if they can be given as arguments.
    let arguments: [Argument]
  }

  /// A field of the request as an argument of the client's method.
  struct Argument {
    /// With backticks if it needs them.
    let name: String
    /// As a label in a call.
    let label: String
    /// The whole parameter: `name: Swift::String = ""`.
    let parameter: String
    let isDeprecated: Bool
  }

  /// The most fields that are given as arguments.
  static let mostArguments = 8
  /// The types that are declared in a service's namespace, and would hide messages of that name.
  private static let nestedTypes: Set<String> = ["Client", "Service"]

  let descriptor: ServiceDescriptor
  let name: String
  let fullName: String
  let methods: [Method]

  init(
    _ descriptor: ServiceDescriptor, prefix: String, resolver: TypeResolver
  ) throws(GenerationError) {
    self.descriptor = descriptor
    name = SwiftNames.type(prefix + descriptor.name, .service)
    fullName = descriptor.fullName
    var methods: [Method] = []
    var taken: Set<String> = []
    for method in descriptor.methods {
      var name = SwiftNames.method(method.name)
      while !taken.insert(name).inserted { name += "_" }
      let input = try resolver.name(of: method.input, shadowing: ServiceModel.nestedTypes)
      methods.append(
        Method(
          descriptor: method, name: SwiftNames.escaped(name), idlName: method.name,
          path: method.path, input: input,
          output: try resolver.name(of: method.output, shadowing: ServiceModel.nestedTypes),
          streamsRequests: method.streamsRequests, streamsResponses: method.streamsResponses,
          arguments: try ServiceModel.arguments(method.input, input, resolver)))
    }
    self.methods = methods
  }

  /// The request's fields as arguments: for short requests of the user's own.
  private static func arguments(
    _ input: MessageDescriptor, _ swiftName: String, _ resolver: TypeResolver
  ) throws(GenerationError) -> [Argument] {
    if input.fullName.hasPrefix("google.protobuf.") { return [] }
    let message = try MessageModel(
      input, outer: nil, resolver: resolver, visible: nestedTypes)
    guard (1...mostArguments).contains(message.members.count) else { return [] }
    let arguments = message.members.map { member in
      switch member {
      case .field(let field):
        Argument(
          name: field.escapedName, label: SwiftNames.label(field.name),
          parameter: message.argument(member),
          isDeprecated: member.isDeprecated)
      case .oneof(let oneof):
        Argument(
          name: SwiftNames.escaped(oneof.name), label: SwiftNames.label(oneof.name),
          parameter:
            "\(SwiftNames.escaped(oneof.name)): \(swiftName).\(oneof.typeName)? = nil",
          isDeprecated: false)
      }
    }
    return arguments.contains { $0.name == "options" } ? [] : arguments
  }
}
