public import MartletDescriptors
public import MartletProtobuf

/// Turns descriptors into Swift source.
///
/// Made once for a set of files, then asked for one file after the other. The same input always
/// gives the same bytes.
public struct SwiftGenerator {
  let index: TypeIndex
  let options: GeneratorOptions

  /// - Parameters:
  ///   - files: every file that is needed, imports included, with type names fully qualified.
  ///   - moduleOf: IDL file to Swift module, for files whose code is in another target. The files
  ///     of `google/protobuf` need not be named.
  /// - Throws: ``GenerationError`` if two types of this target would have the same name.
  public init(
    files: [Google.Protobuf.FileDescriptorProto], options: GeneratorOptions,
    moduleOf: [String: String] = [:]
  ) throws(GenerationError) {
    self.options = options
    self.index = try TypeIndex(files: files, options: options, moduleOf: moduleOf)
  }

  /// Whether the Swift of an IDL file is part of Martlet, so that nobody else generates it:
  /// `google/protobuf/timestamp.proto` and its like.
  public static func isShipped(_ fileName: String) -> Bool {
    ShippedTypes.module(of: fileName) != nil
  }

  /// The Swift for one of the files.
  ///
  /// - Throws: ``GenerationError`` if there is no such file, or it has what cannot be generated, or
  ///   its Swift is in another module.
  public func generate(_ fileName: String) throws(GenerationError) -> GeneratedFile {
    guard let file = index.files[fileName] else {
      throw GenerationError("there is no such file among those given", file: fileName)
    }
    if let module = index.module(of: fileName) {
      throw GenerationError("its Swift is in the module \(module) already", file: fileName)
    }
    var emitter = FileEmitter(file: file, index: index, options: options)
    return GeneratedFile(
      name: GeneratedFile.name(for: fileName), contents: try emitter.emit())
  }
}
