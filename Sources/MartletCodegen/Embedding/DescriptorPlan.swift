import MartletDescriptors

/// Which files' descriptors generated code carries, and how it refers to each other's.
struct DescriptorPlan {
  /// Where the descriptor of an imported file is.
  enum Place {
    /// In the code that is generated for that file, which is in a module; nil for the same one.
    case generated(module: String?)
    /// In `MartletDescriptors`, which generated code does not import.
    case elsewhere
    /// Nowhere else: whoever needs it carries a copy.
    case copy
  }

  private let types: TypeNames
  private let options: GeneratorOptions
  /// The files of this module that are generated.
  private let generating: Set<String>?

  init(types: TypeNames, options: GeneratorOptions, generating: Set<String>?) {
    self.types = types
    self.options = options
    self.generating = generating
  }

  /// Whether the code of a file of this module carries its descriptor.
  func embeds(_ file: FileDescriptor) -> Bool { embeds(file, options.descriptors) }

  private func embeds(_ file: FileDescriptor, _ choice: DescriptorEmbedding) -> Bool {
    switch choice {
    case .automatic: !file.services.isEmpty
    case .embed: true
    case .omit: false
    }
  }

  func place(of file: FileDescriptor) -> Place {
    guard let module = types.module(of: file.name) else {
      if ShippedTypes.module(of: file.name) != nil { return .generated(module: nil) }
      let isGenerated =
        generating?.contains(file.name) ?? !ShippedTypes.isForOptions(file.name)
      return isGenerated && embeds(file) ? .generated(module: nil) : .copy
    }
    switch ShippedTypes.module(of: file.name) {
    case "MartletProtobuf"?: return .generated(module: module)
    case _?: return .elsewhere
    case nil:
      let choice = options.embeddings[module] ?? options.descriptors
      return embeds(file, choice) ? .generated(module: module) : .copy
    }
  }
}
