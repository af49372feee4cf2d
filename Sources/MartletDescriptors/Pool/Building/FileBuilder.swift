import MartletProtobuf

/// Makes one file's storage from its descriptor, which may come from anybody: everything that the
/// descriptors rely on is checked here.
///
/// The steps: flatten what is declared into records, find names that are there twice, link types,
/// then work out and check what depends on both.
struct FileBuilder {
  /// How deep messages may stand in each other; protoc's limit.
  static let maximumDepth = 32
  /// How many names a package may have; protoc's limit.
  static let maximumPackageDepth = 100

  let proto: Google.Protobuf.FileDescriptorProto
  let options: DescriptorPool.Options
  let edition: Google.Protobuf.Edition
  let features: ResolvedFeatures
  var records = FileRecords()
  var names = NameTable()
  /// The messages and enums as they came, in the order of the records.
  var messageProtos: [Google.Protobuf.DescriptorProto] = []
  var enumProtos: [Google.Protobuf.EnumDescriptorProto] = []
  /// What stands directly in the package, the package's own names included.
  var symbols: [PoolTables.ScopedName: Member] = [:]
  /// The numbers of the packages around, the root's first.
  var packages: [Int32] = [0]
  var packageCount: Int32 = 0
  var links: [FileStorage] = []
  var linkIndexes: [ObjectIdentifier: Int32] = [:]
  /// Whether types may be missing.
  var takesPlaceholders = false
  var placeholders: [String: Int32] = [:]
  var extensibles: [TypeReference: NumberRanges] = [:]

  /// - Throws: ``DescriptorPoolError`` if the file contradicts itself or the pool.
  static func build(
    _ proto: Google.Protobuf.FileDescriptorProto, in tables: PoolTables,
    _ options: DescriptorPool.Options
  ) throws(DescriptorPoolError) -> BuiltFile {
    var builder = try FileBuilder(proto, options)
    try builder.flatten()
    try builder.declareMembers()
    try builder.declareSymbols(tables)
    try builder.linkDependencies(tables)
    try builder.linkTypes(tables)
    try builder.completeFields()
    try builder.orderNumbers()
    try builder.checkExtensions(tables)
    return builder.finish()
  }

  private init(
    _ proto: Google.Protobuf.FileDescriptorProto, _ options: DescriptorPool.Options
  ) throws(DescriptorPoolError) {
    self.proto = proto
    self.options = options
    let name = proto.name ?? ""
    if name.isEmpty || name.utf8.contains(0) {
      throw DescriptorPoolError(.invalidFileName, file: name)
    }
    switch proto.syntax ?? "" {
    case "", "proto2": edition = .proto2
    case "proto3": edition = .proto3
    case "editions": edition = proto.edition ?? .unknown
    case let syntax: throw DescriptorPoolError(.unknownSyntax(syntax), file: name)
    }
    guard let defaults = ResolvedFeatures.defaults(for: edition),
      edition.isLegacy == (proto.syntax != "editions")
    else {
      throw DescriptorPoolError(.unsupportedEdition(edition.rawValue), file: name)
    }
    let set = proto.options?.features
    guard let features = defaults.merging(checked: set, edition) else {
      throw DescriptorPoolError(.invalidFeatures, file: name)
    }
    self.features = features
    records.package = proto.package ?? ""
  }

  private func finish() -> BuiltFile {
    let storage = FileStorage(
      proto: proto, edition: edition, features: features, records: records, names: names,
      links: links, isPlaceholder: false)
    var extensions: [BuiltFile.Extension] = []
    for (offset, reference) in records.extendees.enumerated() {
      let index = records.firstExtension + offset
      guard let extendee = storage.position(of: reference) else { continue }
      extensions.append(
        BuiltFile.Extension(
          extendee: extendee, number: records.fields[index].number, index: index))
    }
    return BuiltFile(
      storage: storage, symbols: symbols, packageCount: packageCount, extensions: extensions)
  }

  // MARK: - Errors

  func error(
    _ reason: DescriptorPoolError.Reason, _ element: String = ""
  ) -> DescriptorPoolError {
    DescriptorPoolError(reason, file: proto.name ?? "", element: element)
  }

  func error(_ reason: DescriptorPoolError.Reason, _ member: Member) -> DescriptorPoolError {
    error(reason, records.fullName(of: member))
  }
}

extension ResolvedFeatures {
  /// As ``merging(_:)``; nil if features cannot be set here, or not to what they are set to.
  func merging(
    checked set: Google.Protobuf.FeatureSet?, _ edition: Google.Protobuf.Edition
  ) -> ResolvedFeatures? {
    guard let set else { return self }
    if edition.isLegacy { return nil }
    let result = merging(set)
    return result.isKnown ? result : nil
  }

  /// Whether all that the library goes by has a value that it knows.
  private var isKnown: Bool {
    (1...3).contains(fieldPresence.rawValue) && (1...2).contains(enumType.rawValue)
      && (1...2).contains(repeatedFieldEncoding.rawValue)
      && (2...3).contains(utf8Validation.rawValue) && (1...2).contains(messageEncoding.rawValue)
      && (1...2).contains(jsonFormat.rawValue)
  }
}
