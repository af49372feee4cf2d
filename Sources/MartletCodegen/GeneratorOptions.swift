/// What a user can choose about generated code.
public struct GeneratorOptions: Sendable {
  /// Who may use the generated types.
  public var access: AccessLevel = .internal
  /// How the outermost types of a package are named.
  public var naming: Naming = .simple
  /// Swift module to naming, for other modules that have another one.
  public var namings: [String: Naming] = [:]
  /// Package to prefix: what to put before the names of a package's types, so that `shop.v1` and
  /// `shop.v2` fit into one module. Stronger than the file's own `option swift_prefix`, which is
  /// stronger than ``naming``.
  public var prefixes: [String: String] = [:]
  /// Package to Swift namespace (`google.protobuf` to `Google.Protobuf`): the types are declared in
  /// an extension of that enum, which has to exist.
  public var namespaces: [String: String] = [:]
  /// The Swift module that the code will be part of. Needed where a nested type has the name of
  /// another one, and to find a service that is named as its module.
  public var moduleName: String?
  /// Whether to generate services. Without, the code needs `MartletProtobuf` only.
  public var services = true
  /// What becomes of custom options.
  public var customOptions: CustomOptions = .omit

  /// Which files' descriptors are in the code.
  public var descriptors: DescriptorEmbedding = .automatic
  /// Swift module to that choice, for other modules that made another one.
  public var embeddings: [String: DescriptorEmbedding] = [:]

  public init() {}
}

/// The access level of generated declarations.
public enum AccessLevel: String, Sendable, CaseIterable {
  case `internal`
  case package
  case `public`

  /// Before a declaration: `public `, or nothing for internal.
  var prefix: String { self == .internal ? "" : rawValue + " " }
}

/// What becomes of extensions of the messages of `descriptor.proto`.
public enum CustomOptions: String, Sendable, CaseIterable {
  /// Nothing: most programs do not read options at run time.
  case omit
  /// A property, as for other extensions. The code then needs `MartletDescriptors`.
  case generate
}

/// How the outermost types of a package are named in Swift.
public enum Naming: String, Sendable, CaseIterable {
  /// As in the IDL; the Swift module is the namespace.
  case simple
  /// With the package before them, as swift-protobuf does it: `shop.v1.Order` is `Shop_V1_Order`.
  case qualified
}

/// Which files' generated code carries their descriptors.
public enum DescriptorEmbedding: String, Sendable, CaseIterable {
  /// Files with services.
  case automatic
  /// All.
  case embed
  /// None.
  case omit
}
