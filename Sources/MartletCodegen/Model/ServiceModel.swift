import MartletDescriptors
import MartletProtobuf

/// A service as the emitters see it.
struct ServiceModel {
  struct Method {
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
    /// The whole parameter: `name: Swift::String = ""`.
    let parameter: String
  }

  /// The most fields that are given as arguments.
  static let mostArguments = 8
  /// The types that are declared in a service's namespace, and would hide messages of that name.
  private static let nestedTypes: Set<String> = ["Client", "Service"]

  let name: String
  let fullName: String
  let methods: [Method]

  init(
    _ descriptor: Google.Protobuf.ServiceDescriptorProto, package: String, prefix: String,
    resolver: TypeResolver
  ) throws(GenerationError) {
    let idlName = descriptor.name ?? ""
    name = SwiftNames.type(prefix + idlName, .service)
    let fullName = package.isEmpty ? idlName : package + "." + idlName
    self.fullName = fullName
    var methods: [Method] = []
    var taken: Set<String> = []
    for method in descriptor.method {
      var name = SwiftNames.method(method.name ?? "")
      while !taken.insert(name).inserted { name += "_" }
      let input = try resolver.entry(method.inputType ?? "")
      let output = try resolver.entry(method.outputType ?? "")
      let inputName = try resolver.name(of: input, shadowing: ServiceModel.nestedTypes)
      methods.append(
        Method(
          name: SwiftNames.escaped(name), idlName: method.name ?? "",
          path: "/\(fullName)/\(method.name ?? "")", input: inputName,
          output: try resolver.name(of: output, shadowing: ServiceModel.nestedTypes),
          streamsRequests: method.clientStreaming ?? false,
          streamsResponses: method.serverStreaming ?? false,
          arguments: try ServiceModel.arguments(
            input, method.inputType ?? "", inputName, resolver)))
    }
    self.methods = methods
  }

  /// The request's fields as arguments: for short requests of the user's own.
  private static func arguments(
    _ input: TypeIndex.Entry, _ fullName: String, _ swiftName: String, _ resolver: TypeResolver
  ) throws(GenerationError) -> [Argument] {
    guard case .message(let descriptor) = input.kind,
      !fullName.hasPrefix(".google.protobuf."),
      let file = resolver.index.files[input.file]
    else { return [] }
    let message = try MessageModel(
      descriptor, scope: "", outer: nil, prefix: "", isProto3: file.syntax == "proto3",
      resolver: resolver, visible: nestedTypes)
    guard (1...mostArguments).contains(message.members.count) else { return [] }
    let arguments = message.members.map { member in
      switch member {
      case .field(let field):
        Argument(name: field.escapedName, parameter: message.argument(member))
      case .oneof(let oneof):
        Argument(
          name: SwiftNames.escaped(oneof.name),
          parameter:
            "\(SwiftNames.escaped(oneof.name)): \(swiftName).\(oneof.typeName)? = nil")
      }
    }
    return arguments.contains { $0.name == "options" } ? [] : arguments
  }
}
