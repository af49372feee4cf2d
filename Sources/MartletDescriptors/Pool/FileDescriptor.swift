public import MartletProtobuf

/// An IDL file.
public struct FileDescriptor: Descriptor {
  public let position: DescriptorPosition

  public init(position: DescriptorPosition) {
    self.position = position
  }

  /// The import path: `shop/v1/order.proto`.
  public var name: String { storage.name }
  /// The import path, too.
  public var fullName: String { storage.name }
  /// The package, empty if there is none.
  public var package: String { records.package }
  /// The edition; proto2 and proto3 are editions, too.
  public var edition: Google.Protobuf.Edition { storage.edition }
  public var features: ResolvedFeatures { storage.features }
  public var sourcePath: [Int32] { [] }

  /// Whether it stands for a file that is missing, and tells nothing but its name.
  public var isPlaceholder: Bool { storage.isPlaceholder }
  /// The options as they are set, with those that this library does not know as unknown fields.
  public var options: Google.Protobuf.FileOptions { proto.options ?? .init() }
  /// The descriptor that it was made from, unchanged.
  public var proto: Google.Protobuf.FileDescriptorProto { storage.proto }

  /// The outermost messages.
  public var messages: DescriptorList<MessageDescriptor> { list(records.topMessages) }
  /// The outermost enums.
  public var enums: DescriptorList<EnumDescriptor> { list(records.topEnums) }
  public var services: DescriptorList<ServiceDescriptor> {
    DescriptorList(storage: storage, range: records.services.indices)
  }
  /// The extensions declared outside of messages.
  public var extensions: DescriptorList<FieldDescriptor> { list(records.topExtensions) }

  /// Where something without a descriptor of its own is declared, such as the package, by its path
  /// in the file's descriptor; nil if the file came without source information.
  public func sourceLocation(at path: [Int32]) -> SourceLocation? {
    storage.locations.location(at: path)
  }

  /// The imported files, in the order of the imports. One that is missing is a placeholder.
  public var dependencies: [FileDescriptor] {
    storage.links.prefix(proto.dependency.count).map(FileDescriptor.init(storage:))
  }

  /// Those of ``dependencies`` whose importers see this file's types.
  public var publicDependencies: [FileDescriptor] { dependencies(at: proto.publicDependency) }
  /// Those of ``dependencies`` that may be missing.
  public var weakDependencies: [FileDescriptor] { dependencies(at: proto.weakDependency) }
  /// The paths of the files that are imported for their options only. They need not be there.
  public var optionDependencies: [String] { proto.optionDependency }

  init(storage: FileStorage) {
    self.init(position: DescriptorPosition(storage: storage, index: 0))
  }

  private func dependencies(at indexes: [Int32]) -> [FileDescriptor] {
    indexes.map { FileDescriptor(storage: storage.links[Int($0)]) }
  }
}
