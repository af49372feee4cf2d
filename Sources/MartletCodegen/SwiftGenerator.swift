public import MartletDescriptors
public import MartletProtobuf

/// Turns descriptors into Swift source.
///
/// Made once for a set of files, then asked for one file after the other. The same input always
/// gives the same bytes.
public struct SwiftGenerator {
  private let pool: DescriptorPool
  private let types: TypeNames
  private let context: FileEmitter.Context
  private let options: GeneratorOptions
  private let plan: DescriptorPlan

  /// - Parameters:
  ///   - files: every file that is needed, imports included, in whichever order.
  ///   - moduleOf: IDL file to Swift module, for files whose code is in another target. The files
  ///     of `google/protobuf` need not be named.
  ///   - generating: the files that will be asked for; nil if that will be all of this target.
  /// - Throws: ``GenerationError`` if the descriptors contradict themselves, or if two types of this
  ///   target would have the same name.
  public init(
    files: [Google.Protobuf.FileDescriptorProto], options: GeneratorOptions,
    moduleOf: [String: String] = [:], generating: Set<String>? = nil
  ) throws(GenerationError) {
    let pool: DescriptorPool
    do throws(DescriptorPoolError) {
      pool = try DescriptorPool(Google.Protobuf.FileDescriptorSet(file: files))
    } catch {
      throw GenerationError(error)
    }
    try self.init(pool: pool, options: options, moduleOf: moduleOf, generating: generating)
  }

  /// As the other, from a pool.
  public init(
    pool: DescriptorPool, options: GeneratorOptions, moduleOf: [String: String] = [:],
    generating: Set<String>? = nil
  ) throws(GenerationError) {
    self.pool = pool
    self.options = options
    let types = TypeNames(options: options, moduleOf: moduleOf)
    self.types = types
    context = FileEmitter.Context(pool, types)
    plan = DescriptorPlan(types: types, options: options, generating: generating)
    var topLevel = TopLevelNames(options)
    for file in pool.files
    where types.module(of: file.name) == nil && types.namespace(of: file) == nil
      && !ShippedTypes.isForOptions(file.name)
    {
      try topLevel.add(file, types, generatingServices: options.services)
    }
  }

  /// Whether the Swift of an IDL file is part of Martlet, so that nobody else generates it:
  /// `google/protobuf/timestamp.proto` and its like.
  public static func isShipped(_ fileName: String) -> Bool {
    ShippedTypes.module(of: fileName) != nil
  }

  /// Whether a text can be the prefix of a package's types: letters, digits and underscores, the
  /// first one no digit, or nothing at all.
  public static func isPrefix(_ text: String) -> Bool { SwiftNames.isPrefix(text) }

  /// The Swift for one of the files.
  ///
  /// - Throws: ``GenerationError`` if there is no such file, or it has what cannot be generated, or
  ///   its Swift is in another module.
  public func generate(_ fileName: String) throws(GenerationError) -> GeneratedFile {
    guard let file = pool.file(named: fileName) else {
      throw GenerationError("there is no such file among those given", file: fileName)
    }
    if let module = types.module(of: fileName) {
      throw GenerationError("its Swift is in the module \(module) already", file: fileName)
    }
    let descriptors =
      plan.embeds(file)
      ? DescriptorEmitter(plan, SourceRetention(pool), options.access) : nil
    var emitter = FileEmitter(
      file: file, types: types, context: context, options: options, descriptors: descriptors)
    return GeneratedFile(
      name: GeneratedFile.name(for: fileName), contents: try emitter.emit())
  }
}
