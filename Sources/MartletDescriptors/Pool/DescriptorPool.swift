public import MartletProtobuf

/// Files of the IDL with all types and services that they declare, resolved and found by name.
///
/// A pool is a value: a copy does not see what is inserted into the other, and does not cost more
/// than a few words until then. The descriptors that it hands out point into files, not into the
/// pool; they stay valid when it changes or goes.
///
///     let pool = try DescriptorPool(serializedBytes: bytes)
///     let order = pool.message(named: "shop.v1.Order")
///     let total = order?.field(named: "total")
///
/// Nothing that is wrong with the descriptors gets into a pool, wherever they come from: a
/// ``DescriptorPoolError`` names what is at fault. The pool is no compiler, though: rules of style,
/// visibility or JSON names, and whether the file of a type is imported, are not checked.
public struct DescriptorPool: Sendable {
  /// What a pool puts up with.
  public struct Options: Hashable, Sendable {
    /// Whether imported files and the types in them may be missing. Descriptors that are
    /// `isPlaceholder` then stand for them. Weak imports may always be missing.
    public var allowsMissingDependencies: Bool

    public init(allowsMissingDependencies: Bool = false) {
      self.allowsMissingDependencies = allowsMissingDependencies
    }
  }

  private var tables = PoolTables()
  private let options: Options

  /// An empty pool.
  public init(options: Options = Options()) {
    self.options = options
  }

  /// The files of a set, which may be in any order.
  ///
  /// - Throws: ``DescriptorPoolError`` for the first fault that is found.
  public init(
    _ set: Google.Protobuf.FileDescriptorSet, options: Options = Options()
  ) throws(DescriptorPoolError) {
    self.init(options: options)
    try insertAll(set.file)
  }

  /// The files of a set as protoc and `martlet descriptors` write it.
  ///
  /// - Throws: ``DescriptorPoolError`` if the bytes are no set, or for the first fault in it.
  public init(
    serializedBytes bytes: [UInt8], options: Options = Options()
  ) throws(DescriptorPoolError) {
    let set: Google.Protobuf.FileDescriptorSet
    do throws(ProtoDecodingError) {
      set = try Google.Protobuf.FileDescriptorSet(serializedBytes: bytes)
    } catch {
      throw DescriptorPoolError(.malformed(error), file: "")
    }
    try self.init(set, options: options)
  }

  // MARK: - Insertion

  /// Adds a file; those that it imports must be there. A file that is there already, and the same,
  /// is not added again.
  ///
  /// - Returns: the file's descriptor.
  /// - Throws: ``DescriptorPoolError``; the pool is then as it was.
  @discardableResult
  public mutating func insert(
    _ file: Google.Protobuf.FileDescriptorProto
  ) throws(DescriptorPoolError) -> FileDescriptor {
    if let present = tables.file(named: file.name ?? "") {
      guard present.proto == file else {
        throw DescriptorPoolError(.duplicateFile, file: file.name ?? "")
      }
      return FileDescriptor(storage: present)
    }
    let built = try FileBuilder.build(file, in: tables, options)
    tables.add(built)
    return FileDescriptor(storage: built.storage)
  }

  /// Adds files in whichever order; those that they import must be among them or there.
  ///
  /// - Throws: ``DescriptorPoolError`` for the first fault; the pool is then as it was.
  public mutating func insert(
    contentsOf files: [Google.Protobuf.FileDescriptorProto]
  ) throws(DescriptorPoolError) {
    var copy = self
    try copy.insertAll(files)
    self = copy
  }

  private mutating func insertAll(
    _ files: [Google.Protobuf.FileDescriptorProto]
  ) throws(DescriptorPoolError) {
    for index in try ImportOrder(files).sorted() { try insert(files[index]) }
  }

  // MARK: - Files

  /// All files, each behind those that it imports.
  public var files: [FileDescriptor] { tables.files.map(FileDescriptor.init(storage:)) }

  /// The file with an import path.
  public func file(named name: String) -> FileDescriptor? {
    tables.file(named: name).map(FileDescriptor.init(storage:))
  }

  /// The files that import a file, themselves and not through others. Looks at all files.
  public func dependents(of file: FileDescriptor) -> [FileDescriptor] {
    let name = file.name
    return tables.files.filter { $0.proto.dependency.contains(name) }
      .map(FileDescriptor.init(storage:))
  }

  // MARK: - Lookup by name

  /// What a name is the name of.
  public enum Symbol: Hashable, Sendable {
    case message(MessageDescriptor)
    case enumeration(EnumDescriptor)
    case enumValue(EnumValueDescriptor)
    case field(FieldDescriptor)
    case oneof(OneofDescriptor)
    case service(ServiceDescriptor)
    case method(MethodDescriptor)
  }

  /// What has a full name (`shop.v1.Order.total`), without a leading dot. Extensions are fields;
  /// the values of an enum stand beside it.
  public func symbol(named fullName: String) -> Symbol? {
    guard let (file, member) = tables.find(fullName) else { return nil }
    let position = DescriptorPosition(storage: file, index: Int(member.index))
    switch member.kind {
    case .message: return .message(MessageDescriptor(position: position))
    case .enumeration: return .enumeration(EnumDescriptor(position: position))
    case .value: return .enumValue(EnumValueDescriptor(position: position))
    case .field: return .field(FieldDescriptor(position: position))
    case .oneof: return .oneof(OneofDescriptor(position: position))
    case .service: return .service(ServiceDescriptor(position: position))
    case .method: return .method(MethodDescriptor(position: position))
    case .package: return nil
    }
  }

  /// The message with a full name, without a leading dot.
  public func message(named fullName: String) -> MessageDescriptor? {
    element(fullName, .message)
  }

  /// The enum with a full name, without a leading dot.
  public func enumeration(named fullName: String) -> EnumDescriptor? {
    element(fullName, .enumeration)
  }

  /// The service with a full name, which is its name on the wire.
  public func service(named fullName: String) -> ServiceDescriptor? {
    element(fullName, .service)
  }

  /// The method with a path, as a call has it (`/shop.v1.Orders/Place`), with or without the first
  /// slash, or with a full name (`shop.v1.Orders.Place`).
  public func method(named path: String) -> MethodDescriptor? {
    let path = path.utf8.first == UInt8(ascii: "/") ? path.dropFirst() : Substring(path)
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else {
      return element(String(path), .method)
    }
    return service(named: String(path[..<slash]))?
      .method(named: String(path[path.utf8.index(after: slash)...]))
  }

  /// The extension with a full name, without a leading dot.
  public func extensionField(named fullName: String) -> FieldDescriptor? {
    let field: FieldDescriptor? = element(fullName, .field)
    return field.flatMap { $0.isExtension ? $0 : nil }
  }

  private func element<Element: Descriptor>(
    _ fullName: String, _ kind: Member.Kind
  ) -> Element? {
    guard let (file, member) = tables.find(fullName), member.kind == kind else { return nil }
    return Element(position: DescriptorPosition(storage: file, index: Int(member.index)))
  }

  // MARK: - Extensions

  /// The extension of a message with a number.
  public func extensionField(
    of message: MessageDescriptor, number: Int32
  ) -> FieldDescriptor? {
    tables.extensions[.init(extendee: message.position, number: number)]
      .map(FieldDescriptor.init(position:))
  }

  /// All extensions of a message, by number.
  public func extensions(of message: MessageDescriptor) -> [FieldDescriptor] {
    (tables.extensionLists[message.position] ?? []).map(FieldDescriptor.init(position:))
      .sorted { $0.number < $1.number }
  }
}
