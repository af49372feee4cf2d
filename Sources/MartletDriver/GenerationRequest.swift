public import MartletCodegen
public import MartletIDL

/// What to generate, from which files, with which settings, into which directory.
public struct GenerationRequest: Sendable {
  /// A Swift module that is made from IDL files.
  public struct Module: Sendable {
    /// The module's name; nil where nobody knows it, as on the command line.
    public var name: String?
    /// The folders that its import paths are relative to, in order.
    public var roots: ImportRoots
    /// Who may use its generated types.
    public var access: AccessLevel
    /// How its outermost types are named.
    public var naming = Naming.simple
    /// What becomes of extensions of the messages of `descriptor.proto`.
    public var customOptions = CustomOptions.omit
    /// Which files' descriptors are in the code.
    public var descriptors = DescriptorEmbedding.automatic
    /// Package to prefix of its types' Swift names.
    public var prefixes: [String: String]
    /// Whether it belongs to the same package as the module that code is generated for.
    public var isSibling = true

    /// A module with the settings that most have.
    public init(
      name: String?, roots: [String], access: AccessLevel = .internal,
      prefixes: [String: String] = [:]
    ) {
      self.name = name
      self.roots = ImportRoots(roots)
      self.access = access
      self.prefixes = prefixes
    }
  }

  /// An IDL file, and the Swift file that comes out of it.
  public struct File: Sendable {
    /// A path on disk, or an import path.
    public var path: String
    /// The Swift file's name; nil for the one that follows from the import path.
    public var output: String?

    /// A file whose code goes to `output`.
    public init(path: String, output: String? = nil) {
      self.path = path
      self.output = output
    }
  }

  /// What becomes of services.
  public enum Services: Sendable, Hashable {
    /// Clients and service protocols are generated.
    case generated
    /// Only messages and enums are.
    case omitted
    /// The same, with a warning for each service: the module cannot use `MartletRPC`.
    case unavailable
  }

  /// The module that code is generated for.
  public var module: Module
  /// The modules whose files it may import, nearest first.
  public var dependencies: [Module] = []
  /// Files among the module's own roots whose Swift is in other modules.
  public var modulePaths = ModulePaths()
  /// The files to generate.
  public var files: [File]
  /// How the Swift files are named that have no name of their own.
  public var fileNames = FileNames.flat
  /// Where the code goes.
  public var outputDirectory: String
  /// Whether services are generated.
  public var services = Services.generated
  /// Whether generated files of earlier runs that are not generated any more are removed.
  public var removesStaleFiles = false

  /// A request with the settings that most have.
  public init(module: Module, files: [File], outputDirectory: String) {
    self.module = module
    self.files = files
    self.outputDirectory = outputDirectory
  }
}
